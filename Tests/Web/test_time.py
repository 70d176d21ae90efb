import re

import support
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.actions import interaction
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.actions.pointer_input import PointerInput
from support import Keys, PageTest


class Presets(PageTest):
    def test_a_preset_stands_in_the_query_in_place_of_another_time(self):
        self.open("user:alice since:2026-11-20 10:00 until:2026-11-21 failed")
        self.one(".presets [value='-7d']").click()
        self.wait(lambda: self.address() == "/?q=user:alice failed since:-7d")
        self.settle()
        self.assertEqual(self.one(".presets [value='-7d']").get_attribute("aria-pressed"), "true")
        self.one(".presets [value='']").click()
        self.wait(lambda: self.address() == "/?q=user:alice failed")

    def test_two_times_are_written_in_the_stores_zone(self):
        self.open("user:alice")
        self.set_inputs("2026-11-21T10:00:00", "2026-11-22T10:00:00")
        # Browsers leave out seconds that are none.
        self.wait(lambda: re.fullmatch(r"user:alice since:2026-11-21T10:00(:00)? until:2026-11-22T10:00(:00)?", self.query()))
        self.settle()
        self.assert_found_between("2026-11-21T09:00:00", "2026-11-22T09:00:00")
        self.assertEqual(self.one("#since").get_property("value")[:16], "2026-11-21T10:00")

    def test_days_of_a_query_stand_in_the_inputs(self):
        # As reports write them; whoever changes one of the times keeps the other.
        query = "since:2026-11-21 until:2026-11-21"
        self.open(query)
        found = support.site.ask("facets", q=query)["total"]
        self.assertEqual(self.one("#since").get_property("value")[:16], "2026-11-21T00:00")
        self.assertEqual(self.one("#until").get_property("value")[:16], "2026-11-22T00:00")
        self.one(".bounds button").click()
        self.wait(lambda: re.fullmatch(r"since:2026-11-21T00:00(:00)? until:2026-11-22T00:00(:00)?", self.query()))
        self.assertEqual(support.site.ask("facets", q=self.query())["total"], found)

    def test_two_times_are_written_in_utc_where_local_time_is_shown(self):
        self.open("user:alice")
        self.one("#zone-toggle").click()
        self.set_inputs("2026-11-21T10:00:00", "2026-11-22T10:00:00")
        self.wait(lambda: self.query() == "user:alice since:2026-11-21T15:00:00Z until:2026-11-22T15:00:00Z")
        self.settle()
        self.assert_found_between("2026-11-21T15:00:00", "2026-11-22T15:00:00")
        self.assertEqual(self.one("#since").get_property("value")[:16], "2026-11-21T10:00")

    def test_a_time_beside_an_or_holds_for_the_whole(self):
        self.open("user:alice or user:dave")
        self.one(".presets [value='-30d']").click()
        self.wait(lambda: self.query() == "user:alice or user:dave since:-30d")

    def set_inputs(self, since, until):
        script = "document.getElementById(arguments[0]).value = arguments[1]"
        self.run_script(script, "since", since)
        self.run_script(script, "until", until)
        self.one(".bounds button").click()

    def assert_found_between(self, since, until):
        times = [time.get_attribute("datetime") for time in self.all("#events .c-time time")]
        self.assertGreater(len(times), 0)
        self.assertEqual([time for time in times if not since <= time < until], [])


class Histogram(PageTest):
    def bars(self):
        return support.site.ask("histogram", q=self.query(), buckets=90)["buckets"]

    def place(self, bars, number):
        """Where a bar's middle is, from the middle of them all."""
        width = self.one(".bars").size["width"]
        return round((number + 0.5) / len(bars) * width - width / 2)

    def expected(self, first, last):
        plain = lambda time: time.replace(".000000Z", "Z")
        return f"since:{plain(first['start'])} until:{plain(last['end'])}"

    def test_dragging_over_bars_shows_their_time_only(self):
        self.open()
        bars = self.bars()
        first, last = len(bars) - 4, len(bars) - 2
        chart = self.one(".bars")
        start, end = self.place(bars, first), self.place(bars, last)
        drag = ActionChains(self.browser).move_to_element_with_offset(chart, start, 0).click_and_hold()
        drag.move_to_element_with_offset(chart, end, 0).release().perform()
        expected = self.expected(bars[first], bars[last])
        self.wait(lambda: self.address() == "/?q=" + expected)
        self.settle()
        counted = sum(bar[name] for bar in bars[first : last + 1] for name in ("success", "failure", "unknown"))
        self.wait(lambda: f"of {counted}" in self.text("#status"))

    def test_a_finger_drags_as_a_mouse_does(self):
        self.open()
        bars = self.bars()
        first, last = len(bars) - 3, len(bars) - 1
        chart = self.one(".bars")
        touch = ActionBuilder(self.browser, mouse=PointerInput(interaction.POINTER_TOUCH, "finger"))
        touch.pointer_action.move_to(chart, self.place(bars, first), 0).pointer_down()
        touch.pointer_action.move_to(chart, self.place(bars, last), 0).pointer_up()
        touch.perform()
        self.wait(lambda: self.query() == self.expected(bars[first], bars[last]))

    def test_the_keyboard_selects_as_well(self):
        self.open("user:alice")
        bars = self.bars()
        self.run_script("document.querySelector('.bars').focus()")
        self.press(Keys.ARROW_LEFT)
        told = self.text(".overview [role=status]")
        counts = [f"{bars[-1][name]} {name}" for name in ("success", "failure", "unknown") if bars[-1][name]]
        self.assertTrue(told.endswith(": " + (", ".join(counts) or "nothing")), told)
        self.press(Keys.SHIFT + Keys.ARROW_LEFT)
        self.press(Keys.NULL + Keys.ENTER)
        self.wait(lambda: self.query() == "user:alice " + self.expected(bars[-2], bars[-1]))

    def test_counts_are_told_by_pointing_and_as_a_table(self):
        self.open()
        bars = self.bars()
        chart = self.one(".bars")
        failing = max(place for place, bar in enumerate(bars) if bar["failure"])
        ActionChains(self.browser).move_to_element_with_offset(chart, self.place(bars, failing), 0).perform()
        self.wait(lambda: self.one(".tip").is_displayed())
        self.assertIn(f"{bars[failing]['failure']} failure", self.text(".tip"))
        self.one(".as-table summary").click()
        self.wait(lambda: self.all("table.counts tbody tr"))
        rows = self.all("table.counts tbody tr")
        counts = [bar for bar in bars if bar["success"] + bar["failure"] + bar["unknown"]]
        self.assertEqual(len(rows), len(counts))
        self.assertTrue(rows[-1].text.endswith("{success} {failure} {unknown}".format(**counts[-1])))
