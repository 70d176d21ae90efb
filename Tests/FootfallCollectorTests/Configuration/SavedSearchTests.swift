import FootfallCollector
import FootfallModel
import FootfallQuery
import Testing

struct SavedSearchTests {
    private func mistakes(_ text: String) -> [String] {
        let (configuration, mistakes) = ConfigurationLoader.load(text, path: "f.yaml")
        return (mistakes + configuration.check(with: shipped)).map(\.description)
    }

    @Test func `a search is a query, or has one`() throws {
        let text = """
            searches:
              refused: outcome:failure -user:monitor
              logins: {query: 'type:user_login "two words"'}
            """
        let (configuration, mistakes) = ConfigurationLoader.load(text, path: "f.yaml")
        #expect(mistakes + configuration.check(with: shipped) == [])
        #expect(configuration.searches.map(\.name) == ["refused", "logins"])
        #expect(try configuration.search(named: "logins").query == #"type:user_login "two words""#)
    }

    @Test(
        arguments: [
            (
                "searches:\n  a: type:user_logn host:x",
                """
                f.yaml:2:11: error: search a: there is no event type `user_logn`
                    a: type:user_logn host:x
                            ^
                  hint: did you mean `user_login`?
                """
            ),
            (
                "searches:\n  b: {query: 'it''s  (a'}",
                """
                f.yaml:2:22: error: search b: this parenthesis is never closed
                    b: {query: 'it''s  (a'}
                                       ^
                  hint: add `)`, or put it in quotation marks
                """
            ),
            (
                "searches:\n  'a b': x",
                """
                f.yaml:2:3: error: 'a b' is no name for a search
                    'a b': x
                    ^
                  hint: letters, digits, - and _, since it is called as footfall search @NAME
                """
            ),
            (
                "searches:\n  a: {qery: x}",
                """
                f.yaml:2:7: error: unknown key 'qery' in a search
                    a: {qery: x}
                        ^
                  hint: did you mean 'query'?
                """
            ),
            (
                "searches:\n  a:",
                """
                f.yaml:2:5: error: a search needs a query
                    a:
                      ^
                  hint: write it as in a: outcome:failure
                """
            ),
        ]
    )
    func `a mistake is told with its place and a caret`(text: String, says: String) {
        #expect(mistakes(text).first == says)
    }

    @Test func `what narrows a search holds beside it`() throws {
        let zone = ZoneOffsets.utc
        func parsed(_ text: String) throws -> EventQuery {
            try QueryParser.parse(text, now: Instant(seconds: 1_000_000_000), zone: zone)
        }
        let saved = try parsed("(user:a or user:b) since:-2h until:-1h evidence:yes")
        let both = try saved.narrowed(by: parsed("host:x since:-90m until:now"))
        #expect(both.since == Instant(seconds: 1_000_000_000 - 5400))
        #expect(both.until == Instant(seconds: 1_000_000_000 - 3600))
        #expect(both.evidence == .included)
        #expect(try both.condition == .and([saved.condition, parsed("host:x").condition]))
        #expect(try saved.narrowed(by: parsed("")) == saved)
        #expect(try parsed("").narrowed(by: saved) == saved)
    }
}
