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
        let find = try RawStatement("SELECT id FROM string WHERE kind = ? AND text = ?", in: database)
        let insert = try RawStatement("INSERT INTO string (kind, text, address) VALUES (?, ?, ?)", in: database)
        defer {
            find.finish()
            insert.finish()
        }
        numbers.reserveCapacity(numbers.count + batch.strings.count)
        try unsafe batch.stringText.withUnsafeBufferPointer { text in
            for entry in batch.strings {
                find.bind(Int64(entry.kind.rawValue), at: 1)
                unsafe find.bind(text: text, entry.range.lower, Int(entry.range.count), at: 2)
                var number: Int64 = 0
                if try find.step() { number = find.integer(0) }
                find.reset()
                if number == 0 {
                    insert.bind(Int64(entry.kind.rawValue), at: 1)
                    unsafe insert.bind(text: text, entry.range.lower, Int(entry.range.count), at: 2)
                    let address = entry.kind == .address ? IPAddress(batch.stringText.span, entry.range) : nil
                    if let octets = address?.octets {
                        try unsafe octets.withUnsafeBufferPointer {
                            unsafe insert.bind(blob: $0, 0, 16, at: 3)
                            try insert.run()
                        }
                    } else {
                        insert.bindNull(at: 3)
                        try insert.run()
                    }
                    number = database.lastInsertedRowID
                }
                guard let number = Int32(exactly: number) else { throw StringTableFull() }
                numbers.append(number)
            }
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
