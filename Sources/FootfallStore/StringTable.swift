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
        let one = try RawStatement(StringTable.one, in: database)
        let needsMany = batch.strings.count >= StringTable.rowsAtOnce
        let many = needsMany ? try RawStatement(StringTable.many, in: database) : one
        defer {
            one.finish()
            many.finish()
        }
        var place = 0
        while place < batch.strings.count {
            let count = batch.strings.count - place >= StringTable.rowsAtOnce ? StringTable.rowsAtOnce : 1
            let statement = count == 1 ? one : many
            let entries = batch.strings[place..<place + count]
            guard Int32(exactly: next + Int64(count)) != nil else { throw StringTableFull() }
            try StringTable.insert(entries, of: batch, from: next + 1, statement)
            if database.changesCount == count {
                for number in next + 1...next + Int64(count) { numbers.append(Int32(truncatingIfNeeded: number)) }
                next += Int64(count)
            } else {
                for entry in entries {
                    let number = try find(entry, of: batch, database)
                    numbers.append(Int32(truncatingIfNeeded: number))
                    next = max(next, number)
                }
            }
            place += count
        }
    }

    private static let rowsAtOnce = 16
    private static let head = "INSERT OR IGNORE INTO string (id, kind, text, address) VALUES "
    private static let one = head + "(?,?,?,?)"
    private static let many = head + Array(repeating: "(?,?,?,?)", count: rowsAtOnce).joined(separator: ",")

    /// Inserts strings under consecutive numbers, but for those that are there already.
    ///
    /// Most strings of a batch are new, and to look each up before would cost as much again.
    private static func insert(
        _ entries: ArraySlice<Interner.Entry>,
        of batch: EventBatch,
        from first: Int64,
        _ statement: RawStatement
    ) throws {
        var octets: [UInt8] = []
        octets.reserveCapacity(entries.count * 16)
        var isAddress = 0 as UInt32
        for (place, entry) in entries.enumerated() where entry.kind == .address {
            guard let address = IPAddress(batch.stringText.span, entry.range) else { continue }
            isAddress |= 1 << UInt32(place)
            octets += address.octets
        }
        try unsafe octets.withUnsafeBufferPointer { octets in
            try unsafe batch.stringText.withUnsafeBufferPointer { text in
                var before: Int32 = 0
                var octet = 0
                for (place, entry) in entries.enumerated() {
                    statement.bind(first + Int64(place), at: before + 1)
                    statement.bind(Int64(entry.kind.rawValue), at: before + 2)
                    unsafe statement.bind(text: text, entry.range.lower, Int(entry.range.count), at: before + 3)
                    if isAddress >> UInt32(place) & 1 != 0 {
                        unsafe statement.bind(blob: octets, octet, 16, at: before + 4)
                        octet += 16
                    } else {
                        statement.bindNull(at: before + 4)
                    }
                    before += 4
                }
                try statement.run()
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
