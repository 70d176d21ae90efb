import Testing

@testable import FootfallPatterns

/// Members of details, as they were written.
struct DetailMembersTests {
    private static func shown(_ text: String) -> [String] {
        DetailMembers(Array(text.utf8)[...]).members.map { member in
            let parts = [member.key, member.value, member.whole].map { String(decoding: $0, as: UTF8.self) }
            return parts.joined(separator: " ")
        }
    }

    @Test(arguments: [
        (#"{"a":"1","b":"x y"}"#, [#"a 1 "a":"1""#, #"b x y "b":"x y""#]),
        (#""a":"1","claimed":true"#, [#"a 1 "a":"1""#, #"claimed true "claimed":true"#]),
        (#"{"a":"\"},\\","b":"2"}"#, [#"a \"},\\ "a":"\"},\\""#, #"b 2 "b":"2""#]),
        ("{}", []), ("", []), (#"{"a"}"#, []),
    ])
    func `each with its name and value`(text: String, members: [String]) {
        #expect(DetailMembersTests.shown(text) == members)
    }
}
