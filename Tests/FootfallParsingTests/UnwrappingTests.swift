import FootfallModel
import Testing

@testable import FootfallParsing

@Suite struct UnwrappingTests {
    static let at = "2026-11-22T10:00:01Z"
    static let stamp = "2026-11-22T10:00:01.000000000Z"

    /// The headers of lines that may be wrapped.
    private func shown(_ lines: [String], file: Int64 = 1) -> [Shown] {
        var parser = HeaderParser(zone: .utc)
        var headers: [Header] = []
        var read = batch(lines, file: file)
        parser.parse(unwrapping: &read, into: &headers)
        #expect(read.lines.count == lines.count)
        return headers.map { Shown($0, read.bytes) }
    }

    static let containers: [(String, Shown)] = [
        ("\(stamp) stderr F text: more", Shown(.bare, at, "text: more")),
        ("\(stamp) stdout F ", Shown(.bare, at, "")),
        ("\(stamp) stdout F", Shown(.bare, at, "")),
        ("2026-11-22T11:00:01.0+01:00 stdout F x", Shown(.bare, at, "x")),
        ("\(stamp) stdout F:a x", Shown(.bare, at, "x")),
        ("\(stamp) stdout F {\"a\":1}", Shown(.json, at, "{\"a\":1}")),
        ("\(stamp) stdout F 2026-11-22 09:00:00 x", Shown(.bare, "2026-11-22T09:00:00Z", "x")),
        (
            "\(stamp) stdout F Nov 22 09:00:00 mail postfix/smtpd[8]: x",
            Shown(.rfc3164, "2026-11-22T09:00:00Z", host: "mail", app: "postfix/smtpd", pid: "8", "x")
        ),
        ("\(stamp) stdout F \(stamp) stdout F x", Shown(.bare, at, "stdout F x")),
        ("\(stamp) stdout X x", Shown(.bare, at, "stdout X x")),
        // Docker's.
        ("{\"log\":\"text \\\"x\\\"\\n\",\"stream\":\"stderr\",\"time\":\"\(stamp)\"}", Shown(.bare, at, "text \"x\"")),
        ("\0\0{\"log\":\"x\\n\",\"stream\":\"stderr\",\"time\":\"\(stamp)\"}\0", Shown(.bare, at, "x")),
        ("\0\(stamp) stdout F x\0", Shown(.bare, at, "x")),
        ("{\"log\":\"a\\u003cb\\r\\n\",\"stream\":\"stdout\",\"time\":\"\(stamp)\"}", Shown(.bare, at, "a<b")),
        (
            "{\"log\":\"{\\\"a\\\":1}\\n\",\"stream\":\"stdout\",\"attrs\":{\"x\":[1,\"}\"]},\"time\":\"\(stamp)\"}",
            Shown(.json, at, "{\"a\":1}")
        ),
        (
            "{\"log\":\"[2026-11-22 09:00:00] x\\n\",\"stream\":\"stdout\",\"time\":\"\(stamp)\"}",
            Shown(.bare, "2026-11-22T09:00:00Z", "x")
        ),
        // What only looks like it.
        ("{\"log\":\"x\",\"level\":1}", Shown(.json, "{\"log\":\"x\",\"level\":1}")),
        ("{\"log\":\"x\\n\",\"time\":\"now\"}", Shown(.json, "{\"log\":\"x\\n\",\"time\":\"now\"}")),
        ("{\"log\":\"x", Shown(.json, "{\"log\":\"x")),
    ]

    @Test(arguments: containers)
    func `what a container wrote is read as its own line`(line: String, expected: Shown) {
        #expect(shown([line]) == [expected])
    }

    static let records: [(String, Shown)] = [
        (
            """
            { "__CURSOR" : "s=1", "__REALTIME_TIMESTAMP" : "1795341601000000", "PRIORITY" : "6", \
            "SYSLOG_FACILITY" : "10", "_HOSTNAME" : "web1", "SYSLOG_IDENTIFIER" : "sshd", "_PID" : "8", \
            "_COMM" : "sshd-session", "MESSAGE" : "a \\"b\\" c" }
            """,
            Shown(.rfc5424, at, priority: 86, host: "web1", app: "sshd", pid: "8", "a \"b\" c")
        ),
        (
            """
            {"_COMM":"sudo","_TRANSPORT":"audit","MESSAGE":[97,32,255,0,98],"__REALTIME_TIMESTAMP":"1795341601000000"}
            """,
            Shown(.rfc5424, at, app: "sudo", "a \u{FFFD}\0b")
        ),
        (
            """
            {"SYSLOG_IDENTIFIER":"two words","PRIORITY":"3","MESSAGE":"x","SYSLOG_PID":"7",\
            "__REALTIME_TIMESTAMP":"1795341601000000"}
            """,
            Shown(.rfc5424, at, priority: 11, app: "two_words", pid: "7", "x")
        ),
        ("{\"MESSAGE\":null,\"__REALTIME_TIMESTAMP\":\"1795341601000000\"}", Shown(.rfc5424, at, "")),
        ("{\"_COMM\":\"a\",\"__REALTIME_TIMESTAMP\":\"1795341601000000\"}", Shown(.rfc5424, at, app: "a", "")),
        (
            // Fields that the entry has more than once: the first; and the process id as a syslog server writes it.
            """
            {"SYSLOG_IDENTIFIER":["sshd","other"],"MESSAGE":["one\\ntwo","three"],"SYSLOG_PID":"7","_PID":"8",\
            "__REALTIME_TIMESTAMP":"1795341601000000"}
            """,
            Shown(.rfc5424, at, app: "sshd", pid: "7", "one\ntwo")
        ),
        (
            // The sender's time, which is before that of reception.
            """
            {"_SOURCE_REALTIME_TIMESTAMP":"1795341601000000","MESSAGE":[[97,255],"b"],\
            "__REALTIME_TIMESTAMP":"1795341601900000"}
            """,
            Shown(.rfc5424, at, "a\u{FFFD}")
        ),
        (
            // The sender's time is that of a clock that was not set yet.
            """
            {"_SOURCE_REALTIME_TIMESTAMP":"1000000","MESSAGE":"x","__REALTIME_TIMESTAMP":"1795341601000000"}
            """,
            Shown(.rfc5424, at, "x")
        ),
        (
            "{\"MESSAGE\":\"x\",\"__REALTIME_TIMESTAMP\":\"x\"}",
            Shown(.json, "{\"MESSAGE\":\"x\",\"__REALTIME_TIMESTAMP\":\"x\"}")
        ),
        ("{\"EventID\":4624,\"MESSAGE\":\"x\"}", Shown(.json, "{\"EventID\":4624,\"MESSAGE\":\"x\"}")),
    ]

    @Test(arguments: records)
    func `a record of the journal is read as the line it was`(line: String, expected: Shown) {
        #expect(shown([line]) == [expected])
    }

    @Test func `a message of the journal is cut where a line is`() {
        let text = String(repeating: "x", count: 70_000)
        let found = shown(["{\"MESSAGE\":\"\(text)\",\"__REALTIME_TIMESTAMP\":\"1795341601000000\"}"])
        #expect(found.map { $0.message.count } == [65_536 - "1 2026-11-22T10:00:01.000000Z - - - - - ".count])
    }

    @Test func `the pieces of a line are joined where the last one is`() {
        let lines = [
            "2026-11-22T10:00:01Z stdout P one ", "2026-11-22T10:00:02Z stderr F other",
            "2026-11-22T10:00:03Z stdout P two ", "2026-11-22T10:00:04Z stdout F three",
            "2026-11-22T10:00:05Z stdout F next",
        ]
        let found = shown(lines)
        #expect(found.map(\.message) == ["", "other", "", "one two three", "next"])
        #expect(found[3].time == "2026-11-22T10:00:01Z")
        let docker = shown([
            "{\"log\":\"one \",\"stream\":\"stdout\",\"time\":\"\(Self.stamp)\"}",
            "{\"log\":\"two\\n\",\"stream\":\"stdout\",\"time\":\"\(Self.stamp)\"}", "plain",
        ])
        #expect(docker.map(\.message) == ["", "one two", "plain"])
    }

    @Test func `pieces whose end another batch has are a line of their own`() {
        let found = shown(["2026-11-22T10:00:01Z stdout P one ", "2026-11-22T10:00:03Z stdout P two "])
        #expect(found.map(\.message) == ["", "one two "])
    }

    @Test func `pieces are joined up to the length of a line`() {
        let piece = String(repeating: "x", count: 16_384)
        var parser = HeaderParser(zone: .utc)
        var headers: [Header] = []
        var read = batch(
            [String](repeating: "2026-11-22T10:00:01Z stdout P \(piece)", count: 7)
                + ["2026-11-22T10:00:01Z stdout F end"]
        )
        parser.parse(unwrapping: &read, into: &headers)
        #expect(headers[7].message.count == 65_536)
        #expect(read.lines[7].isCut)
        #expect(headers[..<7].allSatisfy { $0.message.isEmpty })
    }

    @Test func `a line without a stamp before a wrapped one does not take that one's time`() {
        let docker = "{\"log\":\"x\\n\",\"stream\":\"stdout\",\"time\":\"\(Self.stamp)\"}"
        var parser = HeaderParser(zone: .utc)
        var headers: [Header] = []
        var read = batch(["no stamp", docker, "no stamp"])
        parser.parse(unwrapping: &read, into: &headers)
        #expect(headers.map { short($0.time) } == ["2026-11-23T12:00:00Z", Self.at, Self.at])
    }

    @Test func `what is not wrapped keeps its bytes`() {
        var parser = HeaderParser(zone: .utc)
        var headers: [Header] = []
        var read = batch(["Nov 22 10:00:01 web1 a: x", "{\"a\":1}"])
        let before = read.bytes
        parser.parse(unwrapping: &read, into: &headers)
        #expect(read.bytes == before)
        var mixed = batch(["Nov 22 10:00:01 web1 a: x", "{\"log\":\"y\\n\",\"time\":\"\(Self.stamp)\"}", "z"])
        parser.parse(unwrapping: &mixed, into: &headers)
        #expect(headers.map { mixed.bytes.text($0.message) } == ["x", "y", "z"])
    }
}
