import FootfallModel
import Foundation
import Testing

@testable import FootfallParsing

@Suite struct ZoneReaderTests {
    /// 2026 in Berlin.
    private static let berlin = ZoneOffsets(
        name: "Berlin",
        starts: [.min, 1_774_746_000, 1_792_890_000],
        offsets: [3600, 7200, 3600]
    )

    static let names = [
        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia",
        "America/St_Johns", "Africa/Casablanca",
    ]
    private static let start: Int64 = 1_704_067_200
    private static let end: Int64 = 1_830_297_600

    /// The zone as Foundation knows it, found quarter by quarter: all changes of these years are on the quarter hour.
    private static func zone(_ name: String) throws -> (ZoneOffsets, (Int64) -> Int64) {
        let foundation = try #require(TimeZone(identifier: name))
        let offset = { (seconds: Int64) in
            Int64(foundation.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds))))
        }
        var starts: [Int64] = [.min]
        var offsets = [Int32(offset(start - 30 * 86_400))]
        for seconds in stride(from: start - 30 * 86_400, to: end + 30 * 86_400, by: 900) {
            let here = Int32(offset(seconds))
            if here != offsets[offsets.count - 1] {
                starts.append(seconds)
                offsets.append(here)
            }
        }
        return (ZoneOffsets(name: name, starts: starts, offsets: offsets), offset)
    }

    @Test(arguments: names)
    func `in order, every quarter of an hour reads as Foundation means it`(name: String) throws {
        let (zone, offset) = try Self.zone(name)
        var reader = ZoneReader(zone: zone)
        var last = Int64.min
        var wrong = 0
        for utc in stride(from: Self.start, to: Self.end, by: 900) {
            let read = reader.utc(local: utc + offset(utc), after: last)
            if read != utc { wrong += 1 }
            last = read * 1_000_000
        }
        #expect(wrong == 0)
    }

    @Test(arguments: names)
    func `in any order, a reading is right but for the hour that comes twice`(name: String) throws {
        let (zone, offset) = try Self.zone(name)
        var reader = ZoneReader(zone: zone)
        var wrong = 0
        let count = (Self.end - Self.start) / 900
        for step in 0..<count {
            // 7919 is prime to the count's factors 2, 3 and 487, so that every quarter comes once.
            let utc = Self.start + (step * 7919 % count) * 900
            let local = utc + offset(utc)
            let read = reader.utc(local: local, after: .min)
            if read != utc, read + offset(read) != local { wrong += 1 }
        }
        #expect(wrong == 0)
    }

    @Test func `the hour that comes twice keeps the stream in order`() {
        var parser = HeaderParser(zone: ZoneReaderTests.berlin)
        var headers: [Header] = []
        let times = [
            ("01:59:59", "2026-10-24T23:59:59Z"), ("02:10:00", "2026-10-25T00:10:00Z"),
            ("02:50:00", "2026-10-25T00:50:00Z"),
            // A little disorder is none of the clock's.
            ("02:49:58", "2026-10-25T00:49:58Z"), ("02:59:59", "2026-10-25T00:59:59Z"),
            ("02:00:00", "2026-10-25T01:00:00Z"), ("02:30:00", "2026-10-25T01:30:00Z"),
            ("02:29:59", "2026-10-25T01:29:59Z"), ("03:00:00", "2026-10-25T02:00:00Z"),
        ]
        parser.parse(batch(times.map { "Oct 25 \($0.0) web1 a: x" }), into: &headers)
        #expect(headers.map { short($0.time) } == times.map(\.1))
    }

    @Test func `the hour that is left out is read with the offset before it`() {
        var parser = HeaderParser(zone: ZoneReaderTests.berlin)
        var headers: [Header] = []
        let times = [
            ("01:59:59", "2026-03-29T00:59:59Z"), ("02:30:00", "2026-03-29T01:30:00Z"),
            ("03:00:00", "2026-03-29T01:00:00Z"), ("03:30:00", "2026-03-29T01:30:00Z"),
        ]
        parser.parse(batch(times.map { "2026-03-29 \($0.0) x" }), into: &headers)
        #expect(headers.map { short($0.time) } == times.map(\.1))
    }

    @Test func `what was read before does not change a reading that is doubtful`() {
        // The days before and after each change, then the hour that is left out and the hour that comes twice.
        for near in [1_774_749_600, 1_792_893_600] as [Int64] {
            for first in [near - 86_400, near + 86_400] {
                var reader = ZoneReader(zone: ZoneReaderTests.berlin)
                _ = reader.utc(local: first, after: .min)
                #expect(reader.utc(local: 1_774_751_400, after: .min) == 1_774_747_800)
                _ = reader.utc(local: first, after: .min)
                #expect(reader.utc(local: 1_792_895_400, after: .min) == 1_792_888_200)
            }
        }
    }

    @Test func `a late line in the hour that comes twice has the first reading`() {
        var reader = ZoneReader(zone: ZoneReaderTests.berlin)
        // Both readings go back behind a stamp of the next day.
        #expect(reader.utc(local: 1_792_895_400, after: 1_792_980_000_000_000) == 1_792_888_200)
    }

    @Test func `a period behind a short one may still share its readings with the one before that`() {
        let odd = ZoneOffsets(name: "odd", starts: [.min, 100_000, 103_600], offsets: [50_400, 0, 0])
        var reader = ZoneReader(zone: odd)
        #expect(reader.utc(local: 200_000, after: .min) == 200_000)
        #expect(reader.utc(local: 120_000, after: .min) == 69_600)
    }

    @Test func `periods of a few hours are read right`() {
        let odd = ZoneOffsets(name: "odd", starts: [.min, 100_000, 107_200], offsets: [0, 3600, 0])
        var reader = ZoneReader(zone: odd)
        #expect(reader.utc(local: 99_999, after: .min) == 99_999)
        #expect(reader.utc(local: 105_000, after: .min) == 101_400)
        #expect(reader.utc(local: 111_000, after: .min) == 111_000)
        #expect(reader.utc(local: 500_000, after: .min) == 500_000)
        #expect(reader.utc(local: 105_000, after: .min) == 101_400)
    }
}
