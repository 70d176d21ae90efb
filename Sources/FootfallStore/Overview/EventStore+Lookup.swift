package import FootfallModel
package import FootfallQuery
internal import GRDB

extension EventStore {
    /// The event, or the evidence, with an id; `nil` where there is none.
    package func event(_ id: Int64) throws(StoreError) -> ActivityEvent? {
        try read { database in try RowReader(database).events([id], StringReader(database)).first }
    }

    /// What tells again what an event tells, at most `limit`.
    package func evidence(of event: ActivityEvent, limit: Int) throws(StoreError) -> [ActivityEvent] {
        try read { database in
            // It stands in the same batch or in one soon after: what joins wait for is bounded by time.
            let ids = try Int64.fetchAll(
                database,
                sql: "SELECT id FROM event WHERE id BETWEEN ? AND ? AND evidence_of = ? LIMIT ?",
                arguments: [event.id - 16_384, event.id + 16_384, event.id, limit]
            )
            return try RowReader(database).events(ids, StringReader(database))
        }
    }

    /// Values of a field that begin so, in their order, at most `limit`.
    package func values(of field: Field, beginning text: String, limit: Int) throws(StoreError) -> [String] {
        let kind: StringKind
        switch field {
        case .user, .target: kind = .account
        case .app: kind = .app
        case .ip: kind = .address
        case .host: kind = .host
        case .source: kind = .source
        case .pattern: kind = .pattern
        case .type, .category, .outcome: return []
        }
        return try read { database in
            // Goes up the index from there, and stops at the first that begins otherwise.
            let select = try RawStatement(
                "SELECT text FROM string WHERE kind = ? AND text >= ? ORDER BY text",
                in: database
            )
            defer { select.finish() }
            select.bind(Int64(kind.rawValue), at: 1)
            let bytes = Array(text.utf8)
            return try unsafe bytes.withUnsafeBufferPointer { bytes in
                unsafe select.bind(text: bytes, 0, bytes.count, at: 2)
                var found: [String] = []
                while found.count < limit, try select.step() {
                    guard let value = select.text(0), value.utf8.starts(with: text.utf8) else { break }
                    found.append(value)
                }
                return found
            }
        }
    }
}
