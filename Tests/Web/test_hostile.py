import random
import urllib.error
import urllib.parse
import urllib.request
from html.parser import HTMLParser

import hostile
import support
from support import PageTest


class Strays(HTMLParser):
    """What a page's own markup has nowhere."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        names = [name for name, _ in attributes]
        is_odd = tag in ("img", "b", "base", "iframe") or tag == "script" and names != ["type", "src"]
        if is_odd or tag == "meta" and "http-equiv" in names or any(name.startswith("on") for name in names):
            self.found.append(self.get_starttag_text())


class Hostile(PageTest):
    provoked = ("400 (Bad Request)",)

    def assert_unharmed(self):
        self.assertIsNone(self.run_script("return window.harmed ?? null"))
        strays = "main script, main img, main b, main meta, main [onmouseover], main [onerror], a[href^='javascript']"
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
        joined = [hostile.joined_image, hostile.joined_refresh, hostile.joined_attribute]
        for shown in joined + [hostile.script, hostile.image, hostile.template, "\\x1b[31mred\\x1b[0m\\x07", "user\\u{202e}gnp.exe", "ad\\u{200b}min\\u{feff}"]:
            self.assertIn(shown, users)

    def test_a_link_of_a_name_finds_it(self):
        for address in ("ip:192.0.2.66", "ip:203.0.113.99"):
            self.open(address)
            self.assert_links_find(address)
            # The same rows, made by the scripts.
            self.search(address + " since:2026-11-01")
            self.wait(lambda: "since" in self.address())
            self.settle()
            self.assert_links_find(address)

    def assert_links_find(self, address):
        for number in self.ids():
            links = self.all(f"[data-id='{number}'] .c-user a")
            if not links:
                continue
            link = links[0].get_attribute("href")
            query = urllib.parse.parse_qs(urllib.parse.urlparse(link).query)["q"][0]
            found = support.site.ask("events", q=query + " " + address)["events"]
            self.assertIn(number, [event["id"] for event in found], query)

    def test_the_bytes_of_pages_hold_no_markup_of_names(self):
        events = support.site.ask("events", q="ip:192.0.2.66,203.0.113.99")["events"]
        paths = ["/?q=ip:192.0.2.66,203.0.113.99", "/report/2026-11-22", "/address/192.0.2.66", "/status"]
        paths += [f"/events/{event['id']}" for event in events]
        for name in hostile.names:
            there = urllib.parse.quote(name, safe="")
            paths += ["/user/" + there, "/report/" + there, "/?q=" + there, "/?q=x%22" + there]
        for path in paths:
            try:
                with urllib.request.urlopen(support.site.address + path, timeout=support.patience) as answer:
                    page = answer.read()
            except urllib.error.HTTPError as error:
                page = error.read()
            strays = Strays()
            strays.feed(page.decode())
            self.assertEqual(strays.found, [], path)

    def test_every_name_is_read_as_the_scripts_quote_it(self):
        """Chance names of what joins, turns, ends lines and means something to queries: told apart by the server too."""
        chance = random.Random(7)
        pieces = ["\u0301", "\u0d4e", "\u0600", "\u200d", "\ufe0f", "\U0001f1e9", "\u202e", "\ufeff", "\0", "\r\n", "\n"]
        pieces += ["\t", "\u00a0", "\u2028", '"', "\\", '\\"', "(", ")", ",", "*", ":", "-", "/", "//", "or", "a", "é", "👩‍👩‍👧", " "]
        names = ["".join(chance.choices(pieces, k=chance.randint(1, 6))) for _ in range(500)] + hostile.names
        self.open("nothing")
        script = """
            const [names, done] = arguments;
            import(document.querySelector("link[href*='activity-query.']").href).then(({ plain, terms }) => {
              const read = (text) => terms(text).map((term) => [term.field, term.values.map((value) => value.text)]);
              done(names.map((name) => [plain(name), read(`user:${plain(name)} host:x`)]));
            });
        """
        answers = self.browser.execute_async_script(script, names)
        for name, (quoted, read) in zip(names, answers):
            self.assertEqual(read, [["user", [name]], ["host", ["x"]]], quoted)
        # What the scripts quote is what the server reads: each finds just what its name is.
        for event in support.site.ask("events", q="ip:192.0.2.66")["events"]:
            quoted = dict(zip(names, (quoted for quoted, _ in answers)))[event["user_id"]]
            found = support.site.ask("events", q=f"ip:192.0.2.66 user:{quoted}")["events"]
            self.assertEqual({one["user_id"] for one in found}, {event["user_id"]}, quoted)

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
        wrong = [hostile.script + " tpye:" + hostile.image, '"' + hostile.image, "(" + hostile.script, "tpye:\u202ex"]
        wrong += ['"' + hostile.joined_image, "tpye:x " + hostile.joined_refresh, 'tpye:"' + hostile.joined_attribute]
        for query in wrong:
            # On a page without a problem, so that the one that is seen is this query's.
            self.open("ip:192.0.2.66")
            self.assertEqual(self.all(".problem:not([hidden])"), [])
            self.search(query)
            self.wait(lambda: self.all(".problem:not([hidden]) p"))
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
