internal import FootfallModel
internal import FootfallQuery
internal import GRDB

/// Texts to numbers and back, within one read of the store.
final class StringReader {
    private let database: Database
    private let stop: ReadStop?
    private var known: [Int64: (kind: StringKind, text: String)] = [:]

    /// - Parameter stop: ends a search for numbers, of which there may be as many as there are names.
    init(_ database: Database, stop: ReadStop? = nil) {
        self.database = database
        self.stop = stop
    }

    /// The text and kind behind a number; `nil` for a number that nothing has.
    func string(_ number: Int64) throws -> (kind: StringKind, text: String)? {
        if let found = known[number] { return found }
        let select = try RawStatement("SELECT kind, text FROM string WHERE id = ?", in: database)
        defer { select.finish() }
        select.bind(number, at: 1)
        guard try select.step() else { return nil }
        let kind = StringKind(rawValue: UInt8(truncatingIfNeeded: select.integer(0)))
        let found = (kind, select.text(1) ?? "")
        // A reader that goes on for long must not grow with the store.
        if known.count >= 100_000 { known.removeAll() }
        known[number] = found
        return found
    }

    /// The numbers of the strings that a field's value may be.
    func numbers(_ field: Field, _ matches: [ValueMatch]) throws -> Set<Int64> {
        switch field {
        case .user, .target: return try numbers(kind: .account, matches)
        case .app: return try numbers(kind: .app, matches)
        case .ip: return try numbers(kind: .address, matches)
        case .host: return try numbers(kind: .host, matches)
        case .source: return try numbers(kind: .source, matches)
        case .pattern: return try numbers(kind: .pattern, matches)
        case .outcome: return []
        case .type, .category: return try typeNumbers(field, matches)
        }
    }

    /// Event types are few: every one of them is looked at.
    private func typeNumbers(_ field: Field, _ matches: [ValueMatch]) throws -> Set<Int64> {
        var found: Set<Int64> = []
        for category in EventCategory.allCases {
            try forEach(.eventType(category)) { number, text in
                let value = field == .category ? category.name : text
                if matches.contains(where: { $0.matches(value, comparison: field.comparison) }) { found.insert(number) }
            }
        }
        return found
    }

    private func numbers(kind: StringKind, _ matches: [ValueMatch]) throws -> Set<Int64> {
        var found: Set<Int64> = []
        for match in matches {
            switch match {
            case .exact(let text) where text.unicodeScalars.contains { $0 == "\u{fffd}" || $0 == "\0" }:
                // Bytes that are no UTF-8 are shown as this character; who asks for what is shown means them. And GRDB hands
                // SQLite no more of a text than what stands before a NUL.
                try forEach(kind, from: validBeginning(of: text)) { number, other in
                    if other.utf8.elementsEqual(text.utf8) { found.insert(number) }
                }
            case .exact(let text):
                let number = try Int64.fetchOne(
                    database,
                    sql: "SELECT id FROM string WHERE kind = ? AND text = ?",
                    arguments: [Int64(kind.rawValue), text]
                )
                if let number { found.insert(number) }
            case .prefix(let text) where text.unicodeScalars.contains("\u{fffd}"):
                try forEach(kind, from: validBeginning(of: text)) { number, other in
                    if other.utf8.starts(with: text.utf8) { found.insert(number) }
                }
            case .prefix(let text):
                try forEach(kind, from: text) { number, _ in found.insert(number) }
            case .network(let network) where kind == .address:
                try collect(network, into: &found)
            case .network:
                // Hosts may be addresses as well; they have no index of their own, but are few.
                try forEach(kind) { number, text in
                    if match.matches(text) { found.insert(number) }
                }
            }
        }
        return found
    }

    /// What stands before the first bytes that were no UTF-8.
    private func validBeginning(of text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix { $0 != "\u{fffd}" }))
    }

    private func collect(_ network: Network, into found: inout Set<Int64>) throws {
        let select = try RawStatement("SELECT id FROM string WHERE address BETWEEN ? AND ?", in: database)
        defer { select.finish() }
        let octets = network.lower.octets + network.upper.octets
        try unsafe octets.withUnsafeBufferPointer {
            unsafe select.bind(blob: $0, 0, 16, at: 1)
            unsafe select.bind(blob: $0, 16, 16, at: 2)
            var rows = 0
            while try select.step() {
                try count(&rows)
                found.insert(select.integer(0))
            }
        }
    }

    /// Looks now and then whether somebody still waits.
    private func count(_ rows: inout Int) throws {
        rows += 1
        if rows % 1000 == 0 { try stop?.check() }
    }

    /// The strings of a kind that begin with `prefix`.
    private func forEach(_ kind: StringKind, from prefix: String = "", _ body: (Int64, String) -> Void) throws {
        let select = try RawStatement(
            "SELECT id, text FROM string WHERE kind = ? AND text >= ? ORDER BY text",
            in: database
        )
        defer { select.finish() }
        let bytes = Array(prefix.utf8)
        select.bind(Int64(kind.rawValue), at: 1)
        try unsafe bytes.withUnsafeBufferPointer {
            unsafe select.bind(text: $0, 0, bytes.count, at: 2)
            // In the order of the index: behind the first text that does not begin so, none does.
            var rows = 0
            while try select.step() {
                try count(&rows)
                let begins = select.withBytes(1) { text in
                    guard text.count >= bytes.count else { return false }
                    return bytes.indices.allSatisfy { bytes[$0] == text[$0] }
                }
                guard begins else { break }
                body(select.integer(0), select.text(1) ?? "")
            }
        }
    }
}
