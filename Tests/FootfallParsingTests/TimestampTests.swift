import FootfallModel
import Testing

@testable import FootfallParsing

@Suite struct TimestampTests {
    static let at = "2026-11-22T10:00:01Z"

    /// What is written, the instant with the clock at UTC, and what is left over behind it.
    static let forms: [(String, String, String)] = [
        ("2026-11-22T10:00:01Z", at, ""),
        ("2026-11-22t10:00:01z", at, ""),
        ("2026-11-22T11:00:01+01:00", at, ""),
        ("2026-11-22T11:00:01+0100", at, ""),
        ("2026-11-22T11:00:01+01", at, ""),
        ("2026-11-22T06:30:01-03:30", at, ""),
        ("2026-11-22T10:00:01", at, ""),
        ("2026-11-22 10:00:01", at, ""),
        ("2026/11/22 10:00:01", at, ""),
        ("2026-11-22T10:00:01.1Z", "2026-11-22T10:00:01.100000Z", ""),
        ("2026-11-22T10:00:01,12Z", "2026-11-22T10:00:01.120000Z", ""),
        ("2026-11-22T10:00:01.123456789Z", "2026-11-22T10:00:01.123456Z", ""),
        ("2026-11-22T10:00:01.1234567891Z", "2026-11-22T10:00:01.123456Z", "1Z"),
        ("2026-11-22T10:00:01.Z", at, ".Z"),
        ("2026-11-22T10:00:01+1", at, "+1"),
        ("2026-11-22T10:00:01+25", at, "+25"),
        ("2026-11-22T10:00:01 UTC", at, " UTC"),
        ("2026-11-22 11:00:01.5 +01:00 [WRN]", "2026-11-22T10:00:01.500000Z", " [WRN]"),
        ("2026-11-22 11:00:01 +0100", at, ""),
        ("2026-11-22 10:00:01 -1", at, " -1"),
        ("2026-11-22 10:00:01 +10 x", at, " +10 x"),
        ("2026.11.22 10:00:01", at, ""),
        ("2026-11-22  9:00:01 8", "2026-11-22T09:00:01Z", " 8"),
        ("22/Nov/2026 10:00:01]", at, "]"),
        ("2024-02-29T10:00:01Z", "2024-02-29T10:00:01Z", ""),
        ("Nov 22 10:00:01 rest", at, " rest"),
        ("Sun Nov 22 10:00:01 2026", at, ""),
        ("Sun Nov 22 10:00:01.25 2026]", "2026-11-22T10:00:01.250000Z", "]"),
        ("22/Nov/2026:11:00:01 +0100", at, ""),
        ("22/Nov/2026:10:00:01 \"GET", at, " \"GET"),
        ("22/Nov/2026:10:00:01.5", "2026-11-22T10:00:01.500000Z", ""),
        ("1795341601", at, ""),
        ("1795341601.25", "2026-11-22T10:00:01.250000Z", ""),
        ("1795341601123", "2026-11-22T10:00:01.123000Z", ""),
        ("1795341601123.5", "2026-11-22T10:00:01.123500Z", ""),
        ("1795341601123456", "2026-11-22T10:00:01.123456Z", ""),
        ("1795341601123456789", "2026-11-22T10:00:01.123456Z", ""),
        ("20261122T100001Z", at, ""),
        ("11/22/2026 10:00:01 AM", at, ""),
        ("0", "1970-01-01T00:00:00Z", ""),
        ("1795341601.123:456", "2026-11-22T10:00:01.123000Z", ""),
        ("1795341601.123:456): x", "2026-11-22T10:00:01.123000Z", "): x"),
        ("1795341601:x", at, ":x"),
        ("@400000006a0000000000000000000000", "2026-05-10T03:48:06Z", "00000000"),
        ("@400000006a00000012345678 x", "2026-05-10T03:48:06.305419Z", " x"),
        ("@400000006a000000 x", "2026-05-10T03:48:06Z", " x"),
    ]

    @Test(arguments: forms)
    func `every form is read to its end`(text: String, time: String, rest: String) throws {
        let bytes = Array(text.utf8)
        let found = Timestamp.scan(bytes.span, from: 0, to: bytes.count)
        let (stamp, end) = try #require(found)
        #expect(String(decoding: bytes[end...], as: UTF8.self) == rest)
        var parser = HeaderParser(zone: .utc, referenceTime: instant("2026-11-23T12:00:00Z"))
        let range = ByteRange(from: 0, to: end)
        let resolved = parser.resolve(bytes.span, range, in: StreamID(source: "stdin"))
        #expect(resolved.map(short) == time)
        #expect((stamp.year == nil) == text.hasPrefix("Nov"))
    }

    static let none = [
        "", " ", "x", "-", "2026-11-22", "2026-11-22T10:00", "2026-02-29T10:00:01Z", "2026-00-22T10:00:01Z",
        "2026-11-00T10:00:01Z", "2026-11-22T24:00:00Z", "2026-11/22T10:00:01Z", "0000-11-22T10:00:01Z",
        "Son Nov 22 10:00:01 2026x", "31/Nov/2026:10:00:01", "@4000", "@40000000zz000000", "@0000000000000000",
        "99999999999999999999", "20261122T100061Z",
    ]

    @Test(arguments: none)
    func `what is no stamp as a whole gives none`(text: String) {
        let bytes = Array(text.utf8)
        var parser = HeaderParser(zone: .utc)
        #expect(parser.resolve(bytes.span, ByteRange(from: 0, to: bytes.count), in: StreamID(source: "stdin")) == nil)
    }

    @Test(arguments: ["  2026-11-22T10:00:01Z ", "2026-11-22 10:00:01 UTC", "2026-11-22T10:00:01.000 GMT"])
    func `blanks and the word for UTC around a stamp do no harm`(text: String) {
        let bytes = Array("[\(text)]".utf8)
        let zone = ZoneOffsets(name: "+05:00", starts: [.min], offsets: [18_000])
        var parser = HeaderParser(zone: zone)
        let found = parser.resolve(bytes.span, ByteRange(from: 1, to: bytes.count - 1), in: StreamID(source: "stdin"))
        #expect(found.map(short) == Self.at)
    }
}
