internal import Dispatch
internal import FootfallModel
internal import GRDB

/// A second connection and thread for a search that reads many rows.
///
/// The helper sees the store as it is a little later than who asked. That makes no difference: it takes only segments
/// that are full and in posting lists, of which nothing changes any more, and leaves those that retention has dropped
/// meanwhile to the first connection, which still has them.
final class ScanHelper: Sendable {
    /// What two threads know of the segments that they share.
    private struct Board {
        var next = 0
        var found: [SegmentBitmap?]
        var hasBegun = false
        /// Nothing more is to be taken.
        var isOver = false

        mutating func take() -> Int? {
            guard !isOver, next < found.count else { return nil }
            defer { next += 1 }
            return next
        }
    }

    private let pool: DatabasePool
    private let bits: Int
    /// One search at a time has a helper; others are served as well, and readers stay free for them.
    private let isBusy = Guarded(false)

    init(_ pool: DatabasePool, bits: Int) {
        self.pool = pool
        self.bits = bits
    }

    /// The events of each segment of which a condition is true, found by both.
    func matches(
        _ condition: PlannedCondition,
        _ segments: [Segment],
        _ reader: SegmentReader
    ) throws -> [SegmentBitmap] {
        let board = Guarded(Board(found: Array(repeating: nil, count: segments.count)))
        let ended = DispatchSemaphore(value: 0)
        let hasHelper = isBusy.withLock { isBusy in
            defer { isBusy = true }
            return !isBusy
        }
        if hasHelper {
            DispatchQueue.global().async { [self] in
                // What goes wrong here goes wrong there too, and is told there.
                try? help(condition, segments, board)
                isBusy.withLock { $0 = false }
                ended.signal()
            }
        }
        let result = Result {
            while let place = board.withLock({ $0.take() }) {
                let found = try reader.matches(condition, segments[place])
                board.withLock { $0.found[place] = found }
            }
        }
        let isHelped = board.withLock { board in
            board.isOver = true
            return board.hasBegun
        }
        // One that still waits for a connection finds nothing to do when it has it.
        if isHelped { ended.wait() }
        try result.get()
        return try board.withLock { $0.found }.enumerated().map { place, found in
            try found ?? reader.matches(condition, segments[place])
        }
    }

    private func help(_ condition: PlannedCondition, _ segments: [Segment], _ board: Guarded<Board>) throws {
        try pool.read { database in
            let isWanted = board.withLock { board in
                board.hasBegun = !board.isOver
                return board.hasBegun
            }
            guard isWanted else { return }
            let reader = try SegmentReader(database, bits: bits)
            let there = Set(try Segment.all(database))
            while let place = board.withLock({ $0.take() }) {
                let segment = segments[place]
                guard segment.isFull(bits: bits), there.contains(segment) else { continue }
                let found = try reader.matches(condition, segment)
                board.withLock { $0.found[place] = found }
            }
        }
    }
}
