import csv
import json

import support
from selenium.webdriver.common.by import By
from support import Keys, PageTest


class Paging(PageTest):
    def all_ids(self, **parameters):
        return [event["id"] for event in support.site.ask("events", limit=1000, **parameters)["events"]]

    def scroll_to_the_end(self):
        def is_at_the_end():
            self.run_script("scrollTo(0, document.body.scrollHeight)")
            return not self.one("#more").is_displayed()

        self.wait(is_at_the_end)

    def test_scrolling_reaches_every_event_once(self):
        self.open()
        self.scroll_to_the_end()
        ids = self.all_ids()
        self.assertGreater(len(ids), 400)
        self.assertEqual(self.ids(), ids)
        self.assertIn(f"{len(ids)} events", self.text("#status"))

    def test_so_it_does_with_the_oldest_first(self):
        self.browser.get(support.site.address + "/?order=oldest&q=user%3Aalice")
        self.settle()
        self.scroll_to_the_end()
        self.assertEqual(self.ids(), self.all_ids(order="oldest", q="user:alice"))

    def test_a_search_while_a_page_comes_gets_rows_of_its_own_only(self):
        self.open()
        self.run_script("document.getElementById('next').click()")
        self.search("user:alice")
        self.wait(lambda: self.address() == "/?q=user:alice")
        self.settle()
        self.scroll_to_the_end()
        self.assertEqual(self.ids(), self.all_ids(q="user:alice"))


class Rows(PageTest):
    def open_first(self, query):
        self.open(query)
        link = self.one("#events .c-time a")
        link.click()
        self.wait(lambda: self.all("tr.detail .fields"))
        return link

    def test_a_row_opens_to_all_that_is_known(self):
        link = self.open_first("type:user_login user:dave")
        event = support.site.ask("events", q="type:user_login user:dave")["events"][0]
        shown = self.one("tr.detail").text
        for name in ("type", "user_id", "app_id", "ip", "host", "source", "pattern", "message"):
            self.assertIn(event[name], shown.replace("\n", ""))
        self.assertEqual(link.get_attribute("aria-expanded"), "true")
        self.assertIn("Accepted password", self.text("tr.detail pre"))
        link.click()
        self.wait(lambda: not self.all("tr.detail"))
        self.assertEqual(link.get_attribute("aria-expanded"), "false")

    def test_events_around_it_are_of_the_same_person(self):
        self.open_first("type:user_login user:dave")
        number = self.ids()[0]
        around = support.site.ask(f"events/{number}/around", limit=5)
        expected = [event["id"] for event in around["after"][::-1]] + [number] + [event["id"] for event in around["before"]]
        links = self.all("tr.detail section:last-child ol a")
        self.assertEqual([int(link.get_attribute("href").split("/")[-1]) for link in links], expected)
        self.assertEqual(self.all("tr.detail li.this a")[0].get_attribute("href"), f"{support.site.address}/events/{number}")

    def test_its_user_and_address_lead_to_their_pages(self):
        self.open_first("type:user_login user:dave")
        links = {link.text: link.get_attribute("href").removeprefix(support.site.address) for link in self.all("tr.detail dl.fields dd a")}
        self.assertEqual(links["dave"], "/user/dave")
        address = next(text for text in links if text[0].isdigit())
        self.assertEqual(links[address], "/address/" + address)
        self.one("tr.detail dl.fields a[href='/user/dave']").click()
        self.wait(lambda: self.all("#week"))

    def test_events_of_the_same_session_are_told_apart(self):
        self.open_first("type:privilege_use user:dave ip:203.0.113.66 or (user:dave type:user_login ip:203.0.113.66)")
        number = self.ids()[0]
        session = support.site.ask(f"events/{number}/around", limit=5)["session"]
        self.assertEqual((session["start"], session["end"]), ("2026-11-21T22:12:08.000000Z", "2026-11-21T22:27:32.000000Z"))
        section = next(part for part in self.all("tr.detail section") if part.text.startswith("Of the same session"))
        self.assertIn("from 2026-11-21 23:12:08 to 2026-11-21 23:27:32", section.text)
        expected = [event["id"] for event in session["after"][::-1]] + [number] + [event["id"] for event in session["before"]]
        links = section.find_elements("css selector", "ol a")
        self.assertEqual([int(link.get_attribute("href").split("/")[-1]) for link in links], expected)
        section.find_element("css selector", "h3 a").click()
        self.wait(lambda: "since:2026-11-21T22:12:08" in self.query())
        self.settle()
        self.assertLessEqual(set(expected), set(self.ids()))

    def test_evidence_is_shown(self):
        self.open("evidence:only")
        told = support.site.ask(f"events/{self.ids()[0]}")["event"]["evidence_of"]
        expected = support.site.ask(f"events/{told}")["evidence"]
        self.assertGreater(len(expected), 0)
        self.open()
        while told not in self.ids():
            before = len(self.ids())
            self.run_script("document.getElementById('next').click()")
            self.wait(lambda: len(self.ids()) > before)
        self.run_script("document.querySelector(`[data-id='${arguments[0]}'] .c-time a`).click()", told)
        self.wait(lambda: "Told again by" in (self.text("tr.detail") or ""))

    def test_its_fields_go_into_the_query(self):
        self.open_first("type:user_login user:dave")
        self.one("tr.detail [aria-label='only web1']").click()
        self.wait(lambda: self.query() == "type:user_login user:dave host:web1")

    def test_a_click_into_the_row_opens_it_but_a_link_is_followed(self):
        self.open()
        self.one("#events td.c-message").click()
        self.wait(lambda: self.all("tr.detail .fields"))
        self.press(Keys.ESCAPE)
        link = self.one("#events tr:nth-child(30) td.c-user a")
        name = link.text
        link.click()
        self.wait(lambda: self.address() == "/?q=user:" + name)


class Columns(PageTest):
    def test_they_are_chosen_and_kept(self):
        self.open()
        self.one("#columns summary").click()
        self.one("#columns [value=pattern]").click()
        self.one("#columns [value=host]").click()
        self.assertTrue(self.one("th.c-pattern").is_displayed())
        self.assertFalse(self.one("th.c-host").is_displayed())
        self.open("user:dave")
        self.assertTrue(self.one("td.c-pattern").is_displayed())
        self.assertFalse(self.one("td.c-host").is_displayed())

    def test_an_events_times_agree_with_the_tables(self):
        self.open("type:user_login user:dave")
        event = support.site.ask("events", q="type:user_login user:dave")["events"][0]
        self.one("#events .c-time a").click()
        self.wait(lambda: self.all("tr.detail .fields"))
        self.assertEqual(self.text("tr.detail .fields time"), "2026-11-21 23:12:08")
        self.assertIn(event["time"], self.text("tr.detail .fields"))
        self.one("#zone-toggle").click()
        self.assertEqual(self.text("tr.detail .fields time"), "2026-11-21 17:12:08")
        self.open(path=f"/events/{event['id']}")
        shown = self.text("table.fields")
        self.assertIn("2026-11-21 23:12:08 " + support.store_zone, shown)
        self.assertIn(event["time"], shown)

    def test_times_are_the_stores_or_the_browsers(self):
        self.open("type:user_login user:dave")
        utc = self.one("#events time").get_attribute("datetime")
        self.assertTrue(utc.startswith("2026-11-21T22:12:08"), utc)
        self.assertEqual(self.text("#events time"), "2026-11-21 23:12:08")
        self.assertEqual(self.text("#zone"), support.store_zone)
        self.one("#zone-toggle").click()
        self.assertEqual(self.text("#events time"), "2026-11-21 17:12:08")
        self.assertEqual(self.text("#zone"), support.browser_zone)
        self.open("type:user_login user:dave")
        self.assertEqual(self.text("#events time"), "2026-11-21 17:12:08")


class Export(PageTest):
    def download(self, link):
        name = self.one(link).get_attribute("href").split("format=")[1].split("&")[0]
        file = support.site.folder / f"activity.{name}"
        file.unlink(missing_ok=True)
        self.one(link).click()
        self.wait(file.exists)
        # It has its name when it is complete.
        return file.read_text()

    def test_what_is_searched_for_is_saved(self):
        self.open()
        self.search("user:dave")
        self.wait(lambda: self.address() == "/?q=user:dave")
        events = support.site.ask("events", q="user:dave", limit=1000)["events"]
        lines = self.download("#jsonl").splitlines()
        self.assertEqual([json.loads(line)["time"] for line in lines], [event["time"] for event in events])
        rows = list(csv.DictReader(self.download("#csv").splitlines()))
        self.assertEqual([row["user_id"] for row in rows], ["dave"] * len(events))
