import FootfallModel
import Testing

@testable import FootfallParsing

@Suite struct RFC3164Tests {
    static let at = "2026-11-22T10:00:01Z"
    static let failed = "Failed password for root from 192.0.2.7 port 50022 ssh2"

    static let stamps: [(String, String)] = [
        ("Nov 22 10:00:01", at),
        ("nov 22 10:00:01", at),
        ("Nov  2 10:00:01", "2026-11-02T10:00:01Z"),
        ("Nov 2 10:00:01", "2026-11-02T10:00:01Z"),
        ("Nov 02 10:00:01", "2026-11-02T10:00:01Z"),
        ("Nov 22 10:00:01.5", "2026-11-22T10:00:01.500000Z"),
        ("Nov 22 10:00:01.123456789", "2026-11-22T10:00:01.123456Z"),
        ("Nov 22 10:00:01,042", "2026-11-22T10:00:01.042000Z"),
        ("Nov 22 2026 10:00:01", at),
        ("Nov 22 10:00:01 2026", at),
        ("Nov  2 2024 10:00:01", "2024-11-02T10:00:01Z"),
        ("Nov 22 10:00:01 UTC", at),
        ("Nov 22 11:00:01 CET", at),
        ("Nov 22 11:00:01.000 CET 2026", at),
        ("Nov 22 10:00:01Z", at),
        ("Nov 22 11:00:01+01:00", at),
        ("Nov 22 11:00:01 +0100", at),
        ("2026 Nov 22 10:00:01", at),
        ("2026 Nov  2 10:00:01", "2026-11-02T10:00:01Z"),
        ("2026 Nov 22 11:00:01 CET", at),
        ("Sun Nov 22 10:00:01 2026", at),
        ("Sun 2026-11-22 10:00:01 UTC", at),
        ("Feb 29 10:00:01", "2024-02-29T10:00:01Z"),
        ("Feb 29 2020 10:00:01", "2020-02-29T10:00:01Z"),
        ("Dec 31 23:59:60", "2026-01-01T00:00:00Z"),
    ]

    @Test(arguments: stamps)
    func `a stamp is read however the device writes it`(stamp: String, time: String) {
        for priority in ["", "<38>"] {
            let line = LineCase(
                "\(priority)\(stamp) web1 sshd[811]: \(Self.failed)",
                Shown(
                    .rfc3164,
                    time,
                    priority: priority.isEmpty ? -1 : 38,
                    host: "web1",
                    app: "sshd",
                    pid: "811",
                    Self.failed
                )
            )
            #expect(line.found == line.expected)
        }
    }

    static let notStamps = [
        "Nov 32 10:00:01", "Nov 0 10:00:01", "Feb 30 10:00:01", "Feb 29 2026 10:00:01", "Nob 22 10:00:01",
        "Nov 22 24:00:01", "Nov 22 10:60:01", "Nov 22 10:00:61", "Nov 22 10:00", "Nov-22 10:00:01", "Nov 22T10:00:01",
        "Nov 22 9999 10:00:01",
    ]

    @Test(arguments: notStamps)
    func `what no clock shows is text`(stamp: String) {
        let line = LineCase("\(stamp) web1 x: y", Shown(.bare, "\(stamp) web1 x: y"))
        #expect(line.found == line.expected)
    }

    static let cases: [LineCase] = [
        // Tags.
        .init("Nov 22 10:00:01 web1 sudo: x", .init(.rfc3164, at, host: "web1", app: "sudo", "x")),
        .init("Nov 22 10:00:01 web1 sudo:  alice : y", .init(.rfc3164, at, host: "web1", app: "sudo", " alice : y")),
        .init("Nov 22 10:00:01 web1 sudo:", .init(.rfc3164, at, host: "web1", app: "sudo", "")),
        .init("Nov 22 10:00:01 web1 sudo:x", .init(.rfc3164, at, host: "web1", app: "sudo", "x")),
        .init("Nov 22 10:00:01 web1 su[12] x", .init(.rfc3164, at, host: "web1", app: "su", pid: "12", "x")),
        .init("Nov 22 10:00:01 web1 su[12]:x", .init(.rfc3164, at, host: "web1", app: "su", pid: "12", "x")),
        .init(
            "Nov 22 10:00:01 web1 postfix/smtpd[12]: x",
            .init(.rfc3164, at, host: "web1", app: "postfix/smtpd", pid: "12", "x")
        ),
        .init(
            "Nov 22 10:00:01 web1 /usr/sbin/cron[1]: x",
            .init(.rfc3164, at, host: "web1", app: "/usr/sbin/cron", pid: "1", "x")
        ),
        .init(
            "Nov 22 10:00:01 web1 sshd(pam_unix)[9]: x",
            .init(.rfc3164, at, host: "web1", app: "sshd(pam_unix)", pid: "9", "x")
        ),
        .init(
            "Nov 22 10:00:01 web1 app[pool-1]: x",
            .init(.rfc3164, at, host: "web1", app: "app", pid: "pool-1", "x")
        ),
        .init("Nov 22 10:00:01 web1 su[12: x", .init(.rfc3164, at, host: "web1", "su[12: x")),
        .init("Nov 22 10:00:01 web1 su[]: x", .init(.rfc3164, at, host: "web1", "su[]: x")),
        .init("Nov 22 10:00:01 web1 two words: x", .init(.rfc3164, at, host: "web1", "two words: x")),
        .init("Nov 22 10:00:01 web1 tag (12): x", .init(.rfc3164, at, host: "web1", "tag (12): x")),
        .init("Nov 22 10:00:01 web1 : x", .init(.rfc3164, at, host: "web1", "x")),
        .init("Nov 22 10:00:01 web1 CEF:0|a|b", .init(.rfc3164, at, host: "web1", "CEF:0|a|b")),
        .init("Nov 22 10:00:01 web1 http://x", .init(.rfc3164, at, host: "web1", "http://x")),
        .init("Nov 22 10:00:01 web1 2001:db8::7 up", .init(.rfc3164, at, host: "web1", "2001:db8::7 up")),
        .init("Nov 22 10:00:01 web1 a: {\"b\":1}", .init(.rfc3164, at, host: "web1", app: "a", "{\"b\":1}")),
        // Hosts.
        .init("Nov 22 10:00:01 sshd[811]: x", .init(.rfc3164, at, app: "sshd", pid: "811", "x")),
        .init("Nov 22 10:00:01 app[main]: x", .init(.rfc3164, at, app: "app", pid: "main", "x")),
        .init("Nov 22 10:00:01 sshd: x", .init(.rfc3164, at, app: "sshd", "x")),
        .init(
            "Nov 22 10:00:01 2001:db8::7 sshd[8]: x",
            .init(.rfc3164, at, host: "2001:db8::7", app: "sshd", pid: "8", "x")
        ),
        .init(
            "Nov 22 10:00:01 2001:db8:: sshd[8]: x",
            .init(.rfc3164, at, host: "2001:db8::", app: "sshd", pid: "8", "x")
        ),
        .init("Nov 22 10:00:01 ::1 sshd[8]: x", .init(.rfc3164, at, host: "::1", app: "sshd", pid: "8", "x")),
        .init(
            "Nov 22 10:00:01 192.0.2.1 sshd[8]: x",
            .init(.rfc3164, at, host: "192.0.2.1", app: "sshd", pid: "8", "x")
        ),
        .init("Nov 22 10:00:01  web1  sshd[8]: x", .init(.rfc3164, at, host: "web1", app: "sshd", pid: "8", "x")),
        .init("Nov 22 10:00:01 web1", .init(.rfc3164, at, "web1")),
        .init("Nov 22 10:00:01", .init(.rfc3164, at, "")),
        // Messages without a tag.
        .init("Nov 22 10:00:01 web1 -- MARK --", .init(.rfc3164, at, host: "web1", "-- MARK --")),
        .init("Nov 22 10:00:01 -- MARK --", .init(.rfc3164, at, "-- MARK --")),
        .init(
            "Nov 22 10:00:01 web1 last message repeated 2 times",
            .init(.rfc3164, at, host: "web1", "last message repeated 2 times")
        ),
        .init("Nov 22 10:00:01 last message repeated 2 times", .init(.rfc3164, at, "last message repeated 2 times")),
        // Devices.
        .init(
            "<166>Nov 22 2026 10:00:01: %ASA-6-113012: x",
            .init(.rfc3164, at, priority: 166, app: "%ASA", "%ASA-6-113012: x")
        ),
        .init(
            "<166>Nov 22 2026 10:00:01 fw1 : %ASA-6-113012: x",
            .init(.rfc3164, at, priority: 166, host: "fw1", app: "%ASA", "%ASA-6-113012: x")
        ),
        .init("<38> Nov 22 10:00:01 web1 a: x", .init(.rfc3164, at, priority: 38, host: "web1", app: "a", "x")),
        .init(
            "Nov 22 10:00:01 date=2026-11-22 time=10:00:01 x",
            .init(.rfc3164, at, "date=2026-11-22 time=10:00:01 x")
        ),
        .init("Nov 22 10:00:01 fw1 time=10:00:01 x", .init(.rfc3164, at, host: "fw1", "time=10:00:01 x")),
        .init(
            "<189>date=2026-11-22 time=10:00:01 devname=\"fw1\" logid=\"1\"",
            .init(.rfc3164, at, priority: 189, "date=2026-11-22 time=10:00:01 devname=\"fw1\" logid=\"1\"")
        ),
        .init("<189>date=2026-11-22 x", .init(.rfc3164, priority: 189, "date=2026-11-22 x")),
        // Without a stamp.
        .init("<38>sshd[1]: x", .init(.rfc3164, priority: 38, app: "sshd", pid: "1", "x")),
        .init("<38>sshd: x", .init(.rfc3164, priority: 38, app: "sshd", "x")),
        .init("<38>anything at all", .init(.rfc3164, priority: 38, "anything at all")),
        .init("<38>{\"a\":1}", .init(.rfc3164, priority: 38, "{\"a\":1}")),
        .init("<38>", .init(.rfc3164, priority: 38, "")),
        // Priorities.
        .init("<0>a: x", .init(.rfc3164, priority: 0, app: "a", "x")),
        .init("<191>a: x", .init(.rfc3164, priority: 191, app: "a", "x")),
        .init("<192>a: x", .init(.bare, "<192>a: x")),
        .init("<999>", .init(.bare, "<999>")),
        .init("<0038>a: x", .init(.bare, "<0038>a: x")),
        .init("<>a: x", .init(.bare, "<>a: x")),
        .init("<-1>a: x", .init(.bare, "<-1>a: x")),
        .init("<38 a: x", .init(.bare, "<38 a: x")),
        .init("<", .init(.bare, "<")),
        // What stands at the end stays there.
        .init("Nov 22 10:00:01 web1 a: x \r", .init(.rfc3164, at, host: "web1", app: "a", "x \r")),
    ]

    @Test(arguments: cases)
    func `host, tag and message are found`(line: LineCase) {
        #expect(line.found == line.expected)
    }
}
