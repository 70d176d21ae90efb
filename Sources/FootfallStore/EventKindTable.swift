internal import GRDB

/// What many events have in common: type, outcome, app and pattern, which come in few combinations.
///
/// Each combination has a number, so that an event has one column, and one posting list, for all four.
struct EventKindTable {
    private struct Key: Hashable {
        var typeAndOutcome: UInt64
        var appAndPattern: UInt64
    }

    /// How many combinations are remembered at once.
    private static let limit = 1 << 16
    private static let slots = 512

    private var numbers: [Key: Int32] = [:]
    /// The last keys by a few bits of theirs: most rows find theirs here, without a hash.
    private var recent = [(key: Key, number: Int32)](
        repeating: (Key(typeAndOutcome: 0, appAndPattern: 0), 0),
        count: EventKindTable.slots
    )

    /// To be called when a transaction was rolled back.
    mutating func forget() {
        numbers.removeAll()
        for slot in recent.indices { recent[slot].number = 0 }
    }

    /// Gives the rows the numbers of their combinations, and stores those that are new.
    mutating func number(_ rows: inout [StoredRow], into database: Database) throws {
        for place in rows.indices {
            let row = rows[place]
            let key = Key(
                typeAndOutcome: row.typeAndOutcome,
                appAndPattern: UInt64(row.app) << 32 | UInt64(row.pattern)
            )
            let mixed = (key.typeAndOutcome ^ key.appAndPattern &* 0x9e37_79b9_7f4a_7c15) &* 0xff51_afd7_ed55_8ccd
            let slot = Int(truncatingIfNeeded: mixed >> 40) & (EventKindTable.slots - 1)
            if recent[slot].number == 0 || recent[slot].key != key {
                recent[slot] = (key, try find(key, row, database))
            }
            rows[place].kind = recent[slot].number
        }
    }

    private mutating func find(_ key: Key, _ row: StoredRow, _ database: Database) throws -> Int32 {
        if let number = numbers[key] { return number }
        if numbers.count >= EventKindTable.limit { numbers.removeAll() }
        func bind(_ statement: RawStatement) {
            statement.bind(Int64(row.type), at: 1)
            statement.bind(Int64(row.outcome), at: 2)
            statement.bind(Int64(row.app), at: 3)
            statement.bind(Int64(row.pattern), at: 4)
        }
        let insert = try RawStatement(
            "INSERT OR IGNORE INTO event_kind (type, outcome, app, pattern) VALUES (?, ?, ?, ?)",
            in: database
        )
        let select = try RawStatement(
            "SELECT id FROM event_kind WHERE type = ? AND outcome = ? AND app = ? AND pattern = ?",
            in: database
        )
        defer {
            insert.finish()
            select.finish()
        }
        bind(insert)
        try insert.run()
        bind(select)
        guard try select.step(), let number = Int32(exactly: select.integer(0)) else {
            throw StoreDamage("a kind of events cannot be stored")
        }
        numbers[key] = number
        return number
    }
}

/// The combinations that a condition on one of their parts names.
final class EventKinds {
    private let database: Database
    private var rows: [(id: Int64, type: Int64, outcome: Int64, app: Int64, pattern: Int64)]?
    private var known: [(kind: PostingKind, keys: Set<Int64>, numbers: Set<Int64>)] = []

    init(_ database: Database) {
        self.database = database
    }

    /// The numbers of the combinations with one of these types, outcomes, apps or patterns.
    func numbers(_ kind: PostingKind, _ keys: Set<Int64>) throws -> Set<Int64> {
        if let found = known.first(where: { $0.kind == kind && $0.keys == keys }) { return found.numbers }
        var numbers: Set<Int64> = []
        for row in try all() {
            let key =
                switch kind {
                case .type: row.type
                case .outcome: row.outcome
                case .app: row.app
                default: row.pattern
                }
            if keys.contains(key) { numbers.insert(row.id) }
        }
        known.append((kind, keys, numbers))
        return numbers
    }

    /// All combinations that the store has events of, or had.
    func all() throws -> [(id: Int64, type: Int64, outcome: Int64, app: Int64, pattern: Int64)] {
        if let rows { return rows }
        let select = try RawStatement("SELECT id, type, outcome, app, pattern FROM event_kind", in: database)
        defer { select.finish() }
        var found: [(id: Int64, type: Int64, outcome: Int64, app: Int64, pattern: Int64)] = []
        while try select.step() {
            found.append(
                (select.integer(0), select.integer(1), select.integer(2), select.integer(3), select.integer(4))
            )
        }
        rows = found
        return found
    }
}
