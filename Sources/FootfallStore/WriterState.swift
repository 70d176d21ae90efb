internal import FootfallModel
internal import GRDB

/// What the writer remembers from batch to batch; all of it can be found in the store again.
struct WriterState {
    private var strings = StringTable()
    private var segments: SegmentWriter
    private var kinds = EventKindTable()
    private var hours = HourRollup()
    private var checkpoints = CheckpointTable()
    private var unrecognised = UnrecognisedTable()
    private var sources: SourceStateTable
    private var links = EvidenceLinks()
    private var words: WordIndexer
    private var calendar: LocalCalendar
    /// A transaction was rolled back, and what is remembered went ahead of the store.
    private var isAhead = false

    init(_ settings: StoreSettings, _ options: StoreOptions) {
        segments = SegmentWriter(bits: settings.segmentBits, threshold: options.postingThreshold)
        calendar = LocalCalendar(zone: settings.zone)
        sources = SourceStateTable(zone: settings.zone)
        words = WordIndexer(bits: settings.segmentBits)
    }

    mutating func load(_ database: Database) throws {
        try segments.load(&calendar, database)
        try checkpoints.load(database)
        kinds.forget()
        unrecognised.forget()
        sources.forget()
        isAhead = false
    }

    /// To be called before a transaction begins: makes good what a rolled back one left.
    mutating func prepare(_ database: Database) throws {
        if isAhead { try load(database) }
        strings.begin()
        links.begin()
    }

    mutating func rollBack() {
        strings.rollBack()
        links.rollBack()
        isAhead = true
    }

    mutating func write(_ batch: EventBatch, into database: Database) throws {
        try strings.add(batch, into: database)
        if !batch.rows.isEmpty {
            var rows = StoredRow.sorted(batch, strings)
            try kinds.number(&rows, into: database)
            try links.resolve(&rows, batch, firstID: segments.nextID, into: database)
            try EventTable.append(rows, of: batch, firstID: segments.nextID, into: database)
            try segments.add(rows, &calendar, into: database)
            try hours.write(rows, &calendar, into: database)
        }
        try checkpoints.write(batch.checkpoints, into: database)
        try CursorTable.write(batch.cursors, into: database)
        try OverlapTable.write(batch.overlaps, into: database)
        try Accounting.write(batch.accounts, strings, into: database)
        try sources.write(batch, strings, into: database)
        try JoinStateTable.write(batch.joins, into: database)
        try unrecognised.write(batch, into: database)
    }

    /// To be called when shapes of what nothing recognised were removed.
    mutating func forgetShapes() { unrecognised.forget() }

    /// The id of the next event.
    var nextID: Int64 { segments.nextID }

    /// Brings the word index a step forward, in a transaction of its own; false where nothing is left to do.
    mutating func indexWords(_ database: Database) throws -> Bool {
        try words.step(nextID: segments.nextID, database)
    }

    /// How many events of full segments are not in the word index yet.
    func unindexed(_ database: Database) throws -> Int64 {
        try words.waiting(nextID: segments.nextID, database)
    }

    mutating func post(_ database: Database) throws {
        try segments.post(database)
    }
}
