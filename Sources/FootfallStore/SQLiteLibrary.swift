internal import GRDBSQLite

/// The SQLite that this process runs with, which need not be the one it was built with.
package enum SQLiteLibrary {
    /// As SQLite writes it: `3.40.1`.
    package static var version: String { unsafe String(cString: sqlite3_libversion()) }
}
