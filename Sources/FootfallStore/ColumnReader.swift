internal import GRDB

/// Reads a few columns of a segment's events, without looking anything else up.
struct ColumnReader {
    /// Fewer events than this between two that are wanted are read over, which costs less than a new search.
    private static let gap = 24

    private let select: RawStatement

    /// - Parameter columns: of `event`; before them comes the id.
    init(_ columns: String, _ database: Database) throws {
        // Without an upper bound, which SQLite would check for each row; the order is the table's.
        select = try RawStatement("SELECT id, \(columns) FROM event WHERE id >= ? ORDER BY id", in: database)
    }

    /// Goes through the events at `offsets` from `base` that are there.
    func forEach(_ offsets: SegmentBitmap, from base: Int64, _ body: (Int, RawStatement) throws -> Void) throws {
        defer { select.finish() }
        try offsets.forEachStretch(gap: ColumnReader.gap) { stretch in
            select.reset()
            select.bind(base + Int64(stretch.lowerBound), at: 1)
            while try select.step() {
                let offset = Int(select.integer(0) - base)
                if offset > stretch.upperBound { break }
                if offsets.contains(offset) { try body(offset, select) }
                if offset == stretch.upperBound { break }
            }
        }
    }
}
