internal import FootfallModel
internal import GRDBSQLite

/// One query on its way: prepared, and stepped through.
// Safe: the handle is the value's own from the one to its end, and what it gives is copied.
@safe final class QueryStatement {
    private let handle: OpaquePointer
    private let connection: OpaquePointer
    private let guardian: QueryGuard
    let columns: [String]

    init(_ sql: String, on connection: OpaquePointer, _ guardian: QueryGuard) throws(QueryMistake) {
        unsafe self.connection = connection
        self.guardian = guardian
        var prepared: OpaquePointer?
        var rest = 0
        let code = unsafe QueryStatement.prepare(sql, connection, &prepared, &rest)
        guard code == SQLITE_OK else {
            throw unsafe QueryStatement.mistake(code, connection, guardian)
        }
        guard let prepared = unsafe prepared else {
            throw QueryMistake(reason: "there is no query", hint: "as in: SELECT * FROM activity LIMIT 10")
        }
        // Behind the first may stand blanks and comments, and nothing else.
        var second: OpaquePointer?
        var ignored = 0
        let behind = String(decoding: Array(sql.utf8)[rest...], as: UTF8.self)
        let secondCode = unsafe QueryStatement.prepare(behind, connection, &second, &ignored)
        let hasSecond = unsafe second != nil
        unsafe sqlite3_finalize(second)
        guard secondCode == SQLITE_OK, !hasSecond else {
            unsafe sqlite3_finalize(prepared)
            let blanks = behind.utf8.prefix { [0x20, 0x09, 0x0a, 0x0d].contains($0) }.count
            throw QueryMistake(reason: "one query at a time", offset: rest + blanks, hint: "take out what begins here")
        }
        unsafe handle = prepared
        columns = unsafe (0..<sqlite3_column_count(prepared)).map { index in
            unsafe sqlite3_column_name(prepared, index).map { unsafe String(cString: $0) } ?? ""
        }
        let parameters = unsafe sqlite3_bind_parameter_count(prepared)
        if parameters > 0 {
            let name = unsafe sqlite3_bind_parameter_name(prepared, 1).map { unsafe String(cString: $0) } ?? "?"
            throw QueryMistake(reason: "'\(name)' stands for a value, and nothing gives one", hint: "write the value")
        }
    }

    deinit {
        unsafe sqlite3_finalize(handle)
    }

    /// True when there is a row.
    func step() throws(QueryMistake) -> Bool {
        switch unsafe sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw unsafe QueryStatement.mistake(code, connection, guardian)
        }
    }

    /// The values of the row.
    var row: [QuerySession.Value] {
        columns.indices.map { index in
            let column = Int32(index)
            switch unsafe sqlite3_column_type(handle, column) {
            case SQLITE_INTEGER: return unsafe .integer(sqlite3_column_int64(handle, column))
            case SQLITE_FLOAT: return unsafe .real(sqlite3_column_double(handle, column))
            case SQLITE_NULL: return .null
            case let type:
                let base = unsafe sqlite3_column_blob(handle, column)
                let count = unsafe Int(sqlite3_column_bytes(handle, column))
                let bytes = unsafe UnsafeRawBufferPointer(start: base, count: base == nil ? 0 : count)
                let copy = unsafe Array(bytes)
                return type == SQLITE_TEXT ? .text(String(decoding: copy, as: UTF8.self)) : .blob(copy)
            }
        }
    }

    private static func prepare(
        _ sql: String,
        _ connection: OpaquePointer,
        _ statement: inout OpaquePointer?,
        _ rest: inout Int
    ) -> Int32 {
        unsafe sql.withCString { text in
            var tail: UnsafePointer<CChar>?
            let code = unsafe sqlite3_prepare_v2(connection, text, -1, &statement, &tail)
            if let tail = unsafe tail { rest = unsafe tail - text }
            return code
        }
    }

    private static func mistake(
        _ code: Int32,
        _ connection: OpaquePointer,
        _ guardian: QueryGuard
    ) -> QueryMistake {
        let message = unsafe String(cString: sqlite3_errmsg(connection))
        let offset = unsafe Int(sqlite3_error_offset(connection))
        if code == SQLITE_INTERRUPT {
            let reason = "stopped after \(guardian.limit)"
            return QueryMistake(reason: reason, hint: "ask for less, or give it more with --timeout", isTimeout: true)
        }
        if code == SQLITE_AUTH, let refusal = guardian.refusal {
            return QueryMistake(reason: refusal, hint: "this command only reads")
        }
        return QueryMistake(reason: message, offset: offset >= 0 ? offset : nil, hint: hint(for: message))
    }

    /// What was probably meant.
    private static func hint(for message: String) -> String? {
        func near(_ names: [String]) -> String? {
            let name = message.split(separator: ".").last?.split(separator: " ").last.map(String.init) ?? ""
            return Suggestion.nearest(to: name, among: names).map { "did you mean \($0)?" }
        }
        if message.hasPrefix("no such table") {
            return near(["activity", "evidence", "posted", "event", "string", "segment", "accounting"])
                ?? "there are the views activity and evidence, and the tables that .schema of sqlite3 shows"
        }
        if message.hasPrefix("no such column") {
            return near(columns) ?? "columns of activity: " + columns.joined(separator: ", ")
        }
        return message.contains("VACUUM") ? "'footfall backup FILE' makes a copy" : nil
    }

    private static let columns = [
        "time", "time_us", "type", "category", "outcome", "user_id", "target_id", "app_id", "ip", "host", "source",
        "pattern", "count", "message", "details", "evidence_of", "id",
    ]
}
