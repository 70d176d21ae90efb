internal import FootfallModel
internal import GRDB

/// What the writer remembers from batch to batch; all of it can be found in the store again.
struct WriterState {
    private var strings = StringTable()
    private var segments: SegmentWriter
    private var rollups = Rollups()
    private var checkpoints = CheckpointTable()
    private var calendar: LocalCalendar
    /// A transaction was rolled back, and what is remembered went ahead of the store.
    private var isAhead = false

    init(_ settings: StoreSettings, _ options: StoreOptions) {
        segments = SegmentWriter(bits: settings.segmentBits, threshold: options.postingThreshold)
        calendar = LocalCalendar(zone: settings.zone)
    }

    mutating func load(_ database: Database) throws {
        try segments.load(database)
        try checkpoints.load(database)
        isAhead = false
    }

    /// Makes good what a rolled back transaction left.
    mutating func prepare(_ database: Database) throws {
        if isAhead { try load(database) }
    }

    mutating func rollBack() {
        strings.rollBack()
        isAhead = true
    }

    mutating func write(_ batch: EventBatch, into database: Database) throws {
        var marks = [ContinuousClock.now]
        defer { for i in 1..<marks.count { Timing.add(i, marks[i] - marks[i-1]) } }
        try strings.add(batch, into: database)
        marks.append(.now)
        if !batch.rows.isEmpty {
            let rows = StoredRow.sorted(batch, strings)
            marks.append(.now)
            try EventTable.append(rows, of: batch, firstID: segments.nextID, into: database)
            marks.append(.now)
            try segments.add(rows, into: database)
            marks.append(.now)
            try rollups.write(rows, calendar: &calendar, into: database)
            marks.append(.now)
        }
        try checkpoints.write(batch.checkpoints, into: database)
        try Accounting.write(batch.accounts, strings, into: database)
    }

    mutating func post(_ database: Database) throws {
        try segments.post(database)
    }
}

package enum Timing { nonisolated(unsafe) package static var t = [Duration](repeating: .zero, count: 8)
 static func add(_ i: Int, _ d: Duration) { unsafe t[i] += d } }
