import FootfallModel
import Testing

@testable import FootfallPatterns

/// What a hostile line costs beyond its own length.
struct AmplificationTests {
    @Test func `a long key above many values does not swell the event`() {
        let key = String(repeating: "k", count: 20_000)
        let values = [String](repeating: "\"\":1", count: 5000).joined(separator: ",")
        let line = #"{"activity":"user_login","timestamp":"2026-11-22T01:20:23Z","\#(key)":{\#(values)}}"#
        let run = Run(Shipped.set, [Array(line.utf8)])
        #expect(run.events.map(\.type) == ["user_login"])
        #expect((run.details.first?.count ?? 0) < 1000)
    }

    @Test func `details of many long values end where they are long enough`() {
        let value = String(repeating: "\\u0001", count: 500)
        let fields = (0..<100).map { "\"f\($0)\":\"\(value)\"" }.joined(separator: ",")
        let line = #"{"activity":"user_failed_login","user_id":"bob","timestamp":"2026-11-22T01:20:23Z",\#(fields)}"#
        let run = Run(Shipped.set, [Array(line.utf8)])
        #expect((run.details.first?.count ?? .max) < 140_000)
        #expect(run.events.first?.detail("claimed") == "true")
    }

    @Test func `an app that gives no event leaves no string behind`() {
        let lines = (0..<100).map { Array("<13>1 2026-11-22T10:00:00Z web1 app\($0) - - - nothing".utf8) }
        let matcherLines =
            lines + [Array("Nov 22 10:00:01 web1 sshd[8]: Accepted password for bob from 192.0.2.7 port 1 ssh2".utf8)]
        let run = Run(Shipped.set, matcherLines)
        #expect(run.events.map(\.appID) == ["sshd"])
        #expect(run.total[.unrecognised] == 100)
        #expect(run.stringCount < 10)
    }
}
