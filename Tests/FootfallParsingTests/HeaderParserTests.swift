import FootfallModel
import Testing

@testable import FootfallParsing

@Suite struct HeaderParserTests {
    /// The times of one stream's lines, batch by batch.
    private func times(_ parser: inout HeaderParser, _ batches: [LineBatch]) -> [String] {
        var headers: [Header] = []
        var found: [String] = []
        for batch in batches {
            parser.parse(batch, into: &headers)
            found += headers.map { short($0.time) }
        }
        return found
    }

    static let live: [(String, String, String)] = [
        ("Nov 22 10:00:01", "2026-11-23T12:00:00Z", "2026-11-22T10:00:01Z"),
        // Up to a day ahead is a clock that goes wrong.
        ("Nov 24 11:59:59", "2026-11-23T12:00:00Z", "2026-11-24T11:59:59Z"),
        ("Nov 24 12:00:01", "2026-11-23T12:00:00Z", "2025-11-24T12:00:01Z"),
        // New Year both ways.
        ("Dec 31 23:59:59", "2026-01-01T00:00:10Z", "2025-12-31T23:59:59Z"),
        ("Jan  1 00:00:05", "2025-12-31T23:59:58Z", "2026-01-01T00:00:05Z"),
        // 29 February.
        ("Feb 29 10:00:00", "2024-02-29T10:00:00Z", "2024-02-29T10:00:00Z"),
        ("Feb 29 10:00:00", "2024-02-28T12:00:00Z", "2024-02-29T10:00:00Z"),
        ("Feb 29 10:00:00", "2026-03-01T00:00:00Z", "2024-02-29T10:00:00Z"),
        ("Feb 29 10:00:00", "2028-01-01T00:00:00Z", "2024-02-29T10:00:00Z"),
        ("Mar  1 10:00:00", "2024-03-01T10:00:00Z", "2024-03-01T10:00:00Z"),
    ]

    /// A file that was cut off while it was written, or preallocated, has runs of NUL where text was to stand.
    static let padded: [LineCase] = [
        .init("\0\0\0Nov 22 10:00:01 web1 sshd[8]: x", .init(.rfc3164, at, host: "web1", app: "sshd", pid: "8", "x")),
        .init("Nov 22 10:00:01 web1 sshd[8]: x y\0\0", .init(.rfc3164, at, host: "web1", app: "sshd", pid: "8", "x y")),
        .init(
            "\0<38>1 \(at) web1 sshd 8 - - x\0",
            .init(.rfc5424, at, priority: 38, host: "web1", app: "sshd", pid: "8", "x")
        ),
        .init("\0{\"a\":1}\0", .init(.json, "{\"a\":1}")),
        .init("\0text\0", .init(.bare, "text")),
        .init("Nov 22 10:00:01 web1 a: x\0y", .init(.rfc3164, at, host: "web1", app: "a", "x\0y")),
        .init("\0\0", .init(.bare, "")),
        .init("\0", .init(.bare, "")),
    ]
    private static let at = "2026-11-22T10:00:01Z"

    @Test(arguments: padded)
    func `NULs around a line are not part of it`(line: LineCase) {
        #expect(line.found == line.expected)
    }

    @Test(arguments: live)
    func `a live stamp is of the latest year that is possible`(stamp: String, arrival: String, time: String) {
        var parser = HeaderParser(zone: .utc)
        #expect(times(&parser, [batch(["\(stamp) web1 a: x"], arrival: arrival)]) == [time])
        // The reference time stands for the arrival.
        var fixed = HeaderParser(zone: .utc, referenceTime: instant(arrival))
        #expect(times(&fixed, [batch(["\(stamp) web1 a: x"], arrival: "2030-07-01T00:00:00Z")]) == [time])
    }

    @Test func `a backlog carries its year on from batch to batch, and tells it`() {
        var parser = HeaderParser(zone: .utc)
        let stream = StreamID(source: "/var/log/auth.log", file: 1)
        #expect(parser.year(of: stream) == nil)
        let first = batch(["Dec 30 10:00:00 h a: x"], isBacklog: true, startingYear: 2023)
        #expect(times(&parser, [first]) == ["2023-12-30T10:00:00Z"])
        #expect(parser.year(of: stream) == 2023)
        let second = batch(
            ["Jan  2 10:00:00 h a: x", "Dec 31 10:00:00 h a: x", "Jan  3 10:00:00 h a: x"],
            isBacklog: true
        )
        #expect(times(&parser, [second]) == ["2024-01-02T10:00:00Z", "2023-12-31T10:00:00Z", "2024-01-03T10:00:00Z"])
        #expect(parser.year(of: stream) == 2024)
        // Another file of the source has its own year, and the first one's is not forgotten.
        _ = times(&parser, [batch(["Jan  2 10:00:00 h a: x"], file: 2)])
        #expect(parser.year(of: stream) == 2024)
        #expect(parser.year(of: StreamID(source: "/var/log/auth.log", file: 2)) == 2026)
        let third = batch(["Jan  4 10:00:00 h a: x"], isBacklog: true)
        #expect(times(&parser, [third]) == ["2024-01-04T10:00:00Z"])
    }

    @Test func `a backlog never goes beyond the latest possible year`() {
        var parser = HeaderParser(zone: .utc)
        let lines = batch(["Nov 22 10:00:00 h a: x", "Nov  1 10:00:00 h a: x"], isBacklog: true)
        #expect(times(&parser, [lines]) == ["2026-11-22T10:00:00Z", "2026-11-01T10:00:00Z"])
    }

    @Test func `a line without a stamp has the time of the one before in a file, of its arrival elsewhere`() {
        let lines = ["no stamp", "2026-11-22T10:00:01Z h a: x", "\tat line 7", "{}"]
        var parser = HeaderParser(zone: .utc)
        let (arrival, at) = ("2026-11-23T12:00:00Z", "2026-11-22T10:00:01Z")
        #expect(times(&parser, [batch(lines)]) == [arrival, at, at, at])
        #expect(times(&parser, [batch(["next batch"])]) == [at])
        #expect(times(&parser, [batch(lines, source: "stdin", file: 0)]) == [arrival, at, arrival, arrival])
    }

    @Test func `a stamp within a record leaves lines without one where they are, whatever the batches`() {
        var parser = HeaderParser(zone: .utc)
        var headers: [Header] = []
        let lines = batch(["{\"time\":\"Nov 20 10:00:01\"}"])
        parser.parse(lines, into: &headers)
        let range = ByteRange(from: 9, to: 24)
        let found = parser.resolve(lines.bytes.span, range, in: lines.stream)
        #expect(found.map(short) == "2026-11-20T10:00:01Z")
        #expect(parser.year(of: lines.stream) == 2026)
        #expect(times(&parser, [batch(["rest"])]) == ["2026-11-23T12:00:00Z"])
    }

    @Test func `headers of the batch before are gone`() {
        var parser = HeaderParser(zone: .utc)
        var headers: [Header] = []
        parser.parse(batch(["a", "b", "c"]), into: &headers)
        parser.parse(batch(["d"]), into: &headers)
        #expect(headers.count == 1)
        parser.parse(batch([String]()), into: &headers)
        #expect(headers.isEmpty)
    }
}
