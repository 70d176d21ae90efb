internal import GRDB

/// Brings the word index forward in small steps: the messages of half a segment, or a bounded part of a merge.
///
/// Segments are indexed when they are full, in the order of their ids. Where it is stands in the store alone, and is
/// committed with the index, so that a step that fails leaves nothing to be made good.
struct WordIndexer {
    /// Events of a step; 7 ms of work where messages are 75 bytes long.
    private static let events: Int64 = 8192
    /// No more of them once their messages have this many bytes.
    private static let bytes = 1 << 20
    /// Pages of 4 KB that a step of a merge writes; 7 ms too.
    private static let mergedPages = 64

    private let bits: Int
    /// The group whose table may have something to merge; looked for in the store at first.
    private var merging: Int64?
    private var isLoaded = false

    init(bits: Int) {
        self.bits = bits
    }

    /// Takes a step, in a transaction of its own; false where nothing is left to do.
    ///
    /// - Parameter nextID: the id of the next event that will be stored.
    mutating func step(nextID: Int64, _ database: Database) throws -> Bool {
        let last = try last(database)
        if !isLoaded {
            merging = last?.group
            isLoaded = true
        }
        // Before more is added: what is merged early is merged once, and no run gets too many beside it.
        if let group = merging {
            // Retention may have dropped it.
            let isThere = try WordTables.reach(database, bits: bits)[group] != nil
            if isThere, try merge(group, in: database) { return true }
            merging = nil
        }
        guard let ids = try next(after: last?.through ?? 0, nextID: nextID, database) else { return false }
        try database.inTransaction(.immediate) {
            try index(ids, in: database)
            return .commit
        }
        merging = WordTables.group(of: Segment.id(of: ids.lowerBound, bits: bits))
        return true
    }

    /// How many events of full segments are not indexed yet.
    func waiting(nextID: Int64, _ database: Database) throws -> Int64 {
        let through = try last(database)?.through ?? 0
        let firstOfOpenSegment = (nextID >> Int64(bits)) << Int64(bits)
        return try Int64.fetchOne(
            database,
            sql: "SELECT count(*) FROM event WHERE id > ? AND id < ?",
            arguments: [through, firstOfOpenSegment]
        ) ?? 0
    }

    private func last(_ database: Database) throws -> (group: Int64, through: Int64)? {
        try WordTables.reach(database, bits: bits).max { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The ids of the next step; `nil` where no more segments are full.
    private func next(after id: Int64, nextID: Int64, _ database: Database) throws -> ClosedRange<Int64>? {
        let segment = try Int64.fetchOne(
            database,
            sql: "SELECT id FROM segment WHERE id >= ? ORDER BY id LIMIT 1",
            arguments: [Segment.id(of: id + 1, bits: bits)]
        )
        guard let segment, segment < Segment.id(of: nextID, bits: bits) else { return nil }
        let first = max(id + 1, segment << Int64(bits))
        let last = (segment + 1) << Int64(bits) - 1
        return first...min(last, first | (WordIndexer.events - 1))
    }

    private func index(_ ids: ClosedRange<Int64>, in database: Database) throws {
        if try !WordTables.exist(database) { try database.execute(sql: WordTables.schema) }
        let group = WordTables.group(of: Segment.id(of: ids.lowerBound, bits: bits))
        let isThere = try WordTables.reach(database, bits: bits)[group] != nil
        if !isThere { try WordTables.create(group, in: database) }
        let blockBits = WordTables.blockBits(segmentBits: bits)
        let name = WordTables.name(group)
        let insert = try RawStatement("INSERT INTO \(name)(rowid, text) VALUES (?, ?)", in: database)
        let select = try RawStatement("SELECT id, message FROM event WHERE id BETWEEN ? AND ?", in: database)
        defer {
            insert.finish()
            select.finish()
        }
        select.bind(ids.lowerBound, at: 1)
        select.bind(ids.upperBound, at: 2)
        var block = ids.lowerBound >> blockBits
        var text: [UInt8] = []
        var written = 0
        var isCutShort = false
        func finish() throws {
            guard !text.isEmpty else { return }
            insert.bind(block, at: 1)
            try unsafe text.withUnsafeBufferPointer {
                unsafe insert.bind(text: $0, 0, $0.count, at: 2)
                try insert.run()
            }
            written += text.count
            text.removeAll(keepingCapacity: true)
        }
        while try select.step() {
            let current = select.integer(0) >> blockBits
            if current != block {
                try finish()
                if written >= WordIndexer.bytes {
                    isCutShort = true
                    break
                }
                block = current
            }
            select.withBytes(1) { message in
                guard !message.isEmpty else { return }
                unsafe message.withUnsafeBufferPointer { unsafe text.append(contentsOf: $0) }
                text.append(UInt8(ascii: "\n"))
            }
        }
        if !isCutShort { try finish() }
        let through = isCutShort ? (block + 1) << blockBits - 1 : ids.upperBound
        try database.execute(
            sql: "INSERT OR REPLACE INTO words (segments, through) VALUES (?, ?)",
            arguments: [group, through]
        )
    }

    /// Merges runs of a table, eight of a size into one; false where there is nothing to merge.
    private func merge(_ group: Int64, in database: Database) throws -> Bool {
        let name = WordTables.name(group)
        let before = database.totalChangesCount
        try database.inTransaction(.immediate) {
            try database.execute(
                sql: "INSERT INTO \(name)(\(name), rank) VALUES ('merge', ?)",
                arguments: [WordIndexer.mergedPages]
            )
            return .commit
        }
        // As SQLite's documentation has it: a merge that did nothing changes less than two rows.
        return database.totalChangesCount - before >= 2
    }
}
