import FootfallModel
import Testing

@testable import FootfallParsing

struct ClockWatchTests {
    /// 2026-11-24 12:00:00 UTC.
    private static let noon: Int64 = 1_795_521_600

    /// Feeds records of one host: seconds of arrival behind noon, and of the stamp against that; gives the corrections.
    private static func corrections(_ records: [(arrival: Int64, difference: Int64)]) -> Int {
        var watch = ClockWatch()
        return records.count { record in
            let arrival = (noon + record.arrival) * 1_000_000
            return watch.observe(arrival + record.difference * 1_000_000, arrival: arrival, host: 1)
        }
    }

    private static func steady(_ range: Range<Int64>, _ difference: Int64) -> [(arrival: Int64, difference: Int64)] {
        range.map { ($0, difference) }
    }

    @Test func `a clock that starts in 1970 is set back once, and ahead once when the time comes`() {
        let dead = -Self.noon
        let records = Self.steady(0..<60, 0) + Self.steady(60..<90, dead - 60) + Self.steady(90..<200, 0)
        #expect(Self.corrections(records) == 2)
    }

    @Test func `a machine that was never seen before its clock was set counts once`() {
        #expect(Self.corrections(Self.steady(0..<30, -Self.noon) + Self.steady(30..<60, 0)) == 1)
    }

    @Test func `a step of ten minutes in either direction counts`() {
        #expect(Self.corrections(Self.steady(0..<30, 0) + Self.steady(30..<60, -600)) == 1)
        #expect(Self.corrections(Self.steady(0..<30, 0) + Self.steady(30..<60, 600)) == 1)
        #expect(Self.corrections(Self.steady(0..<30, 600) + Self.steady(30..<60, 0)) == 1)
    }

    @Test func `small steps, drift and single odd stamps are none`() {
        #expect(Self.corrections(Self.steady(0..<30, 0) + Self.steady(30..<60, -90)) == 0)
        // A second a minute, for days.
        #expect(Self.corrections((0..<5000).map { ($0 * 60, $0) }) == 0)
        var odd: [(arrival: Int64, difference: Int64)] = []
        for second: Int64 in 0..<300 { odd.append((arrival: second, difference: second % 10 == 0 ? -3600 : 0)) }
        #expect(Self.corrections(odd) == 0)
    }

    @Test func `records of a past hour that come late are none`() {
        // The network was away for an hour; a relay hands over what it kept, within three seconds.
        var late: [(arrival: Int64, difference: Int64)] = []
        for number: Int64 in 0..<360 { late.append((arrival: 3600 + number / 120, difference: -3600 + number * 10)) }
        #expect(Self.corrections(Self.steady(0..<60, 0) + late + Self.steady(3604..<3700, 0)) == 0)
        // A file that is copied here each hour.
        var hourly: [(arrival: Int64, difference: Int64)] = []
        for hour: Int64 in 1...24 {
            for minute: Int64 in 0..<60 { hourly.append((arrival: hour * 3600, difference: (minute - 60) * 60)) }
        }
        #expect(Self.corrections(hourly) == 0)
    }

    @Test func `a quiet host that speaks again is no correction`() {
        #expect(Self.corrections(Self.steady(0..<30, 0) + Self.steady(50_000..<50_030, 0)) == 0)
    }

    @Test func `hosts whose clocks differ are told apart`() {
        var watch = ClockWatch()
        var count = 0
        for second in 0..<400 {
            let arrival = (Self.noon + Int64(second)) * 1_000_000
            if watch.observe(arrival, arrival: arrival, host: 1) { count += 1 }
            let behind: Int64 = second < 200 ? 3_600_000_000 : 0
            if watch.observe(arrival - behind, arrival: arrival, host: 2) { count += 1 }
        }
        #expect(count == 1)
    }

    @Test(arguments: [7200, -18_000, 20_700, 2, 0])
    func `a steady difference of quarters of an hour is told`(seconds: Int64) throws {
        var watch = ClockWatch()
        for second in 0..<120 {
            let arrival = (Self.noon + Int64(second)) * 1_000_000
            _ = watch.observe(arrival + seconds * 1_000_000 - 300_000, arrival: arrival, host: 7)
            if second < 60 { #expect(watch.difference == nil) }
        }
        let difference = try #require(watch.difference)
        #expect(difference.seconds == (abs(seconds) < 900 ? 0 : Int32(seconds)))
        #expect(difference.host == 7)
    }

    @Test func `another difference is no zone`() {
        var watch = ClockWatch()
        for second in 0..<120 {
            let arrival = (Self.noon + Int64(second)) * 1_000_000
            _ = watch.observe(arrival + 5_000_000_000 / 12, arrival: arrival, host: 7)
        }
        #expect(watch.difference?.seconds == 0)
    }

    @Test func `more hosts than there is room for do no harm`() {
        var watch = ClockWatch()
        var count = 0
        for number in 0..<20_000 {
            let arrival = (Self.noon + Int64(number)) * 1_000_000
            if watch.observe(arrival, arrival: arrival, host: UInt64(number)) { count += 1 }
        }
        #expect(count == 0)
    }

    // MARK: Through the parser

    private static func batch(_ second: Int64, _ stamp: Int64, isBacklog: Bool = false) -> LineBatch {
        let time = Instant(seconds: noon + second + stamp)
        let text = String(time.rfc3339.prefix(19)) + " gate1 app[1]: hello"
        return LineBatch(
            stream: StreamID(source: "udp://127.0.0.1:514"),
            bytes: Array(text.utf8),
            lines: [Line(range: ByteRange(from: 0, to: text.utf8.count))],
            arrival: Instant(seconds: noon + second),
            isBacklog: isBacklog,
            byteCount: Int64(text.utf8.count)
        )
    }

    @Test func `the parser counts them, and says in which zone stamps would fit`() {
        let east = ZoneOffsets(name: "+01:00", starts: [.min], offsets: [3600])
        var parser = HeaderParser(zone: east)
        var headers: [Header] = []
        var count: Int64 = 0
        // Stamps in UTC+2, read as UTC+1; then somebody sets the clock back by an hour.
        for second in 0..<200 {
            var batch = Self.batch(Int64(second), second < 100 ? 7200 : 3600)
            parser.parse(unwrapping: &batch, into: &headers)
            count += parser.clockCorrections
            if second == 99 {
                let difference = parser.stampDifference(of: batch.stream)
                #expect(difference == StampDifference(seconds: 3600, host: "gate1", fittingOffset: 7200))
            }
        }
        #expect(count == 1)
        let last = parser.stampDifference(of: StreamID(source: "udp://127.0.0.1:514"))
        #expect(last?.seconds == 0)
    }

    @Test func `what was there before is not held against the clock`() {
        var parser = HeaderParser(zone: .utc)
        var headers: [Header] = []
        for second in 0..<200 {
            var batch = Self.batch(Int64(second), second % 100 < 50 ? 0 : -7200, isBacklog: true)
            parser.parse(unwrapping: &batch, into: &headers)
            let count = parser.clockCorrections
            #expect(count == 0)
        }
        let difference = parser.stampDifference(of: StreamID(source: "udp://127.0.0.1:514"))
        #expect(difference == nil)
    }
}
