import FootfallModel
import Testing

@testable import FootfallParsing

@Suite struct BareLineTests {
    static let at = "2026-11-22T10:00:01Z"

    static let cases: [LineCase] = [
        // As rsyslog of Debian 12 and Ubuntu 24.04 writes.
        .init(
            "2026-11-22T10:00:01.123456+01:00 web1 sshd[811]: x",
            .init(.iso8601, "2026-11-22T09:00:01.123456Z", host: "web1", app: "sshd", pid: "811", "x")
        ),
        .init("2026-11-22T10:00:01+00:00 web1 sudo:  a : b", .init(.iso8601, at, host: "web1", app: "sudo", " a : b")),
        .init("2026-11-22T10:00:01Z web1 kernel: x", .init(.iso8601, at, host: "web1", app: "kernel", "x")),
        .init("2026-11-22T10:00:01Z sshd[811]: x", .init(.iso8601, at, app: "sshd", pid: "811", "x")),
        .init(
            "2026-11-22T10:00:01Z 2001:db8::7 sshd[8]: x",
            .init(.iso8601, at, host: "2001:db8::7", app: "sshd", pid: "8", "x")
        ),
        .init(
            "<38>2026-11-22T10:00:01Z web1 sshd[8]: x",
            .init(.iso8601, at, priority: 38, host: "web1", app: "sshd", pid: "8", "x")
        ),
        .init("<38>2026-11-22T10:00:01Z web1 no tag", .init(.iso8601, at, priority: 38, host: "web1", "no tag")),
        .init("2026-11-22 10:00:01 web1 sshd[8]: x", .init(.iso8601, at, host: "web1", app: "sshd", pid: "8", "x")),
        // As applications write.
        .init(
            "2026-11-22 10:00:01,123 INFO something: happened",
            .init(.bare, "2026-11-22T10:00:01.123000Z", "INFO something: happened")
        ),
        .init("2026-11-22 10:00:01 web1 something: happened", .init(.bare, at, "web1 something: happened")),
        .init("2026-11-22T10:00:01Z INFO main: started", .init(.bare, at, "INFO main: started")),
        .init("2026-11-22 10:00:01 ERROR[main]: x", .init(.bare, at, "ERROR[main]: x")),
        .init("2026-11-22T10:00:01Z ERROR: x", .init(.bare, at, "ERROR: x")),
        .init("2026-11-22T10:00:01Z user alice came in", .init(.bare, at, "user alice came in")),
        .init("2026-11-22T10:00:01Z web1 su[12] x", .init(.bare, at, "web1 su[12] x")),
        .init("[2026-11-22 10:00:01] x: y", .init(.bare, at, "x: y")),
        .init("[2026-11-22T10:00:01Z] x", .init(.bare, at, "x")),
        .init("[2026-11-22 10:00:01 UTC] x", .init(.bare, at, "x")),
        .init("2026/11/22 10:00:01 [error] 8#8: x", .init(.bare, at, "[error] 8#8: x")),
        .init("2026-11-22 10:00:01: x", .init(.bare, at, "x")),
        .init("2026-11-22 10:00:01", .init(.bare, at, "")),
        .init("2026-11-22 10:00:01.5 UTC [8] LOG:  x", .init(.bare, "2026-11-22T10:00:01.500000Z", "UTC [8] LOG:  x")),
        .init(
            "[Sun Nov 22 10:00:01.5 2026] [core:error] x",
            .init(.bare, "2026-11-22T10:00:01.500000Z", "[core:error] x")
        ),
        .init("Sun Nov 22 10:00:01 2026 x", .init(.bare, at, "x")),
        .init("[22/Nov/2026 10:00:01] x", .init(.bare, at, "x")),
        .init("2026-11-22 11:00:01.000 +01:00 [WRN] x", .init(.bare, at, "[WRN] x")),
        .init("2026-11-22T10:00:01Z main: started", .init(.bare, at, "main: started")),
        .init(
            "2026-11-22T10:00:01+0100 h a[1]: x",
            .init(.iso8601, "2026-11-22T09:00:01Z", host: "h", app: "a", pid: "1", "x")
        ),
        .init(
            "2026-11-22T10:00:01Z fw1 %ASA-6-113004: x",
            .init(.iso8601, at, host: "fw1", app: "%ASA", "%ASA-6-113004: x")
        ),
        .init("2026-11-22T10:00:01Z fw1 CEF:0|a|b", .init(.iso8601, at, host: "fw1", "CEF:0|a|b")),
        .init(
            "2026-11-22T10:00:01Z fw1 1,2026/11/22 10:00:01,2",
            .init(.iso8601, at, host: "fw1", "1,2026/11/22 10:00:01,2")
        ),
        .init(
            "2026-11-22T10:00:01Z web1 auth.info sshd[8]: x",
            .init(.iso8601, at, priority: 38, host: "web1", app: "sshd", pid: "8", "x")
        ),
        .init(
            "2026-11-22 10:00:01\tLocal4.Info\t192.0.2.1\tx y",
            .init(.iso8601, at, priority: 166, host: "192.0.2.1", "x y")
        ),
        // JSON.
        .init("{\"a\":1}", .init(.json, "{\"a\":1}")),
        .init("  {\"a\":1}", .init(.json, "  {\"a\":1}")),
        .init("[{\"a\":1}]", .init(.json, "[{\"a\":1}]")),
        .init("[ {\"a\":1}]", .init(.json, "[ {\"a\":1}]")),
        .init("[1]", .init(.bare, "[1]")),
        // Anything else.
        .init("", .init(.bare, "")),
        .init(" ", .init(.bare, " ")),
        .init("just words", .init(.bare, "just words")),
        .init("sshd[811]: x", .init(.bare, "sshd[811]: x")),
        .init("1234567890", .init(.bare, "1234567890")),
        .init("[", .init(.bare, "[")),
        .init("\tat java.lang.Thread.run(Thread.java:840)", .init(.bare, "\tat java.lang.Thread.run(Thread.java:840)")),
    ]

    @Test(arguments: cases)
    func `the shape of a line decides what it is`(line: LineCase) {
        #expect(line.found == line.expected)
    }
}
