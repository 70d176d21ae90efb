import FootfallModel
import Testing

@testable import FootfallParsing

@Suite struct DeviceHeaderTests {
    static let at = "2026-11-22T10:00:01Z"
    static let config = "%SYS-5-CONFIG_I: Configured from console by vty0"

    static let cases: [LineCase] = [
        // IOS, by itself.
        .init("<189>Nov 22 10:00:01: \(config)", .init(.rfc3164, at, priority: 189, app: "%SYS", config)),
        .init("<189>Nov 22 10:00:01 UTC: \(config)", .init(.rfc3164, at, priority: 189, app: "%SYS", config)),
        .init(
            "<189>Nov 22 11:00:01.250 CET: \(config)",
            .init(.rfc3164, "2026-11-22T10:00:01.250000Z", priority: 189, app: "%SYS", config)
        ),
        .init("<189>123: Nov 22 10:00:01: \(config)", .init(.rfc3164, at, priority: 189, app: "%SYS", config)),
        .init("<189>000123: Nov 22 10:00:01.000: \(config)", .init(.rfc3164, at, priority: 189, app: "%SYS", config)),
        .init("<189>1234567890: Nov 22 10:00:01: \(config)", .init(.rfc3164, at, priority: 189, app: "%SYS", config)),
        .init(
            "<189>123: sw1: Nov 22 10:00:01 UTC: \(config)",
            .init(.rfc3164, at, priority: 189, host: "sw1", app: "%SYS", config)
        ),
        .init(
            "<189>sw1: 123: Nov 22 10:00:01: \(config)",
            .init(.rfc3164, at, priority: 189, host: "sw1", app: "%SYS", config)
        ),
        .init(
            "<189>123: 192.0.2.1: Nov 22 10:00:01: \(config)",
            .init(.rfc3164, at, priority: 189, host: "192.0.2.1", app: "%SYS", config)
        ),
        .init("<189>123: 1w2d: \(config)", .init(.rfc3164, priority: 189, app: "%SYS", config)),
        .init("<189>123: 00:00:46: \(config)", .init(.rfc3164, priority: 189, app: "%SYS", config)),
        .init("<189>123: \(config)", .init(.rfc3164, priority: 189, app: "%SYS", config)),
        .init("Nov 22 10:00:01: \(config)", .init(.rfc3164, at, app: "%SYS", config)),
        .init("000123: Nov 22 10:00:01: \(config)", .init(.rfc3164, at, app: "%SYS", config)),
        // A clock that is not set, or has lost its source.
        .init("<189>123: *Nov 22 10:00:01.123: \(config)", .init(.rfc3164, priority: 189, app: "%SYS", config)),
        .init("<189>123: .Nov 22 10:00:01 CET: \(config)", .init(.rfc3164, priority: 189, app: "%SYS", config)),
        .init("*Mar  1 00:00:46.123: \(config)", .init(.rfc3164, app: "%SYS", config)),
        // IOS, by a relay, whose stamp stands in front.
        .init("Nov 22 10:00:01 sw1 \(config)", .init(.rfc3164, at, host: "sw1", app: "%SYS", config)),
        .init("Nov 22 10:00:01 sw1 123: \(config)", .init(.rfc3164, at, host: "sw1", app: "%SYS", config)),
        .init(
            "Nov 22 10:00:01 192.0.2.1 123: Nov 22 08:00:01.123 UTC: \(config)",
            .init(.rfc3164, at, host: "192.0.2.1", app: "%SYS", config)
        ),
        .init(
            "Nov 22 10:00:01 192.0.2.1 123: *Mar  1 00:01:02: \(config)",
            .init(.rfc3164, at, host: "192.0.2.1", app: "%SYS", config)
        ),
        .init("Nov 22 10:00:01 sw1: \(config)", .init(.rfc3164, at, host: "sw1", app: "%SYS", config)),
        .init("Nov 22 10:00:01 123: \(config)", .init(.rfc3164, at, app: "%SYS", config)),
        .init(
            "2026-11-22T10:00:01Z 192.0.2.1 123: *Mar  1 00:01:02: \(config)",
            .init(.iso8601, at, host: "192.0.2.1", app: "%SYS", config)
        ),
        .init("Nov 22 10:00:01 sw1 123: Nov 22 09:00:01: debug text", .init(.rfc3164, at, host: "sw1", "debug text")),
        // NX-OS.
        .init(
            "<189>: 2026 Nov 22 10:00:01 UTC: %AUTHPRIV-5-SYSTEM_MSG: x",
            .init(.rfc3164, at, priority: 189, app: "%AUTHPRIV", "%AUTHPRIV-5-SYSTEM_MSG: x")
        ),
        .init(
            "<189>: 2026 Nov  2 11:00:01.250 CET: %AUTHPRIV-5-SYSTEM_MSG: x",
            .init(.rfc3164, "2026-11-02T10:00:01.250000Z", priority: 189, app: "%AUTHPRIV", "%AUTHPRIV-5-SYSTEM_MSG: x")
        ),
        .init(
            "2026 Nov 22 10:00:01 sw1 %AUTHPRIV-5-SYSTEM_MSG: x",
            .init(.rfc3164, at, host: "sw1", app: "%AUTHPRIV", "%AUTHPRIV-5-SYSTEM_MSG: x")
        ),
        // IOS XR.
        .init(
            "<189>123: RP/0/RSP0/CPU0:Nov 22 10:00:01.250 UTC: exec[65710]: %SECURITY-LOGIN-4-AUTHEN_FAILED : x",
            .init(
                .rfc3164,
                "2026-11-22T10:00:01.250000Z",
                priority: 189,
                app: "%SECURITY-LOGIN",
                pid: "65710",
                "%SECURITY-LOGIN-4-AUTHEN_FAILED : x"
            )
        ),
        // ASA and its kin.
        .init("%ASA-6-113004: x", .init(.rfc3164, app: "%ASA", "%ASA-6-113004: x")),
        .init("<166>%ASA-6-113004: x", .init(.rfc3164, priority: 166, app: "%ASA", "%ASA-6-113004: x")),
        .init("<166>:%ASA-6-113004: x", .init(.rfc3164, priority: 166, app: "%ASA", "%ASA-6-113004: x")),
        .init(
            "<166>:Nov 22 10:00:01 UTC: %ASA--6-113004: x",
            .init(.rfc3164, at, priority: 166, app: "%ASA", "%ASA--6-113004: x")
        ),
        .init(
            "Nov 22 2026 10:00:01 fw1 : %ASA-vpn-6-113004: x",
            .init(.rfc3164, at, host: "fw1", app: "%ASA", "%ASA-vpn-6-113004: x")
        ),
        .init(
            "Nov 22 10:00:01 fw1 %FTD-6-113004: x",
            .init(.rfc3164, at, host: "fw1", app: "%FTD", "%FTD-6-113004: x")
        ),
        .init(
            "Nov 22 10:00:01 fw1: %PIX-6-113004: x",
            .init(.rfc3164, at, host: "fw1", app: "%PIX", "%PIX-6-113004: x")
        ),
        .init(
            "Nov 22 10:00:01 relay1 Nov 22 2026 09:00:01 fw1 : %ASA-6-113004: x",
            .init(.rfc3164, at, host: "relay1", "Nov 22 2026 09:00:01 fw1 : %ASA-6-113004: x")
        ),
        // A percent sign alone makes no mnemonic.
        .init("Nov 22 10:00:01 web1 %CPU: 3", .init(.rfc3164, at, host: "web1", app: "%CPU", "3")),
        .init("%ASA-6", .init(.bare, "%ASA-6")),
        .init("10: Nov 22 was a day", .init(.bare, "10: Nov 22 was a day")),
    ]

    @Test(arguments: cases)
    func `what a device puts before its message is taken off up to the mnemonic`(line: LineCase) {
        #expect(line.found == line.expected)
    }
}
