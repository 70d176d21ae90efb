from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from support import Keys, PageTest

import support


class Filters(PageTest):
    def button(self, value, kind="only"):
        found = [li for li in self.all(".facet li") if li.find_element(By.CSS_SELECTOR, ".only").get_attribute("title") == value]
        return found[0].find_element(By.CSS_SELECTOR, "." + kind) if found else None

    def click(self, value, kind, query):
        self.button(value, kind).click()
        self.wait(lambda: self.query() == query, f"{self.query()} instead of {query}")
        self.settle()

    def test_counts_stand_beside_the_values(self):
        self.open()
        users = support.site.ask("facets", fields="user")["fields"]["user"]["values"]
        self.assertEqual(self.button(users[0]["value"]).text.split(), [users[0]["value"], str(users[0]["count"])])

    def test_clicks_add_and_remove_what_a_person_would_write(self):
        self.open("failed")
        self.click("web1", "only", "failed host:web1")
        self.assertEqual(self.button("web1").get_attribute("aria-pressed"), "true")
        self.click("Identity management", "only", 'failed host:web1 category:"Identity management"')
        self.click("root", "except", 'failed host:web1 category:"Identity management" -user:root')
        self.assertEqual(self.button("root", "except").get_attribute("aria-pressed"), "true")
        self.assertEqual(self.address(), "/?q=" + self.query())
        self.click("web1", "only", 'failed category:"Identity management" -user:root')
        self.click("root", "except", 'failed category:"Identity management"')
        self.click("Identity management", "only", "failed")

    def test_alt_click_leaves_out(self):
        self.open()
        ActionChains(self.browser).key_down(Keys.ALT).click(self.button("failure")).key_up(Keys.ALT).perform()
        self.wait(lambda: self.query() == "-outcome:failure")

    def test_types_stand_below_their_category(self):
        self.open()
        sections = [one for one in self.all(".facet section") if one.find_elements(By.CSS_SELECTOR, ".category")]
        self.assertGreater(len(sections), 3)
        types = {one["type"]: one["category"] for one in support.site.ask("types")["types"]}
        for section in sections:
            title = section.find_element(By.CSS_SELECTOR, ".category .only").get_attribute("title")
            below = section.find_elements(By.CSS_SELECTOR, "ul:not(.category) .only")
            self.assertLessEqual({types[one.get_attribute("title")] for one in below}, {title})

    def test_more_shows_the_rest(self):
        self.open()
        distinct = support.site.ask("facets", fields="user")["fields"]["user"]["distinct"]
        users = "return [...document.querySelectorAll('.facet')].find((one) => one.querySelector('h3').textContent === 'User')"
        self.assertLess(self.run_script(users + ".querySelectorAll('li').length"), distinct)
        self.run_script(users + ".querySelector('.rest').click()")
        self.wait(lambda: self.run_script(users + ".querySelectorAll('li').length") == distinct)

    def test_beside_an_or_the_filter_holds_for_both_sides(self):
        self.open("since:2026-11-01 user:alice or user:dave")
        self.click("web1", "only", "(user:alice or user:dave) since:2026-11-01 host:web1")

    def test_every_value_that_is_offered_can_be_asked_for(self):
        """However it is written: quotation marks, backslashes, control characters."""
        self.open()
        values = support.site.ask("facets", fields="user", limit=200)["fields"]["user"]["values"]
        # What is no text at all cannot be written.
        values = [one for one in values if "\ufffd" not in one["value"]]
        script = """
            const done = arguments[1];
            import(document.querySelector("link[href*='activity-query.']").href)
              .then(({ toggled }) => done(arguments[0].map((value) => [toggled("", "user", value), toggled("a b", "user", value, true)])));
        """
        texts = self.browser.execute_async_script(script, [one["value"] for one in values])
        for value, (text, negative) in zip(values, texts):
            found = support.site.ask("facets", q=text, fields="user")["fields"]["user"]["values"]
            self.assertEqual([one["count"] for one in found], [value["count"]], text)
            support.site.ask("events", q=negative)

    def test_on_a_phone_they_are_folded(self):
        self.resize(390, 844)
        self.open()
        self.assertFalse(self.one("#facets").is_displayed())
        self.one("#filters-toggle").click()
        self.assertTrue(self.one("#facets").is_displayed())
        self.assertEqual(self.one("#filters-toggle").get_attribute("aria-expanded"), "true")
