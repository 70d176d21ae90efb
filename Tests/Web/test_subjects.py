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
