import FootfallModel
import Testing

@testable import FootfallPatterns

/// Mosaic's event stream: every type of its three categories, however it is spelled.
struct MosaicTests {
    static let types = Shipped.set.catalogue.types.filter {
        [.identityManagement, .journeys, .identityVerification].contains($0.category)
    }

    private static func line(_ activity: String) -> String {
        #"{"activity":"\#(activity)","app_id":"app-1","ip":"192.0.2.7","timestamp":"2026-11-22T01:20:23.000Z","#
            + #""user_id":"alice"}"#
    }

    private static func words(_ slug: String) -> [Substring] { slug.split(separator: "_") }

    @Test func `there are 76 of them`() {
        #expect(MosaicTests.types.count == 76)
    }

    @Test(arguments: types)
    func `an activity is its type in every spelling`(type: EventType) {
        let words = MosaicTests.words(type.slug)
        let capitals = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }
        let spellings = [
            type.slug, type.slug.uppercased(), words.joined(separator: "-"), words.joined(separator: "."),
            words.joined(separator: " "), capitals.joined(separator: " "),
            words[0].lowercased() + capitals.dropFirst().joined(), capitals.joined(),
        ]
        let run = Run(Shipped.set, spellings.map { MosaicTests.line($0) })
        #expect(run.events.map(\.type) == spellings.map { _ in type.slug })
        #expect(run.events.allSatisfy { $0.category == type.category && $0.outcome == type.outcome })
        #expect(run.events.allSatisfy { $0.userID == "alice" && $0.ip == "192.0.2.7" && $0.appID == "app-1" })
        #expect(run.events.allSatisfy { $0.isClaimed == type.isClaim })
        #expect(run.total[.unknownActivities] == nil)
    }

    @Test func `an unknown activity is kept under its own name, and counted`() {
        let run = Run(Shipped.set, [MosaicTests.line("Door_opened")])
        #expect(run.events.map(\.type) == ["Door_opened"])
        #expect(run.events.map(\.category) == [.other])
        #expect(run.events.map(\.outcome) == [.unknown])
        #expect(run.total[.unknownActivities] == 1)
    }

    @Test(arguments: ["--", "_", " ", ""])
    func `an administrator's activity without a name is no event`(activity: String) {
        let line = #"{"activity":"\#(activity)","actor_id":"a","timestamp":"2026-11-22T01:20:23.000Z"}"#
        let run = Run(Shipped.set, [line])
        #expect(run.events.isEmpty)
        #expect(run.total[.unrecognised] == 1)
    }

    @Test func `an array of records is as many events, each at its own time`() {
        let lines = ["[" + ["user_login", "user_logout"].map { MosaicTests.line($0) }.joined(separator: " , ") + "]"]
        let run = Run(Shipped.set, lines)
        #expect(run.events.map(\.type) == ["user_login", "user_logout"])
        #expect(run.lines == [1, 1])
        #expect(run.events.map(\.message) == ["user_login", "user_logout"].map { MosaicTests.line($0) })
    }

    @Test func `what follows a broken record of an array is counted as one malformed record`() {
        let whole = MosaicTests.line("user_login")
        let run = Run(Shipped.set, ["[\(whole),{\"activity\":\"us", "[\(whole),17,\(whole)]", "[\(whole)] x"])
        #expect(run.events.count == 3)
        #expect(run.total[.skippedMalformed] == 3)
        #expect(run.total[.records] == 6)
    }

    @Test func `a record behind a syslog header keeps the header's host, and its count`() {
        let lines = [
            "<14>1 2026-11-22T10:00:01Z relay mosaic - - - " + MosaicTests.line("user_login"),
            "Nov 22 10:00:01 relay mosaic: message repeated 3 times: [ " + MosaicTests.line("user_login") + "]",
        ]
        let run = Run(Shipped.set, lines)
        #expect(run.events.map(\.host) == ["relay", "relay"])
        #expect(run.events.map(\.count) == [1, 3])
        #expect(run.events.map(\.time.rfc3339) == ["2026-11-22T01:20:23.000000Z", "2026-11-22T01:20:23.000000Z"])
    }
}
