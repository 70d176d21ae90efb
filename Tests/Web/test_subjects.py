import urllib.parse

import hostile
import support
from support import PageTest


class Subjects(PageTest):
    scripts = False

    def hours(self):
        """The map's numbers, as a reader of the page hears them."""
        rows = self.all("#week tbody tr")
        spoken = "td > span:not([aria-hidden])"
        return [[int(cell.get_property("textContent").replace(",", "")) for cell in row.find_elements("css selector", spoken)] for row in rows]

    def test_the_hours_of_a_week_are_of_the_zone_and_add_up(self):
        for path, query in (("/user/dave", "user:dave"), ("/address/203.0.113.66", "ip:203.0.113.66")):
            self.open(path=path)
            hours = self.hours()
            self.assertEqual([len(day) for day in hours], [24] * 7)
            found = support.site.ask("facets", q=query)["total"]
            self.assertEqual(sum(map(sum, hours)), found)
        # dave signs in from 203.0.113.66 at 22:12 UTC on Saturday, 21 November: 23 o'clock in the store's zone.
        self.open(path="/user/dave")
        self.assertGreater(self.hours()[5][23], 0)
        self.assertIn("Most on Saturday from 23:00 to 24:00", self.one("#week").text)

    def test_a_report_leads_to_people_and_addresses(self):
        self.open(path="/report/2026-11-21")
        for section, name, path in (
            ("#sign-ins", "dave", "/user/dave"), ("#sign-ins", "203.0.113.66", "/address/203.0.113.66"),
            ("#failures", "2001:db8:bad::66", "/address/2001:db8:bad::66"), ("#needs-a-look .about", "sysbackup", "/user/sysbackup"),
        ):
            link = next(one for one in self.all(section + " a") if one.text == name)
            link.click()
            self.assertEqual(self.address(), path)
            self.assertTrue(self.text("h1").startswith(name + ": "))
            self.browser.back()

    def test_names_that_mean_harm_lead_to_their_own_pages(self):
        names = set(hostile.names)
        self.open(path="/report/2026-11-22")
        seen = set()
        for link in [one.get_attribute("href") for one in self.all(".report a[href*='/user/']")]:
            name = urllib.parse.unquote(link.removeprefix(support.site.address + "/user/"))
            if name not in names | {"root"} or name in seen:
                continue
            seen.add(name)
            self.browser.get(link)
            self.assertEqual(self.browser.current_url, link)
            self.assertIn("In short", self.one("#summary").text)
        self.assertGreater(len(seen & names), 3)

    def test_busier_hours_stand_out_in_every_look(self):
        for scheme in ("light", "dark"):
            for width in (390, 1400):
                self.emulate(scheme)
                self.resize(width, 900)
                self.open(path="/user/dave")
                shades = {self.ground(f".week td.s{shade}") for shade in (0, 2, 3, 4)}
                self.assertEqual(len(shades), 4, (scheme, width))
                self.assertLessEqual(self.one(".week table").size["width"], width)

    def ground(self, selector):
        return self.one(selector).value_of_css_property("background-color")
