internal import FootfallModel
internal import GRDB

/// The store's numbers for the numbers of the parser's interner.
struct StringTable {
    private var generation = -1
    /// By the interner's number; entry 0 is "none".
    private var numbers: [Int32] = [0]
    /// What stood here before the batch under way, for when it is rolled back.
    private var countBefore = 1
    private var replaced: (generation: Int, numbers: [Int32])?

    /// How many numbers of the interner are known.
    var count: Int { numbers.count - 1 }

    @inline(__always)
    subscript(_ number: Int32) -> Int32 { numbers[Int(number)] }

    /// To be called before a transaction begins, since it may fail before anything is added in it.
    mutating func begin() {
        replaced = nil
        countBefore = numbers.count
    }

    /// Looks up, and where needed inserts, the strings that a batch brings.
    mutating func add(_ batch: EventBatch, into database: Database) throws {
        if batch.generation != generation {
            replaced = (generation, numbers)
            generation = batch.generation
            numbers = [0]
        }
        guard !batch.strings.isEmpty else { return }
        guard Int(batch.firstString) == numbers.count else {
            throw StringGap(expected: numbers.count, found: Int(batch.firstString))
        }
        numbers.reserveCapacity(numbers.count + batch.strings.count)
        var next = try Int64.fetchOne(database, sql: "SELECT max(id) FROM string") ?? 0
        // A row at a time: for several, SQLite first copies each page that a statement changes, so that it could take
        // the statement back, and every string's place in the indexes is on another page.
        let insert = try RawStatement(
            "INSERT OR IGNORE INTO string (id, kind, text, address) VALUES (?, ?, ?, ?)",
            in: database
        )
        defer { insert.finish() }
        for entry in batch.strings {
            guard Int32(exactly: next + 1) != nil else { throw StringTableFull() }
            try StringTable.run(insert, next + 1, entry, of: batch)
            // Most strings of a batch are new, and to look each up before would cost as much again.
            let number = database.changesCount == 1 ? next + 1 : try find(entry, of: batch, database)
            numbers.append(Int32(truncatingIfNeeded: number))
            next = max(next, number)
        }
    }

    /// Inserts a string under a number, unless it is there already.
    private static func run(
        _ insert: RawStatement,
        _ number: Int64,
        _ entry: Interner.Entry,
        of batch: EventBatch
    ) throws {
        insert.bind(number, at: 1)
        insert.bind(Int64(entry.kind.rawValue), at: 2)
        let octets = entry.kind == .address ? IPAddress(batch.stringText.span, entry.range)?.octets ?? [] : []
        try unsafe octets.withUnsafeBufferPointer { octets in
            try unsafe batch.stringText.withUnsafeBufferPointer { text in
                unsafe insert.bind(text: text, entry.range.lower, Int(entry.range.count), at: 3)
                if octets.isEmpty {
                    insert.bindNull(at: 4)
                } else {
                    unsafe insert.bind(blob: octets, 0, octets.count, at: 4)
                }
                try insert.run()
            }
        }
    }

    /// The number of a string that is there.
    private func find(_ entry: Interner.Entry, of batch: EventBatch, _ database: Database) throws -> Int64 {
        let select = try RawStatement("SELECT id FROM string WHERE kind = ? AND text = ?", in: database)
        defer { select.finish() }
        select.bind(Int64(entry.kind.rawValue), at: 1)
        return try unsafe batch.stringText.withUnsafeBufferPointer { text in
            unsafe select.bind(text: text, entry.range.lower, Int(entry.range.count), at: 2)
            // `OR IGNORE` also leaves out what a constraint forbids.
            guard try select.step() else { throw StoreDamage("a string cannot be stored") }
            return select.integer(0)
        }
    }

    /// Forgets what the last batch brought, because its transaction did not come about.
    mutating func rollBack() {
        if let replaced {
            (generation, numbers) = replaced
        } else {
            numbers.removeSubrange(min(countBefore, numbers.count)...)
        }
        replaced = nil
    }
}

/// A batch names strings that no batch has brought to this writer.
struct StringGap: Error, CustomStringConvertible {
    let expected: Int
    let found: Int

    var description: String { "a batch brings strings from number \(found), where number \(expected) is the next" }
}

/// More than 2³¹ different strings.
struct StringTableFull: Error, CustomStringConvertible {
    var description: String { "the store holds more different strings than it can number" }
}
