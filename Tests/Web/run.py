"""Runs the tests of the pages: run.py PROGRAM [PART OF A NAME…]. The last line counts them."""

import signal
import sys
import unittest
from pathlib import Path

import support


class Sentences(unittest.TextTestResult):
    def getDescription(self, test):
        return test.id().split(".", 1)[1].replace("test_", "", 1).replace("_", " ")


def main():
    # Whoever ends this ends the server and the browser, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    program, names = Path(sys.argv[1]).resolve(), sys.argv[2:]
    loader = unittest.TestLoader()
    if names:
        loader.testNamePatterns = [f"*{name.replace(' ', '_')}*" for name in names]
    tests = loader.discover(str(Path(__file__).parent))
    with support.Site(program) as site:
        support.site = site
        try:
            result = unittest.TextTestRunner(sys.stdout, verbosity=2, resultclass=Sentences).run(tests)
        finally:
            support.close_browsers()
    # A test can fail, and its browser complain besides.
    failed = len({test.id() for test, _ in result.failures + result.errors})
    if result.skipped:
        print(f"{len(result.skipped)} skipped")
    print(f"{result.testsRun - failed - len(result.skipped)} passed, {failed} failed")
    return 1 if failed or not result.testsRun else 0


sys.exit(main())
