"""A store that is served, and a browser that looks at it."""

import json
import os
import shutil
import subprocess
import tempfile
import unittest
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

import hostile

root = Path(__file__).resolve().parents[2]
patience = 60
# Of the store, and of the browser: what is shown in the wrong one is seen.
store_zone, browser_zone = "Europe/Vienna", "America/New_York"

site = None
_browsers = {}


class Site:
    """`footfall serve` of a store in a folder that is removed at the end."""

    def __init__(self, program):
        self.program = str(program)

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="footfall-web-"))
        self.store = str(self.folder / "footfall.db")
        (self.folder / "hostile.log").write_bytes(hostile.log())
        (self.folder / "hostile.jsonl").write_text(hostile.records())
        logs = [str(root / "samples/logs"), str(self.folder / "hostile.log"), str(self.folder / "hostile.jsonl")]
        self.collect("--once", "--reference-time", "2026-11-22T23:59:59Z", *logs)
        self.server = subprocess.Popen(
            [self.program, "serve", "--store", self.store, "--listen", "127.0.0.1:0"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        line = self.server.stdout.readline()
        if "http://" not in line:
            self.__exit__()
            raise RuntimeError("footfall serve says: " + line)
        self.address = "http://" + line.split("http://")[1].split("/")[0]
        return self

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()
        self.server.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def collect(self, *arguments):
        command = [self.program, "collect", "--store", self.store, "--timezone", store_zone, *arguments]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            raise RuntimeError("footfall collect says: " + done.stdout)

    def follow(self, file):
        """A collector that goes on until it is ended."""
        command = [self.program, "collect", "--store", self.store, "--timezone", store_zone, str(file)]
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def ask(self, path, **parameters):
        query = urllib.parse.urlencode(parameters)
        with urllib.request.urlopen(f"{self.address}/api/v1/{path}?{query}", timeout=patience) as answer:
            return json.load(answer)

    def has_live(self):
        try:
            with urllib.request.urlopen(self.address + "/api/v1/live?q=", timeout=patience) as answer:
                return answer.headers["Content-Type"].startswith("text/event-stream")
        except urllib.error.HTTPError:
            return False


def browser(scripts=True):
    """The one that all tests share; or one that runs no scripts."""
    if scripts not in _browsers:
        folder = site.folder / f"browser-{scripts}"
        folder.mkdir()
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium")
        for argument in [
            "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars",
            "--force-prefers-reduced-motion", "--lang=en-US", f"--user-data-dir={folder}",
        ]:
            options.add_argument(argument)
        downloads = {"download.default_directory": str(site.folder)}
        if not scripts:
            downloads["profile.managed_default_content_settings.javascript"] = 2
        options.add_experimental_option("prefs", downloads)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        # Whatever else a browser writes goes to the folder that is removed.
        environment = {**os.environ, "TZ": browser_zone, "HOME": str(folder), "TMPDIR": str(folder)}
        _browsers[scripts] = webdriver.Chrome(options, Service(shutil.which("chromedriver"), env=environment))
    return _browsers[scripts]


def close_browsers():
    for one in _browsers.values():
        one.quit()
    _browsers.clear()


class PageTest(unittest.TestCase):
    """A test of what a browser shows; it fails where the browser complains of anything."""

    scripts = True
    #: Parts of complaints that the test provokes.
    provoked = ()

    def setUp(self):
        self.browser = browser(self.scripts)
        self.resize(1400, 1000)
        self.emulate("light")
        self.browser.get_log("browser")
        if self.scripts:
            self.browser.get(site.address + "/events")
            self.run_script("localStorage.clear()")

    def tearDown(self):
        # Selenium keeps what was said until it is asked.
        said = [entry["message"] for entry in self.browser.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
        unexpected = [message for message in said if not any(part in message for part in self.provoked)]
        self.assertEqual(unexpected, [])

    def resize(self, width, height):
        mobile = width < 600
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def emulate(self, scheme):
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})

    def open(self, query="", path="/"):
        """Opens a page, and waits for the counts where it has them."""
        self.browser.get(site.address + path + ("?q=" + urllib.parse.quote(query) if query else ""))
        if self.scripts and path == "/":
            self.settle()

    def settle(self):
        """Waits until nothing is on its way."""
        script = "return !document.querySelector('[aria-busy=true]') && !!document.querySelector('.facet, .problem:not([hidden])')"
        self.wait(lambda: self.run_script(script))

    def wait(self, condition, message=""):
        return WebDriverWait(self.browser, patience, 0.05).until(lambda _: condition(), message)

    def run_script(self, text, *arguments):
        return self.browser.execute_script(text, *arguments)

    def one(self, selector):
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def text(self, selector):
        return self.run_script("return document.querySelector(arguments[0])?.textContent", selector)

    def ids(self):
        """The events of the table, from top to bottom."""
        script = "return [...document.querySelectorAll('#events tbody tr[data-id]')].map((row) => Number(row.dataset.id))"
        return self.run_script(script)

    def query(self):
        return self.one("#q").get_property("value")

    def search(self, text):
        box = self.one("#q")
        box.clear()
        box.send_keys(text, Keys.ENTER)

    def press(self, *keys):
        self.browser.switch_to.active_element.send_keys(*keys)

    def address(self):
        """What stands behind the server's address."""
        return urllib.parse.unquote(self.browser.current_url.removeprefix(site.address))
