internal import GRDB

/// Reads when events happened, and nothing else of them: what a page needs to know of the events it leaves out.
struct TimeReader {
    private let database: Database

    init(_ database: Database) {
        self.database = database
    }

    /// Goes through the events at `offsets` from `base`: one after another where they are few, else as a stretch.
    func forEach(_ offsets: SegmentBitmap, from base: Int64, _ body: (_ id: Int64, _ time: Int64) -> Void) throws {
        guard let bounds = offsets.bounds else { return }
        guard offsets.count * 8 < bounds.last - bounds.first else {
            let select = try RawStatement("SELECT id, time FROM event WHERE id BETWEEN ? AND ?", in: database)
            defer { select.finish() }
            select.bind(base + Int64(bounds.first), at: 1)
            select.bind(base + Int64(bounds.last), at: 2)
            while try select.step() {
                let id = select.integer(0)
                if offsets.contains(Int(id - base)) { body(id, select.integer(1)) }
            }
            return
        }
        let select = try RawStatement("SELECT id, time FROM event WHERE id = ?", in: database)
        defer { select.finish() }
        try offsets.forEach { offset in
            select.bind(base + Int64(offset), at: 1)
            if try select.step() { body(select.integer(0), select.integer(1)) }
            select.reset()
        }
    }
}
