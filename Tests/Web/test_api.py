import subprocess
import sys
import unittest
from pathlib import Path

import support


class Interface(unittest.TestCase):
    def test_it_is_as_its_description_says(self):
        """Requests of every shape that openapi.json allows and forbids, against the real answers."""
        command = [
            str(Path(sys.executable).with_name("schemathesis")), "run", support.site.address + "/api/v1/openapi.json",
            # It does not end by itself.
            "--exclude-path", "/api/v1/live",
            # Most texts are no query that has a meaning, which no schema can say; they are refused with 400.
            "--exclude-checks", "positive_data_acceptance",
            "--max-examples", "40", "--seed", "1", "--no-color",
        ]
        done = subprocess.run(
            command, cwd=support.site.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True,
        )
        self.assertEqual(done.returncode, 0, done.stdout[-6000:])
