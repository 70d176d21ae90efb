import FootfallModel
import Testing

@Suite struct InstantTests {
    static let texts: [(Int64, String)] = [
        (0, "1970-01-01T00:00:00.000000Z"), (1, "1970-01-01T00:00:00.000001Z"), (-1, "1969-12-31T23:59:59.999999Z"),
        (1_795_341_601_123_456, "2026-11-22T10:00:01.123456Z"), (-1_000_000, "1969-12-31T23:59:59.000000Z"),
        (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
    ]

    @Test(arguments: texts)
    func `an instant reads as RFC 3339`(microseconds: Int64, text: String) {
        #expect(Instant(microseconds: microseconds).rfc3339 == text)
    }

    @Test(
        arguments: [
            (0, 0, 0), (-1, -1, 999_999), (-1_000_000, -1, 0), (-1_000_001, -2, 999_999), (1_999_999, 1, 999_999),
        ]
            as [(Int64, Int64, Int64)]
    )
    func `seconds are rounded towards the past`(microseconds: Int64, seconds: Int64, fraction: Int64) {
        let instant = Instant(microseconds: microseconds)
        #expect(instant.seconds == seconds)
        #expect(instant.fraction == fraction)
    }

    @Test func `a clock shows the time of its place`() {
        let instant = Instant(seconds: 1_795_341_601)
        #expect(instant.clockText(offset: 0) == "2026-11-22 10:00:01")
        #expect(instant.clockText(offset: 50_400) == "2026-11-23 00:00:01")
        #expect(instant.clockText(offset: -39_600) == "2026-11-21 23:00:01")
        #expect(Instant(seconds: 0).clockText(offset: -1) == "1969-12-31 23:59:59")
    }

    @Test func `later is greater`() {
        let instant = Instant(seconds: 10)
        #expect(instant < instant.advanced(bySeconds: 1))
        #expect(instant.advanced(bySeconds: -11).microseconds == -1_000_000)
    }
}
