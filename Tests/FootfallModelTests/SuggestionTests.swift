import FootfallModel
import Testing

struct SuggestionTests {
    static let fields = ["type", "category", "outcome", "user", "ip", "host", "source"]

    @Test(arguments: [
        ("usr", "user"), ("uesr", "user"), ("User", "user"), ("hosts", "host"), ("categroy", "category"),
        ("out-come", "outcome"), ("sauce", nil), ("port", nil), ("", nil), ("method", nil), ("i", "ip"),
    ])
    func `the nearest word is suggested where it is near enough`(_ word: String, meant: String?) {
        #expect(Suggestion.nearest(to: word, among: Self.fields) == meant)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a very long word costs nothing`() {
        let word = String(repeating: "x", count: 1_000_000)
        #expect(Suggestion.nearest(to: word, among: Self.fields) == nil)
    }
}
