internal import GRDB

/// The least and the greatest time of each stretch of a segment's events, so that a page of them is found without reading
/// the times of all.
///
/// Ids follow arrival, which mostly is the order of times: a few stretches have the newest events, and no other can.
struct SegmentTimes {
    /// Stretches of a segment.
    private static let stretches = 64

    /// Events of a stretch.
    private let length: Int
    private var least: [Int64]
    private var greatest: [Int64]

    /// Of no event yet.
    init(bits: Int) {
        length = SegmentTimes.length(bits: bits)
        let count = (1 << bits) / length
        least = [Int64](repeating: .max, count: count)
        greatest = [Int64](repeating: .min, count: count)
    }

    private static func length(bits: Int) -> Int { max(1, (1 << bits) / stretches) }

    /// Adds events with consecutive ids, the first of them at `offset` within the segment.
    mutating func add(_ rows: ArraySlice<StoredRow>, offset: Int) {
        var offset = offset
        for row in rows {
            let stretch = offset / length
            least[stretch] = min(least[stretch], row.time)
            greatest[stretch] = max(greatest[stretch], row.time)
            offset += 1
        }
    }

    mutating func removeAll() {
        for stretch in least.indices {
            least[stretch] = .max
            greatest[stretch] = .min
        }
    }

    /// Writes those of all events so far, in place of what was there.
    func write(segment: Int64, into database: Database) throws {
        let put = try RawStatement("INSERT OR REPLACE INTO segment_time (id, bounds) VALUES (?, ?)", in: database)
        defer { put.finish() }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(least.count * 16)
        for stretch in least.indices {
            for time in [least[stretch], greatest[stretch]] {
                for shift in stride(from: 56, through: 0, by: -8) {
                    bytes.append(UInt8(truncatingIfNeeded: time >> Int64(shift)))
                }
            }
        }
        put.bind(segment, at: 1)
        try unsafe bytes.withUnsafeBufferPointer {
            unsafe put.bind(blob: $0, 0, $0.count, at: 2)
            try put.run()
        }
    }

    static func remove(_ segment: Int64, from database: Database) throws {
        try database.execute(sql: "DELETE FROM segment_time WHERE id = ?", arguments: [segment])
    }
}

extension SegmentTimes {
    /// Some of a segment's events, and times that all of theirs lie between.
    struct Stretch {
        var offsets: Range<Int>
        var least: Int64
        var greatest: Int64
    }

    /// All events of a segment, in stretches.
    static func stretches(
        of segment: Segment,
        posted: Range<Int>,
        unposted: Range<Int>,
        bits: Int,
        _ database: Database
    ) throws -> [Stretch] {
        var all: [Stretch] = []
        if !posted.isEmpty {
            let select = try RawStatement("SELECT bounds FROM segment_time WHERE id = ?", in: database)
            defer { select.finish() }
            select.bind(segment.id, at: 1)
            guard try select.step() else { throw StoreDamage("segment \(segment.id) has no bounds of its times") }
            let length = length(bits: bits)
            try select.withBytes(0) { bytes in
                guard bytes.count == (1 << bits) / length * 16 else {
                    throw StoreDamage("the bounds of segment \(segment.id)'s times are cut off")
                }
                for stretch in posted.lowerBound / length...(posted.upperBound - 1) / length {
                    all.append(
                        Stretch(
                            offsets: (stretch * length..<(stretch + 1) * length).clamped(to: posted),
                            least: bytes.time(at: stretch * 16),
                            greatest: bytes.time(at: stretch * 16 + 8)
                        )
                    )
                }
            }
        }
        if !unposted.isEmpty {
            all.append(Stretch(offsets: unposted, least: segment.minTime, greatest: segment.maxTime))
        }
        return all
    }
}

extension Span<UInt8> {
    fileprivate func time(at place: Int) -> Int64 {
        var value: UInt64 = 0
        for index in place..<place + 8 { value = value << 8 | UInt64(self[index]) }
        return Int64(bitPattern: value)
    }
}
