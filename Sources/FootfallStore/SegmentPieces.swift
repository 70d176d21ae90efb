internal import FootfallModel
internal import GRDB

/// The stretches of time that the events of a segment really are of, where its first and last time say little: a host whose clock
/// is a year ahead has every segment reach into that year.
///
/// They are found by reading all times of a segment once; of full ones they do not change any more.
final class SegmentPieces: Sendable {
    struct Piece: Sendable {
        var least: Int64
        var greatest: Int64
    }

    /// A longer time without events parts two pieces.
    private static let gap: Int64 = 6 * 3600 * 1_000_000
    private static let mostPieces = 32
    private static let mostSegments = 100_000

    private let known = Guarded<[Int64: [Piece]]>([:])

    /// Those of a segment that was looked at before.
    func known(_ segment: Int64) -> [Piece]? { known.withLock { $0[segment] } }

    /// In the order of their times.
    func pieces(of segment: Segment, bits: Int, _ database: Database) throws -> [Piece] {
        if let pieces = known(segment.id) { return pieces }
        var times: [Int64] = []
        times.reserveCapacity(1 << bits)
        let all = SegmentBitmap(bits: bits, 0..<1 << bits)
        try ColumnReader("time", database).forEach(all, from: segment.id << Int64(bits)) { _, row in
            times.append(row.integer(1))
        }
        times.sort()
        var pieces: [Piece] = []
        for time in times {
            if let last = pieces.last,
                time - last.greatest < SegmentPieces.gap || pieces.count == SegmentPieces.mostPieces
            {
                pieces[pieces.count - 1].greatest = time
            } else {
                pieces.append(Piece(least: time, greatest: time))
            }
        }
        known.withLock { known in
            if known.count >= SegmentPieces.mostSegments { known.removeAll() }
            known[segment.id] = pieces
        }
        return pieces
    }
}
