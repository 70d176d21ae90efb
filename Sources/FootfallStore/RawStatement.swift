internal import GRDB
internal import GRDBSQLite

/// A prepared statement with SQLite's own binds and steps, which cost a fraction of GRDB's boxed arguments.
///
/// It is taken from GRDB's cache inside a database access and does not leave it. `@safe`: the handle is valid as long
/// as `statement` lives, and bytes that are bound without a copy are stepped over before their owner lets them go.
@safe
struct RawStatement {
    private let statement: Statement
    private let handle: OpaquePointer

    init(_ sql: String, in database: Database) throws {
        statement = try database.cachedStatement(sql: sql)
        unsafe handle = statement.sqliteStatement
    }

    @inline(__always)
    func bind(_ value: Int64, at index: Int32) {
        _ = unsafe sqlite3_bind_int64(handle, index, value)
    }

    @inline(__always)
    func bindNull(at index: Int32) {
        _ = unsafe sqlite3_bind_null(handle, index)
    }

    /// Binds a string's number; 0, which stands for "none", becomes NULL.
    @inline(__always)
    func bind(orNull value: Int32, at index: Int32) {
        if value == 0 { bindNull(at: index) } else { bind(Int64(value), at: index) }
    }

    /// Binds text that stays where it is until the step is done.
    @inline(__always)
    func bind(text bytes: UnsafeBufferPointer<UInt8>, _ lower: Int, _ count: Int, at index: Int32) {
        // An empty array has no address, and without one SQLite would bind NULL.
        guard let base = bytes.baseAddress, count > 0 else {
            _ = unsafe sqlite3_bind_text(handle, index, "", 0, nil)
            return
        }
        unsafe (base + lower).withMemoryRebound(to: CChar.self, capacity: count) {
            _ = unsafe sqlite3_bind_text(handle, index, $0, Int32(count), nil)
        }
    }

    /// Binds a blob that stays where it is until the step is done.
    @inline(__always)
    func bind(blob bytes: UnsafeBufferPointer<UInt8>, _ lower: Int, _ count: Int, at index: Int32) {
        guard let base = bytes.baseAddress, count > 0 else {
            _ = unsafe sqlite3_bind_zeroblob(handle, index, 0)
            return
        }
        _ = unsafe sqlite3_bind_blob(handle, index, base + lower, Int32(count), nil)
    }

    /// Takes one step; true when there is a row to read.
    @inline(__always)
    func step() throws -> Bool {
        let code = unsafe sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE { return false }
        throw failure(code)
    }

    /// Takes the only step of a statement that gives no rows, and makes it ready for the next.
    @inline(__always)
    func run() throws {
        let code = unsafe sqlite3_step(handle)
        _ = unsafe sqlite3_reset(handle)
        if code != SQLITE_DONE { throw failure(code) }
    }

    @inline(__always)
    func reset() {
        _ = unsafe sqlite3_reset(handle)
    }

    /// Lets go of everything that is bound; no pointer into a batch outlives the batch.
    func finish() {
        _ = unsafe sqlite3_reset(handle)
        _ = unsafe sqlite3_clear_bindings(handle)
    }

    @inline(__always)
    func integer(_ column: Int32) -> Int64 {
        unsafe sqlite3_column_int64(handle, column)
    }

    func isNull(_ column: Int32) -> Bool {
        unsafe sqlite3_column_type(handle, column) == SQLITE_NULL
    }

    /// The bytes of a text or blob, valid inside `body` only; none for NULL.
    @inline(__always)
    func withBytes<Result>(_ column: Int32, _ body: (Span<UInt8>) throws -> Result) rethrows -> Result {
        let base = unsafe sqlite3_column_blob(handle, column)
        let count = unsafe Int(sqlite3_column_bytes(handle, column))
        let bytes = unsafe UnsafeRawBufferPointer(start: base, count: base == nil ? 0 : count)
        return try unsafe bytes.withMemoryRebound(to: UInt8.self) { try unsafe body($0.span) }
    }

    /// A text for a human, malformed UTF-8 made good; `nil` for NULL.
    func text(_ column: Int32) -> String? {
        guard let base = unsafe sqlite3_column_blob(handle, column) else { return isNull(column) ? nil : "" }
        let count = unsafe Int(sqlite3_column_bytes(handle, column))
        return unsafe String(decoding: UnsafeRawBufferPointer(start: base, count: count), as: UTF8.self)
    }

    private func failure(_ code: Int32) -> DatabaseError {
        let message = unsafe String(cString: sqlite3_errmsg(sqlite3_db_handle(handle)))
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
    }
}
