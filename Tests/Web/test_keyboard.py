from support import Keys, PageTest


class Keyboard(PageTest):
    def focused(self):
        script = "return document.activeElement.closest('tr')?.dataset.id ?? document.activeElement.id"
        return self.run_script(script)

    def test_rows_are_gone_through_opened_and_closed(self):
        self.open()
        ids = [str(number) for number in self.ids()]
        self.press("jjj")
        self.assertEqual(self.focused(), ids[2])
        self.press("k")
        self.assertEqual(self.focused(), ids[1])
        self.press(Keys.ENTER)
        self.wait(lambda: self.all("tr.detail .fields"))
        self.assertEqual(self.run_script("return document.querySelector('tr.open').dataset.id"), ids[1])
        self.press("j")
        self.assertEqual(self.focused(), ids[2])
        self.press(Keys.ESCAPE)
        self.assertFalse(self.all("tr.detail"))
        self.assertEqual(self.focused(), ids[1])

    def test_a_slash_goes_to_the_search_box_and_letters_stay_letters_there(self):
        self.open("user:dave")
        self.press("/")
        self.assertEqual(self.focused(), "q")
        self.press("j?/k")
        self.assertEqual(self.query(), "j?/k")
        self.assertFalse(self.one("#help").is_displayed())

    def test_a_question_mark_shows_help_and_gives_the_focus_back(self):
        self.open()
        self.press("j")
        row = self.focused()
        self.press("?")
        self.wait(lambda: self.one("#help").is_displayed())
        self.press("j")
        self.press(Keys.ESCAPE)
        self.wait(lambda: not self.one("#help").is_displayed())
        self.assertEqual(self.focused(), row)

    def test_the_first_tab_leads_past_the_head(self):
        self.open()
        self.press(Keys.TAB)
        self.assertEqual(self.run_script("return document.activeElement.className"), "skip")
        self.press(Keys.ENTER)
        self.wait(lambda: self.focused() == "main")
        self.press(Keys.TAB)
        self.assertEqual(self.focused(), "q")

    def test_the_focus_goes_from_top_to_bottom(self):
        self.open()
        self.run_script("document.getElementById('main').focus()")
        seen = []
        for _ in range(60):
            self.press(Keys.TAB)
            seen.append(self.run_script("return document.activeElement.closest('[id]').id"))
        order = [name for place, name in enumerate(seen) if name not in seen[:place]]
        self.assertEqual(order[:6], ["q", "search", "range", "since", "until", "overview"])
        self.assertEqual(order[6], "facets")
