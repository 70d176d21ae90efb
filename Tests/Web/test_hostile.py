import urllib.parse

import hostile
import support
from support import PageTest


class Hostile(PageTest):
    provoked = ("400 (Bad Request)",)

    def assert_unharmed(self):
        self.assertIsNone(self.run_script("return window.harmed ?? null"))
        strays = "main script, main img, main b, main [onmouseover], main [onerror], a[href^='javascript']"
        self.assertEqual(self.all(strays), [])
        # What is seen is what is there: nothing invisible, nothing that turns the text.
        script = """
            const unseen = /[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\u{e0000}-\\u{e007f}]/u;
            const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            const found = [];
            // Emoji are joined by an invisible character; it is shown as well.
            while (walk.nextNode()) if (unseen.test(walk.currentNode.data)) found.push(walk.currentNode.data);
            return found;
        """
        self.assertEqual(self.run_script(script), [])

    def test_rows_of_the_server_and_of_the_scripts_are_only_text(self):
        for query in ("ip:192.0.2.66", "ip:203.0.113.99"):
            self.open(query)
            self.assertGreater(len(self.ids()), 10)
            self.assert_unharmed()
            self.search(query + " since:2026-11-01")
            self.wait(lambda: "since" in self.address())
            self.settle()
            self.assertGreater(len(self.ids()), 10)
            self.assert_unharmed()

    def test_every_opened_row_is_only_text(self):
        self.open("ip:192.0.2.66,203.0.113.99")
        for number in self.ids():
            self.run_script("document.querySelector(`[data-id='${arguments[0]}'] .c-time a`).click()", number)
            self.wait(lambda: self.all("tr.detail .fields"))
            self.assert_unharmed()

    def test_every_event_page_is_only_text(self):
        for event in support.site.ask("events", q="ip:192.0.2.66,203.0.113.99")["events"]:
            self.browser.get(f"{support.site.address}/events/{event['id']}")
            self.assert_unharmed()

    def test_names_are_shown_as_they_are(self):
        self.open("ip:192.0.2.66")
        users = [user.text for user in self.all("#events .c-user")]
        for shown in [hostile.script, hostile.image, hostile.template, "\\x1b[31mred\\x1b[0m\\x07", "user\\u{202e}gnp.exe", "ad\\u{200b}min\\u{feff}"]:
            self.assertIn(shown, users)

    def test_a_link_of_a_name_finds_it(self):
        for address in ("ip:192.0.2.66", "ip:203.0.113.99"):
            self.open(address)
            for number in self.ids():
                links = self.all(f"[data-id='{number}'] .c-user a")
                if not links:
                    continue
                link = links[0].get_attribute("href")
                query = urllib.parse.parse_qs(urllib.parse.urlparse(link).query)["q"][0]
                found = support.site.ask("events", q=query + " " + address)["events"]
                self.assertIn(number, [event["id"] for event in found], query)

    def test_a_filter_of_a_name_that_is_no_utf_8_finds_it(self):
        self.open("ip:203.0.113.99 root*")
        button = next(one for one in self.all(".facet .only") if "root\ufffd" in one.text)
        button.click()
        self.wait(lambda: "user:root\ufffd" in self.query())
        self.settle()
        self.assertEqual(len(self.ids()), 1)
        self.assertIn("root\ufffd", self.one("#events td.c-user").text)

    def test_filters_suggestions_and_errors_are_only_text(self):
        self.open("ip:192.0.2.66")
        self.wait(lambda: self.run_script("document.querySelector('.rest')?.click(); return !document.querySelector('.rest')"))
        self.assert_unharmed()
        self.one("#q").clear()
        self.one("#q").send_keys("user:<")
        self.wait(lambda: self.all("#suggestions [role=option]"))
        self.assert_unharmed()
        for query in (hostile.script + " tpye:" + hostile.image, '"' + hostile.image, "(" + hostile.script, "tpye:\u202ex"):
            self.search(query)
            self.wait(lambda: self.all(".problem:not([hidden])"))
            self.assert_unharmed()
            self.browser.get(site_address(query))
            self.assert_unharmed()

    def test_long_words_widen_nothing(self):
        for width in (360, 1400):
            self.resize(width, 900)
            self.open("ip:192.0.2.66")
            self.assertLessEqual(self.run_script("return document.documentElement.scrollWidth"), width)


def site_address(query):
    return support.site.address + "/?q=" + urllib.parse.quote(query)
