internal import GRDB
internal import GRDBSQLite

/// The table-valued function `posted(field, value)`: a table of one column, `id`, that posting lists fill.
///
/// An eponymous virtual table (https://www.sqlite.org/vtab.html): SQLite calls the closures below, which must capture
/// nothing. What they share stands in memory that begins with SQLite's own structures.
enum PostedTable {
    private static let schema = "CREATE TABLE posted(id INTEGER, field TEXT HIDDEN, value TEXT HIDDEN)"

    /// What the connection's tables need; freed by SQLite with the connection.
    private final class Context {
        let database: Database
        let bits: Int

        init(_ database: Database) throws {
            self.database = database
            bits = try StoreSettings.segmentBits(database)
        }
    }

    // Safe: made and freed by the closures, one after the other, on the connection's thread.
    @safe private struct Table {
        var base = unsafe sqlite3_vtab()
        unowned(unsafe) var context: Context
    }

    // Safe: as above.
    @safe private struct Cursor {
        var base = unsafe sqlite3_vtab_cursor()
        var ids: PostedIDs?
        /// The field and the value, for conditions that name them again.
        var arguments: [OpaquePointer?] = unsafe []

        mutating func forgetArguments() {
            unsafe arguments.forEach { unsafe sqlite3_value_free($0) }
            unsafe arguments = []
        }
    }

    // Safe: written once, before the first connection has it, and only read by SQLite. `&module` stays its address, as a
    // static stored property's does.
    nonisolated(unsafe) private static var module: sqlite3_module = {
        var module = sqlite3_module()
        // No xCreate: the table is there by itself, and only there.
        unsafe module.xConnect = { connection, context, _, _, table, _ in
            unsafe PostedTable.connect(connection, context, table)
        }
        unsafe module.xBestIndex = { _, plan in unsafe PostedTable.choose(plan) }
        unsafe module.xDisconnect = { table in
            unsafe PostedTable.table(table)?.deinitialize(count: 1)
            unsafe table?.deallocate()
            return SQLITE_OK
        }
        unsafe module.xOpen = { _, cursor in
            let made = UnsafeMutablePointer<Cursor>.allocate(capacity: 1)
            unsafe made.initialize(to: Cursor())
            unsafe cursor?.pointee = unsafe UnsafeMutableRawPointer(made).assumingMemoryBound(
                to: sqlite3_vtab_cursor.self
            )
            return SQLITE_OK
        }
        unsafe module.xClose = { cursor in
            unsafe PostedTable.cursor(cursor)?.pointee.forgetArguments()
            unsafe PostedTable.cursor(cursor)?.deinitialize(count: 1)
            unsafe cursor?.deallocate()
            return SQLITE_OK
        }
        unsafe module.xFilter = { cursor, number, _, count, values in
            unsafe PostedTable.filter(cursor, hasArguments: number == 1 && count == 2, values)
        }
        unsafe module.xNext = { cursor in
            unsafe PostedTable.attempt(cursor) { try unsafe $0.pointee.ids?.advance() }
        }
        unsafe module.xEof = { cursor in
            unsafe PostedTable.cursor(cursor)?.pointee.ids?.current == nil ? 1 : 0
        }
        unsafe module.xColumn = { cursor, result, column in
            guard let mine = unsafe PostedTable.cursor(cursor) else { return SQLITE_ERROR }
            if column == 0, let id = unsafe mine.pointee.ids?.current {
                unsafe sqlite3_result_int64(result, id)
            } else if (1...2).contains(column), unsafe mine.pointee.arguments.count == 2 {
                unsafe sqlite3_result_value(result, mine.pointee.arguments[Int(column) - 1])
            } else {
                unsafe sqlite3_result_null(result)
            }
            return SQLITE_OK
        }
        unsafe module.xRowid = { cursor, row in
            unsafe row?.pointee = unsafe PostedTable.cursor(cursor)?.pointee.ids?.current ?? 0
            return SQLITE_OK
        }
        return module
    }()

    static func register(on connection: OpaquePointer, _ database: Database) throws {
        let context = unsafe Unmanaged.passRetained(try Context(database)).toOpaque()
        let code = unsafe sqlite3_create_module_v2(connection, "posted", &module, context) {
            if let context = unsafe $0 { unsafe Unmanaged<Context>.fromOpaque(context).release() }
        }
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
        // Named once, the table is there for good; later, declaring it would be refused as making a table.
        var statement: OpaquePointer?
        unsafe sqlite3_prepare_v2(connection, "SELECT id FROM posted", -1, &statement, nil)
        unsafe sqlite3_finalize(statement)
    }

    private static func connect(
        _ connection: OpaquePointer?,
        _ context: UnsafeMutableRawPointer?,
        _ table: UnsafeMutablePointer<UnsafeMutablePointer<sqlite3_vtab>?>?
    ) -> Int32 {
        guard let context = unsafe context else { return SQLITE_ERROR }
        let code = unsafe sqlite3_declare_vtab(connection, schema)
        guard code == SQLITE_OK else { return code }
        let made = UnsafeMutablePointer<Table>.allocate(capacity: 1)
        unsafe made.initialize(to: Table(context: Unmanaged<Context>.fromOpaque(context).takeUnretainedValue()))
        unsafe table?.pointee = unsafe UnsafeMutableRawPointer(made).assumingMemoryBound(to: sqlite3_vtab.self)
        return SQLITE_OK
    }

    /// Has both arguments handed to `filter`, wherever they stand in the query.
    private static func choose(_ plan: UnsafeMutablePointer<sqlite3_index_info>?) -> Int32 {
        guard let plan = unsafe plan else { return SQLITE_ERROR }
        // By column; where one is given twice, SQLite compares the other by itself.
        var given: [Int32: Int] = [:]
        for index in 0..<Int(unsafe plan.pointee.nConstraint) {
            let constraint = unsafe plan.pointee.aConstraint[index]
            guard [1, 2].contains(constraint.iColumn), constraint.op == UInt8(SQLITE_INDEX_CONSTRAINT_EQ) else {
                continue
            }
            // An argument that is another table's column: only behind that table.
            guard constraint.usable != 0 else { return SQLITE_CONSTRAINT }
            if given[constraint.iColumn] == nil { given[constraint.iColumn] = index }
        }
        if given.count == 2 {
            for (column, index) in given {
                unsafe plan.pointee.aConstraintUsage[index].argvIndex = column
                unsafe plan.pointee.aConstraintUsage[index].omit = 1
            }
        }
        unsafe plan.pointee.idxNum = given.count == 2 ? 1 : 0
        // Few, so that this table is gone through and events are looked up, not the other way round.
        unsafe plan.pointee.estimatedCost = 100
        unsafe plan.pointee.estimatedRows = 100
        return SQLITE_OK
    }

    private static func filter(
        _ cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?,
        hasArguments: Bool,
        _ values: UnsafeMutablePointer<OpaquePointer?>?
    ) -> Int32 {
        unsafe attempt(cursor) { mine in
            unsafe mine.pointee.ids = nil
            guard hasArguments, let values = unsafe values else {
                throw PostedMistake("it needs a field and a value, as in posted('user', 'alice')")
            }
            let texts = (0..<2).map { index in
                unsafe sqlite3_value_text(values[index]).map { unsafe String(cString: $0) }
            }
            unsafe mine.pointee.forgetArguments()
            unsafe mine.pointee.arguments = unsafe (0..<2).map { unsafe sqlite3_value_dup(values[$0]) }
            // As everywhere in SQL, nothing equals NULL.
            guard let field = texts[0], let value = texts[1] else { return }
            guard let context = unsafe table(mine.pointee.base.pVtab)?.pointee.context else { return }
            unsafe mine.pointee.ids = try PostedIDs(field: field, value: value, context.database, bits: context.bits)
        }
    }

    /// Runs `body`; what it throws becomes SQLite's error.
    private static func attempt(
        _ cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?,
        _ body: (UnsafeMutablePointer<Cursor>) throws -> Void
    ) -> Int32 {
        guard let mine = unsafe self.cursor(cursor) else { return SQLITE_ERROR }
        do {
            try unsafe body(mine)
            return SQLITE_OK
        } catch {
            let known = (error as? PostedMistake)?.reason
            let text = Array((known ?? "\(error)").utf8) + [0]
            // SQLite frees it.
            if let copy = unsafe sqlite3_malloc64(UInt64(text.count)) {
                unsafe copy.copyMemory(from: text, byteCount: text.count)
                let message = unsafe copy.assumingMemoryBound(to: CChar.self)
                unsafe sqlite3_free(mine.pointee.base.pVtab.pointee.zErrMsg)
                unsafe mine.pointee.base.pVtab.pointee.zErrMsg = message
            }
            let code = (error as? DatabaseError)?.resultCode.rawValue
            return code ?? SQLITE_ERROR
        }
    }

    private static func table(_ pointer: UnsafeMutablePointer<sqlite3_vtab>?) -> UnsafeMutablePointer<Table>? {
        unsafe UnsafeMutableRawPointer(pointer)?.assumingMemoryBound(to: Table.self)
    }

    private static func cursor(
        _ pointer: UnsafeMutablePointer<sqlite3_vtab_cursor>?
    ) -> UnsafeMutablePointer<Cursor>? {
        unsafe UnsafeMutableRawPointer(pointer)?.assumingMemoryBound(to: Cursor.self)
    }
}
