internal import GRDBSQLite

/// Sees to it that a query only reads, and that it comes to an end.
///
/// The connection is read-only by itself; what is refused here would write elsewhere (`ATTACH`), change the connection,
/// or fail later with words that help nobody.
// Safe: SQLite calls back on the thread that runs the query, between `watch` and `leave`, while the value lives.
@safe final class QueryGuard {
    /// Pragmas that only tell something, given no value or the name of a table.
    private static let harmless: Set<String> = [
        "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "database_list",
        "compile_options", "function_list", "module_list", "collation_list",
    ]
    /// Pragmas that tell something where they are given nothing.
    private static let questions: Set<String> = [
        "page_count", "page_size", "freelist_count", "user_version", "application_id", "encoding", "auto_vacuum",
        "journal_mode", "schema_version", "data_version",
    ]
    private static let functions: Set<String> = ["load_extension", "fts3_tokenizer", "writefile", "edit"]

    private let deadline: ContinuousClock.Instant
    /// The limit in words.
    let limit: String
    /// What was refused, in words.
    fileprivate(set) var refusal: String?
    init(seconds: Double) {
        deadline = .now + .seconds(seconds)
        limit = seconds == seconds.rounded() ? "\(Int(seconds)) s" : "\(seconds) s"
    }

    func watch(_ connection: OpaquePointer) {
        let me = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe sqlite3_progress_handler(
            connection,
            10_000,
            { context in
                guard let context = unsafe context else { return 0 }
                let guardian = unsafe Unmanaged<QueryGuard>.fromOpaque(context).takeUnretainedValue()
                return ContinuousClock.now > guardian.deadline ? 1 : 0
            },
            me
        )
        unsafe sqlite3_set_authorizer(
            connection,
            { context, action, first, second, _, _ in
                guard let context = unsafe context else { return SQLITE_DENY }
                let guardian = unsafe Unmanaged<QueryGuard>.fromOpaque(context).takeUnretainedValue()
                let first = unsafe first.map { unsafe String(cString: $0) }
                let second = unsafe second.map { unsafe String(cString: $0) }
                guard let refusal = QueryGuard.refusal(of: action, first, second) else { return SQLITE_OK }
                guardian.refusal = refusal
                return SQLITE_DENY
            },
            me
        )
    }

    func leave(_ connection: OpaquePointer) {
        unsafe sqlite3_progress_handler(connection, 0, nil, nil)
        unsafe sqlite3_set_authorizer(connection, nil, nil)
    }

    /// Why an action is not allowed; `nil` where it is.
    private static func refusal(of action: Int32, _ first: String?, _ second: String?) -> String? {
        switch action {
        case SQLITE_SELECT, SQLITE_READ, SQLITE_RECURSIVE: return nil
        case SQLITE_FUNCTION:
            let name = (second ?? "").lowercased()
            return functions.contains(name) ? "the function \(name) is not available here" : nil
        case SQLITE_PRAGMA:
            let name = (first ?? "").lowercased()
            if harmless.contains(name) || second == nil && questions.contains(name) { return nil }
            return "PRAGMA \(name)\(second == nil ? "" : " with a value") is not available here"
        case SQLITE_ATTACH, SQLITE_DETACH: return "ATTACH and DETACH are not available here"
        case SQLITE_TRANSACTION, SQLITE_SAVEPOINT:
            return "BEGIN, COMMIT, ROLLBACK and SAVEPOINT are not available here: a query sees one moment's view anyhow"
        case SQLITE_INSERT, SQLITE_UPDATE, SQLITE_DELETE:
            // What changes the schema writes to its table.
            if first?.hasPrefix("sqlite_") == true { return "this statement would change the store or the connection" }
            let verb = action == SQLITE_INSERT ? "INSERT into" : action == SQLITE_UPDATE ? "UPDATE of" : "DELETE from"
            return "\(verb) \(first ?? "a table") would change the store"
        default: return "this statement would change the store or the connection"
        }
    }
}
