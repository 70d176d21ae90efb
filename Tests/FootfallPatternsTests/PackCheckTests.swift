import FootfallModel
import Testing

@testable import FootfallPatterns

/// What `BadPacks` cannot show: values that are equal though written otherwise, and what is counted.
struct PackCheckTests {
    private static func check(_ expect: String, _ message: String = "n alice 2") -> [String] {
        let regex = #"^n (?<user>\S*) (?<count>\d+)(?: (?<note>.*))?$"#
        let text = pack(
            "id: p\nevent: user_login\nregex: '\(regex)'\nexamples:\n"
                + "  - line: '2026-11-22T10:00:01.5+02:00 web1 app[1]: \(message)'\n    expect: \(expect)"
        )
        let (set, diagnostics) = load(text)
        #expect(diagnostics.map(\.description) == [])
        return PackCheck.run(set).diagnostics.map(\.reason)
    }

    @Test(arguments: [
        "{ event: user_login, type: user_login, category: Identity management, outcome: success }",
        "{ user_id: alice, target_id: null, app_id: app, ip: ~, host: web1, count: 2, details: null }",
        "{ time: '2026-11-22T08:00:01.500000Z' }", "{ time: '2026-11-22T10:00:01.5+02:00' }",
        "{ time: 'Nov 22 08:00:01.500' }", "{ details: { note: null, claimed: null } }", "{}",
    ])
    func `what is expected and found`(expect: String) {
        #expect(PackCheckTests.check(expect) == [])
    }

    @Test(arguments: [
        ("{ time: '2026-11-22T08:00:01Z' }", "time is '2026-11-22T08:00:01.500000Z', expected '2026-11-22T08:00:01Z'"),
        ("{ time: tomorrow }", "time is '2026-11-22T08:00:01.500000Z', expected 'tomorrow'"),
        ("{ time: null }", "time is '2026-11-22T08:00:01.500000Z', expected to be absent"),
        ("{ category: Journeys }", "category is 'Identity management', expected 'Journeys'"),
        ("{ details: { note: x } }", "details.note is absent, expected 'x'"),
        ("{ user_id: '' }", "user_id is 'alice', expected ''"),
    ])
    func `what is expected and not found`(expect: String, reason: String) {
        #expect(PackCheckTests.check(expect) == ["test/p: " + reason])
    }

    @Test func `details are compared as text`() {
        #expect(PackCheckTests.check(#"{ details: { note: 'a "b" \ é' } }"#, #"n alice 2 a "b" \ é"#) == [])
        #expect(PackCheckTests.check("{ details: null }", "n alice 2 x").count == 1)
    }

    @Test func `what does not compile is not told a second time`() {
        let (set, diagnostics) = load(pack("id: p\nevent: user_login\nregex: '^(a'"))
        #expect(diagnostics.count == 1)
        #expect(PackCheck.run(set).diagnostics.isEmpty)
    }

    @Test func `an expression that gives up on its own example says so`() {
        let line = "Nov 22 10:00:01 web1 app: s" + String(repeating: "a", count: 64)
        let text = pack(
            "id: p\nevent: user_login\nregex: '^s(?:a+)+[bc]$'\nexamples:\n  - line: '\(line)'"
        )
        let found = PackCheck.run(load(text).set).diagnostics
        #expect(found.first?.hint == "the expression reaches the match limit on it")
    }

    /// What is found wrong with the cost of an expression.
    private static func cost(_ regex: String, _ example: String) -> [String] {
        let line = "Nov 22 10:00:01 web1 app: " + example
        let text = pack("id: p\nevent: user_login\nregex: '\(regex)'\nexamples:\n  - line: '\(line)'")
        let found = PackCheck.run(load(text).set).diagnostics
        #expect(found.allSatisfy { $0.severity == .warning })
        return found.map(\.reason)
    }

    @Test func `one part that takes just anything is cheap`() {
        #expect(
            PackCheckTests.cost("^in (?<user>.*) from %{IP:ip} port (?<port>\\d+)$", "in a from 192.0.2.7 port 2") == []
        )
        #expect(PackCheckTests.cost("^in (?:user )?(?<user>\\S+)$", "in user a") == [])
    }

    @Test func `two parts that take just anything cost four times as much on twice the text`() {
        let found = PackCheckTests.cost("^a (?<user>.+) in (?<reason>.+)!$", "a b in c!")
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("test/p costs ") == true)
        #expect(found.first?.contains("when a hostile text doubles (an example") == true)
    }

    @Test func `nested repetitions explode`() {
        let found = PackCheckTests.cost("^s(?<user>(?:a+)+)[bc]$", "saab")
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("test/p explodes on 4 KiB") == true)
    }

    @Test func `a pattern that no example reaches is told`() {
        let text = pack(
            "id: general\nevent: user_login\nregex: '^in (?<user>.*)$'\nexamples: [{ line: 'Nov 22 10:00:01 w app: in a' }]",
            "id: special\nevent: user_login\nregex: '^in root$'\nexamples:\n  - line: 'Nov 22 10:00:01 w app: in root'\n  - line: 'Nov 22 10:00:02 w app: in root'"
        )
        let reasons = PackCheck.run(load(text).set).diagnostics.map(\.reason)
        #expect(reasons.contains("test/special: no example reaches it"))
        #expect(reasons.count == 3)
    }

    @Test func `a line's cost is measured`() {
        let report = PackCheck.run(
            load(pack("id: p\nevent: user_login\nregex: '^a'\nexamples: [{ line: 'x app: a' }]")).set
        )
        #expect(report.costPerLine > .zero)
    }
}
