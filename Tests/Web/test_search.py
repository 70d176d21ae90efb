import support
from support import Keys, PageTest


class Search(PageTest):
    provoked = ("400 (Bad Request)",)

    def test_a_search_shows_what_it_finds_and_becomes_the_address(self):
        self.open()
        self.run_script("window.isSamePage = true")
        self.search("user:dave type:user_login")
        self.wait(lambda: self.address() == "/?q=user:dave type:user_login")
        self.settle()
        found = support.site.ask("events", q="user:dave type:user_login")["events"]
        self.assertGreater(len(found), 0)
        self.assertEqual(self.ids(), [event["id"] for event in found])
        self.assertTrue(self.run_script("return window.isSamePage"), "without loading the page")

    def test_back_and_forward_go_through_the_views(self):
        self.open()
        everything = self.ids()
        self.search("user:dave")
        self.wait(lambda: self.address() == "/?q=user:dave")
        self.settle()
        daves = self.ids()
        self.assertNotEqual(everything, daves)
        self.browser.back()
        self.wait(lambda: self.ids() == everything)
        self.assertEqual(self.query(), "")
        self.browser.forward()
        self.wait(lambda: self.ids() == daves)
        self.assertEqual(self.query(), "user:dave")

    def test_the_scripts_write_rows_as_the_server_does(self):
        shown = "return [...document.querySelectorAll('#events tbody tr')].map((row) => row.outerHTML.replace(/\\s*\\n\\s*/g, ''))"
        self.open()
        server = self.run_script(shown)
        self.search("user:dave")
        self.wait(lambda: self.address() == "/?q=user:dave")
        self.search(" ")
        self.wait(lambda: self.address() == "/")
        self.settle()
        self.assertEqual(self.run_script(shown), server)

    def test_an_error_stands_under_its_word(self):
        self.open()
        before = self.ids()
        self.search("user:alice tpye:user_login host:web1")
        self.wait(lambda: self.all(".problem mark"))
        self.assertEqual(self.text(".problem mark"), "tpye:user_login")
        self.assertIn("there is no field", self.text(".problem"))
        self.assertIn("type:", self.text(".problem .hint"))
        self.assertEqual(self.one("#q").get_attribute("aria-invalid"), "true")
        # Right below the same letters of the box.
        script = """
            const box = document.getElementById("q");
            const pen = document.createElement("canvas").getContext("2d");
            pen.font = getComputedStyle(box).font;
            const start = box.getBoundingClientRect().left + parseFloat(getComputedStyle(box).paddingLeft) + 1;
            const mark = document.querySelector(".problem mark").getBoundingClientRect();
            return Math.abs(start + pen.measureText("user:alice ").width - mark.left);
        """
        self.assertLess(self.run_script(script), 3)
        self.assertEqual(self.ids(), before, "what was found stays")
        self.assertEqual(self.address(), "/")
        self.search("user:alice")
        self.wait(lambda: self.address() == "/?q=user:alice")
        self.assertFalse(self.one("#problem").is_displayed())

    def test_an_error_counts_characters_as_people_do(self):
        self.open()
        self.run_script("document.getElementById('q').value = '👩‍👩‍👧 é tpye:x'; document.getElementById('search').requestSubmit()")
        self.wait(lambda: self.all(".problem mark"))
        self.assertEqual(self.text(".problem mark"), "tpye:x")

    def test_a_link_to_a_wrong_query_shows_the_error_and_goes_on_from_there(self):
        self.open("tpye:x")
        self.assertEqual(self.text(".problem mark"), "tpye:x")
        self.search("user:dave")
        self.wait(lambda: self.address() == "/?q=user:dave")
        self.settle()
        self.assertGreater(len(self.ids()), 0)
        self.assertTrue(self.one("#overview").is_displayed())

    def test_the_newest_answer_wins_however_the_answers_come(self):
        self.open()
        self.run_script(
            """
            const box = document.getElementById("q");
            for (const text of ["user:alice", "user:bob", "user:dave"]) {
              box.value = text;
              document.getElementById("search").requestSubmit();
            }
            """
        )
        self.wait(lambda: self.address() == "/?q=user:dave")
        self.settle()
        found = support.site.ask("events", q="user:dave")["events"]
        self.assertEqual(self.ids(), [event["id"] for event in found])

    def test_the_order_is_a_link(self):
        self.open("user:dave")
        newest = self.ids()
        self.one("#order").click()
        self.wait(lambda: self.address() == "/?q=user:dave&order=oldest")
        self.wait(lambda: self.ids() == newest[::-1])


class Suggestions(PageTest):
    def type(self, text):
        self.one("#q").send_keys(text)
        # The list of an earlier letter may still stand there.
        self.wait(lambda: self.run_script("return document.getElementById('suggestions').dataset.of") == self.query())
        self.assertTrue(self.all("#suggestions [role=option]"))

    def test_a_field_and_its_value_are_chosen_by_keyboard(self):
        self.open()
        self.type("us")
        self.assertEqual(self.one("#q").get_attribute("aria-expanded"), "true")
        self.press(Keys.ARROW_DOWN)
        active = self.one("#q").get_attribute("aria-activedescendant")
        self.assertEqual(self.one("#" + active).get_attribute("aria-selected"), "true")
        self.press(Keys.ENTER)
        self.assertEqual(self.query(), "user:")
        self.type("da")
        self.wait(lambda: self.text("#suggestions [role=option]") == "dave")
        self.press(Keys.ARROW_DOWN, Keys.TAB)
        self.assertEqual(self.query(), "user:dave ")
        self.assertFalse(self.one("#suggestions").is_displayed())
        self.press(Keys.ENTER)
        self.wait(lambda: self.address() == "/?q=user:dave")

    def test_who_is_faster_than_the_list_loses_nothing(self):
        self.type_ahead_of_the_list()
        first = self.text("#suggestions [role=option]")
        self.press(Keys.ARROW_DOWN)
        # What was chosen in it stays chosen in the list that comes.
        self.browser.execute_async_script("const done = arguments[0]; answerLate().then(() => setTimeout(done))")
        self.wait(lambda: self.run_script("return document.getElementById('suggestions').dataset.of") == self.query())
        chosen = self.one("#suggestions [aria-selected=true]")
        self.assertEqual(chosen.find_element("css selector", ".text").text, "user:")
        self.assertTrue(first.startswith("user:"))
        self.press(Keys.ENTER)
        self.assertEqual(self.query(), "user: host:web1")

    def test_what_is_taken_from_the_list_before_replaces_all_of_the_word(self):
        self.type_ahead_of_the_list()
        self.press(Keys.ARROW_DOWN, Keys.ENTER)
        self.assertEqual(self.query(), "user: host:web1")

    def type_ahead_of_the_list(self):
        """Leaves `us host:web1` in the box, the cursor behind the first word, and the list still that of its first letter."""
        self.open()
        self.one("#q").send_keys(" host:web1", *[Keys.ARROW_LEFT] * len(" host:web1"))
        self.type("u")
        self.hold_back("us")
        self.one("#q").send_keys("s")
        self.wait(lambda: self.run_script("return Boolean(window.answerLate)"))

    def hold_back(self, text):
        """The question for this text is answered when the test says so, unless it was given up."""
        self.run_script(
            """
            const ask = window.fetch;
            window.fetch = (address, options) => {
              const question = new URL(address, location);
              const isHeld = question.pathname.endsWith("/suggestions") && question.searchParams.get("q").split(" ")[0] === held;
              if (!isHeld) return ask(address, options);
              return new Promise((resolve, reject) => {
                options?.signal?.addEventListener("abort", () => reject(new DOMException("given up", "AbortError")));
                window.answerLate = () => ask(address).then(resolve);
              });
            };
            """.replace("held;", f"'{text}';")
        )

    def test_the_word_at_the_cursor_is_what_is_completed(self):
        self.open()
        self.one("#q").send_keys("👩‍👩‍👧 outcome:f host:web1", *[Keys.ARROW_LEFT] * len(" host:web1"))
        self.one("#q").send_keys("a")
        self.wait(lambda: self.text("#suggestions [role=option]") == "failure")
        self.press(Keys.ARROW_DOWN, Keys.ENTER)
        self.assertEqual(self.query(), "👩‍👩‍👧 outcome:failure host:web1")

    def test_escape_closes_and_enter_searches_for_what_stands_there(self):
        self.open()
        self.type("user:da")
        self.press(Keys.ESCAPE)
        self.assertFalse(self.one("#suggestions").is_displayed())
        self.press(Keys.ENTER)
        self.wait(lambda: self.address() == "/?q=user:da")

    def test_a_click_chooses(self):
        self.open()
        self.type("outcome:")
        option = self.all("#suggestions [role=option]")[1]
        value = option.text
        option.click()
        self.assertEqual(self.query(), f"outcome:{value} ")

    def test_tab_goes_on_where_nothing_is_chosen(self):
        self.open()
        self.type("us")
        self.press(Keys.TAB)
        self.assertNotEqual(self.browser.switch_to.active_element.get_attribute("id"), "q")
        self.assertEqual(self.query(), "us")

    def test_an_answer_that_comes_late_is_not_shown(self):
        self.open()
        self.hold_back("us")
        self.one("#q").send_keys("us")
        self.wait(lambda: self.run_script("return Boolean(window.answerLate)"))
        self.type("er:da")
        self.wait(lambda: self.text("#suggestions [role=option]") == "dave")
        self.browser.execute_async_script("const done = arguments[0]; answerLate().then(() => setTimeout(done))")
        self.assertEqual(self.text("#suggestions [role=option]"), "dave")
