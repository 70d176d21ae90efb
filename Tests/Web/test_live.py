import json
from datetime import datetime, timezone

import support
from support import PageTest

# In place of the browser's own, so that a test decides what comes when.
stand_in = """
window.EventSource = class extends EventTarget {
  static CLOSED = 2;
  static all = [];
  constructor(address) {
    super();
    Object.assign(this, { address, readyState: 0 });
    EventSource.all.push(this);
  }
  close() { this.readyState = 2; }
  static get last() { return EventSource.all[EventSource.all.length - 1]; }
  static tell(name, data, lastEventId) {
    const last = EventSource.last;
    if (name === "open") last.readyState = 1;
    last.dispatchEvent(Object.assign(new Event(name), { data, lastEventId }));
  }
};
"""


class Live(PageTest):
    def setUp(self):
        super().setUp()
        added = self.browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": stand_in})
        self.addCleanup(self.browser.execute_cdp_cmd, "Page.removeScriptToEvaluateOnNewDocument", added)

    def start(self, query=""):
        self.open(query)
        self.one("#live").click()
        self.wait(lambda: self.run_script("return EventSource.all.length") == 1)
        self.tell("open")

    def tell(self, name, data=None, number=""):
        self.run_script("EventSource.tell(...arguments)", name, data, str(number))

    def event(self, number, time="2026-11-25T10:00:00.000000Z", **fields):
        return {
            "id": number, "time": time, "type": "user_login", "category": "Identity management", "outcome": "success",
            "user_id": "newcomer", "source": "s", "pattern": "p", "count": 1, "message": f"number {number}", **fields,
        }

    def send(self, *events):
        self.tell("events", json.dumps({"events": events}), events[-1]["id"])

    def test_what_comes_stands_on_top_in_the_order_of_its_time(self):
        self.start()
        before = self.ids()
        self.send(self.event(900001), self.event(900002, "2026-11-25T10:00:01.000000Z"))
        self.assertEqual(self.ids(), [900002, 900001] + before)
        # It arrived late, and belongs between the others.
        self.send(self.event(900003, "2026-11-25T10:00:00.500000Z"))
        self.assertEqual(self.ids(), [900002, 900003, 900001] + before)
        # Told again after a connection was lost.
        self.send(self.event(900002, "2026-11-25T10:00:01.000000Z"))
        self.assertEqual(self.ids(), [900002, 900003, 900001] + before)
        self.assertIn(f"{len(before) + 3} events", self.text("#status"))

    def test_what_is_older_than_all_rows_is_left_to_the_pages_to_come(self):
        self.start()
        before = self.ids()
        self.send(self.event(900001, "2020-01-01T00:00:00.000000Z"))
        self.assertEqual(self.ids(), before)

    def test_nothing_moves_what_is_read(self):
        self.start()
        before = self.ids()
        self.run_script("document.querySelectorAll('#events .c-time a')[20].scrollIntoView({ block: 'center' })")
        place = "return document.querySelectorAll('#events .c-time a')[20].getBoundingClientRect().top"
        top = self.run_script(place)
        self.send(self.event(900001), self.event(900002))
        self.wait(lambda: self.one("#arrived").is_displayed())
        self.assertEqual(self.one("#arrived").text, "2 new events")
        self.assertLess(abs(self.run_script(place) - top), 1)
        self.assertEqual(self.ids()[: len(before)], before)
        self.one("#arrived").click()
        self.assertEqual(self.ids()[:3], [900002, 900001, before[0]])
        self.wait(lambda: self.one("[data-id='900002']").is_displayed())
        self.assertFalse(self.one("#arrived").is_displayed())

    def test_an_open_row_stays_where_it_is(self):
        self.start()
        before = self.ids()
        self.one("#events .c-time a").click()
        self.wait(lambda: self.all("tr.detail .fields"))
        self.send(self.event(900001))
        self.assertEqual(self.one("#arrived").text, "1 new event")
        self.assertEqual(self.ids(), before)

    def test_a_lost_connection_is_told_and_taken_up_where_it_was(self):
        self.start("user:newcomer or user:alice")
        self.send(self.event(900001))
        self.tell("error")
        self.assertIn("lost", self.text("#live-status"))
        # The server is gone: the browser gives up, and the page tries again.
        self.run_script("EventSource.last.readyState = 2")
        self.tell("error")
        self.wait(lambda: self.run_script("return EventSource.all.length") == 2)
        self.assertIn("last=900001", self.run_script("return EventSource.last.address"))
        self.tell("open")
        self.assertIn("Live", self.text("#live-status"))

    def test_it_pauses_while_nobody_looks(self):
        self.start()
        hide = """
            Object.defineProperty(document, "hidden", { value: arguments[0], configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        """
        self.run_script(hide, True)
        self.assertEqual(self.run_script("return EventSource.last.readyState"), 2)
        self.assertIn("Paused", self.text("#live-status"))
        self.run_script(hide, False)
        self.assertEqual(self.run_script("return EventSource.all.length"), 2)

    def test_another_search_is_followed_and_a_second_click_ends_it(self):
        self.start()
        self.search("user:dave")
        self.wait(lambda: "user%3Adave" in self.run_script("return EventSource.last.address"))
        self.one("#live").click()
        self.assertEqual(self.run_script("return EventSource.last.readyState"), 2)
        self.assertEqual(self.one("#live").get_attribute("aria-pressed"), "false")

    def test_a_problem_is_shown_and_ends_it(self):
        self.start()
        self.tell("problem", json.dumps({"title": "The store cannot be read", "status": 503}))
        self.assertEqual(self.text("#live-status"), "The store cannot be read")
        self.assertEqual(self.one("#live").get_attribute("aria-pressed"), "false")


class LiveOfTheServer(PageTest):
    def test_lines_that_are_written_now_are_shown_now(self):
        if not support.site.has_live():
            self.skipTest("the server has no /api/v1/live")
        log = support.site.folder / "auth.log"
        log.touch()
        collector = support.site.follow(log)
        self.addCleanup(collector.wait)
        self.addCleanup(collector.terminate)
        self.open("user:zoe")
        self.assertEqual(self.ids(), [])
        self.one("#live").click()
        self.wait(lambda: self.text("#live-status") == "Live")
        for number in (1, 2, 3):
            stamp = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
            with log.open("a") as file:
                file.write(f"{stamp} web9 sshd[{number}]: Accepted password for zoe from 192.0.2.9 port 4711 ssh2\n")
            self.wait(lambda: len(self.ids()) == number)
        self.assertEqual(self.ids(), [event["id"] for event in support.site.ask("events", q="user:zoe")["events"]])
