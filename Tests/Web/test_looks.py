import urllib.parse
from pathlib import Path

import axe_playwright_python
import support
from selenium.webdriver.support.expected_conditions import staleness_of
from support import Keys, PageTest

axe = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
pages = [("", "/"), ("user:alice", "/"), ("tpye:x", "/"), ("user:nobody", "/"), ("", "/events"), ("", "/status")]
pages += [("", "/report/2026-11-21"), ("", "/user/dave"), ("", "/address/203.0.113.66")]


class Accessible(PageTest):
    provoked = ("400 (Bad Request)",)

    def assert_accessible(self, where):
        # By the debugger's way, which the page's policy does not hold up.
        self.browser.execute_cdp_cmd("Runtime.evaluate", {"expression": axe})
        script = "const done = arguments[0]; axe.run(document, {resultTypes: ['violations']}).then((found) => done(found.violations))"
        found = self.browser.execute_async_script(script)
        self.assertEqual([(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found], [], where)

    def test_all_pages_in_all_looks(self):
        event = support.site.ask("events", q="user:dave")["events"][0]["id"]
        for scheme in ("light", "dark"):
            for width in (390, 1400):
                self.emulate(scheme)
                self.resize(width, 900)
                for query, path in pages + [("", f"/events/{event}")]:
                    self.open(query, path)
                    self.assert_accessible((scheme, width, path, query))

    def test_what_opens_on_the_activity_page(self):
        for scheme in ("light", "dark"):
            self.emulate(scheme)
            self.open("user:dave -type:user_logout")
            self.one("#events .c-time a").click()
            self.wait(lambda: self.all("tr.detail .fields"))
            self.one("#columns summary").click()
            self.assert_accessible("an opened row, and columns")
            self.one("#q").send_keys(" host:")
            self.wait(lambda: self.all("#suggestions [role=option]"))
            self.press(Keys.ARROW_DOWN)
            self.assert_accessible("suggestions")
            self.press(Keys.ESCAPE)
            self.one("#help-open").click()
            self.assert_accessible("help")


class Sizes(PageTest):
    def test_nothing_is_wider_than_the_window(self):
        for width in (360, 390, 768, 1024, 1400, 2560):
            self.resize(width, 900)
            self.open()
            self.assertLessEqual(self.run_script("return document.documentElement.scrollWidth"), width)

    def test_a_phone_scrolls_down_only(self):
        event = support.site.ask("events", q="user:dave")["events"][0]["id"]
        sideways = """
            const rolls = (one) => /auto|scroll/.test(getComputedStyle(one).overflowX) && one.scrollWidth > one.clientWidth;
            return [...document.querySelectorAll("body *")].filter(rolls).map((one) => one.ariaLabel ?? one.outerHTML.slice(0, 200));
        """
        for width in (360, 390):
            self.resize(width, 844)
            for query, path in pages[:1] + pages[4:] + [("", "/report/2026-11-22"), ("", f"/events/{event}")]:
                self.open(query, path)
                self.assertLessEqual(self.run_script("return document.documentElement.scrollWidth"), width, path)
                self.assertEqual(self.run_script(sideways), [], (width, path))

    def test_on_a_phone_each_row_is_a_card_that_is_still_a_row_of_a_table(self):
        self.resize(390, 844)
        self.open(path="/events")
        name, _, meaning = self.all(".catalogue tbody tr:first-child > *")[:3]
        self.assertGreaterEqual(meaning.rect["y"], name.rect["y"] + name.rect["height"] - 1)
        tables = [("/status", ".sources", "Last line", "ok"), ("/report/2026-11-21", "#sign-ins table", "from", "dave")]
        for path, table, title, text in tables:
            wide = self.label(1400, path, table, title)
            self.assertEqual(wide, "none", path)
            self.assertIn(title, self.label(390, path, table, title))
            row = next(one for one in self.all(table + " tbody tr") if text in one.text)
            self.assertEqual(row.aria_role, "row")
            self.assertEqual([one.aria_role for one in row.find_elements("css selector", "th, td")][:2], ["rowheader", "cell"])
            self.assertEqual(self.one(table).aria_role, "table")
            name, first = row.find_elements("css selector", "th, td")[:2]
            self.assertGreaterEqual(first.rect["y"], name.rect["y"] + name.rect["height"] - 1)

    def label(self, width, path, table, title):
        """What stands before the cells of a column."""
        self.resize(width, 844)
        self.open(path=path)
        cell = self.one(f"{table} [data-label='{title}']")
        return self.run_script("return getComputedStyle(arguments[0], '::before').content", cell)

    def test_the_ends_of_the_bars_stand_on_one_line(self):
        for width in (360, 390, 1400):
            self.resize(width, 844)
            self.open()
            self.assertEqual(len({one.rect["y"] for one in self.all(".scale span")}), 1, width)
        self.open("user:nobody")
        self.assertIn("most: 0", self.text(".scale"))

    def test_a_laptop_has_room_for_messages(self):
        self.resize(1280, 844)
        self.open()
        self.assertGreater(self.one("#events tbody .c-message").rect["width"], 180)
        self.assertEqual([one.text for one in self.all("#events .c-time") if one.get_property("scrollWidth") > one.rect["width"] + 1], [])

    def test_texts_of_a_report_are_read_to_their_end(self):
        for width in (390, 1400):
            self.resize(width, 844)
            self.open(path="/report/2026-11-21")
            cut = "return [...document.querySelectorAll('.report td')].filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent)"
            self.assertEqual(self.run_script(cut), [])

    def test_where_the_table_does_not_fit_messages_are_still_seen(self):
        for width in (768, 900, 1024, 1400):
            self.resize(width, 900)
            self.open("type:user_login user:dave")
            place = self.one("#events tbody .c-message").rect
            self.assertGreater(place["width"], 100, width)
            self.assertLessEqual(place["x"] + place["width"], width)

    def test_a_phone_shows_all_of_an_event_and_opens_it(self):
        self.resize(360, 740)
        self.open("type:user_login user:dave")
        row = self.one("#events tbody tr")
        for name in ("user_login", "dave", "sshd", "203.0.113.66", "Accepted password"):
            self.assertIn(name, row.text)
        self.one("#events .c-time a").click()
        self.wait(lambda: self.all("tr.detail .fields"))
        self.assertLessEqual(self.run_script("return document.documentElement.scrollWidth"), 360)

    def test_the_dark_look_is_dark(self):
        paper = "return getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)"
        self.open()
        self.assertGreater(min(self.run_script(paper)), 200)
        self.emulate("dark")
        self.open()
        self.assertLess(max(self.run_script(paper)), 60)

    def test_nothing_jumps_while_the_page_is_loaded(self):
        self.run_script("sessionStorage.clear()")
        watch = """
            window.shifts = [];
            new PerformanceObserver((list) => {
              for (const entry of list.getEntries()) window.shifts.push([entry.value, entry.sources.map((one) => one.node?.id || one.node?.className)]);
            }).observe({ type: "layout-shift", buffered: true });
        """
        script = self.browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": watch})
        try:
            for width in (390, 1400):
                self.resize(width, 900)
                self.open("user:dave")
                shifts = self.run_script("return window.shifts")
                self.assertLess(sum(value for value, _ in shifts), 0.01, shifts)
        finally:
            self.browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", {"identifier": script["identifier"]})

    def test_the_first_view_weighs_less_than_100_kilobytes(self):
        self.browser.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": True})
        try:
            self.open()
            script = """
                const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
                return all.map((entry) => [entry.name, entry.transferSize]);
            """
            entries = self.run_script(script)
        finally:
            self.browser.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": False})
        names = [name for name, _ in entries]
        self.assertTrue(any("/assets/activity." in name for name in names), names)
        self.assertTrue(any("/api/v1/facets" in name for name in names), names)
        self.assertLess(sum(size for _, size in entries), 100_000, entries)


class WithoutScripts(PageTest):
    scripts = False
    provoked = ("400 (Bad Request)",)

    def found(self):
        return [int(row.get_attribute("data-id")) for row in self.all("#events tbody tr")]

    def follow(self, selector):
        before = self.one("html")
        self.one(selector).click()
        self.wait(lambda: staleness_of(before)(self.browser))

    def test_searching_and_paging_work(self):
        self.open()
        self.assertEqual([one for one in self.all(".scripted") if one.is_displayed()], [])
        seen = self.found()
        while self.all("#next") and self.one("#next").is_displayed():
            self.follow("#next")
            seen += self.found()
        expected = [event["id"] for event in support.site.ask("events", limit=1000)["events"]]
        self.assertEqual(seen, expected)
        self.follow("#first")
        self.one("#q").send_keys("user:dave", Keys.ENTER)
        self.wait(lambda: "user%3Adave" in self.browser.current_url)
        self.assertEqual(self.found(), [event["id"] for event in support.site.ask("events", q="user:dave")["events"]])
        self.follow("#order")
        self.assertEqual(self.found(), [event["id"] for event in support.site.ask("events", q="user:dave", order="oldest")["events"]])

    def test_an_event_has_a_page(self):
        self.open("type:user_login user:dave")
        self.one("#events .c-time a").click()
        self.wait(lambda: "/events/" in self.browser.current_url)
        self.assertIn("Accepted password", self.one("pre.line").text)

    def test_an_events_page_has_the_events_around_it_and_of_its_session(self):
        for event in support.site.ask("events", q="user:dave", limit=50)["events"]:
            found = support.site.ask(f"events/{event['id']}/around")
            self.open(path=f"/events/{event['id']}")
            lists = [[int(row.get_attribute("data-id")) for row in part.find_elements("css selector", "tbody tr")] for part in self.all(".around")]
            expected = [part for part in (found["session"], found) if part]
            expected = [[one["id"] for one in part["after"][::-1] + [event] + part["before"]] for part in expected]
            if found["session"] and set(expected[1]) <= set(expected[0]):
                expected.pop()
            self.assertEqual(lists, expected)
            self.assertEqual({row.get_attribute("data-id") for row in self.all(".around tr.this")}, {str(event["id"])})
            # The link finds all of them, and more where there are more.
            self.follow(".around p a")
            self.assertLessEqual(set(expected[0]), set(self.found()))

    def test_an_error_stands_under_its_word(self):
        self.open("user:alice tpye:x")
        self.assertEqual(self.one(".problem mark").text, "tpye:x")
        self.assertFalse(self.one("#results").is_displayed())
