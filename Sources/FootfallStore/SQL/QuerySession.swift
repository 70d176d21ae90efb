internal import GRDB
internal import GRDBSQLite

/// Answers SQL that only reads, from one moment's view of a store.
package struct QuerySession: Sendable {
    /// A value of a row.
    package enum Value: Sendable, Hashable {
        case null
        case integer(Int64)
        case real(Double)
        case text(String)
        case blob([UInt8])
    }

    private let path: String
    private let queue: DatabaseQueue

    /// - Parameter store: is known to be one, and read in the same way.
    package init(_ store: EventStore) throws(StoreError) {
        path = store.path
        var configuration = Configuration()
        configuration.label = "footfall.sql"
        configuration.readonly = true
        configuration.foreignKeysEnabled = false
        configuration.busyMode = .timeout(5)
        do {
            queue = try DatabaseQueue(path: store.databasePath, configuration: configuration)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Runs one query.
    ///
    /// - Parameters:
    ///   - seconds: after which it is stopped.
    ///   - columns: is given the names of the columns, before the first row.
    ///   - row: is given each row.
    /// - Throws: `QueryMistake` for what is wrong with the query; `StoreError` where the store cannot be read.
    package func run(
        _ sql: String,
        seconds: Double,
        columns: ([String]) -> Void,
        row: ([Value]) -> Void
    ) throws {
        do {
            try queue.writeWithoutTransaction { database in
                guard let connection = unsafe database.sqliteConnection else { return }
                // One moment's view for the query and for the posting lists it asks for. Not by GRDB, whose own
                // authorizer has to make room.
                unsafe sqlite3_exec(connection, "BEGIN", nil, nil, nil)
                defer { unsafe sqlite3_exec(connection, "ROLLBACK", nil, nil, nil) }
                try unsafe PostedTable.register(on: connection, database)
                let guardian = QueryGuard(seconds: seconds)
                try withExtendedLifetime(guardian) {
                    unsafe guardian.watch(connection)
                    defer { unsafe guardian.leave(connection) }
                    let statement = try unsafe QueryStatement(sql, on: connection, guardian)
                    columns(statement.columns)
                    while try statement.step() { row(statement.row) }
                }
            }
        } catch let mistake as QueryMistake {
            throw mistake
        } catch {
            throw StoreError(error, path: path)
        }
    }
}

/// What is wrong with a query.
package struct QueryMistake: Error, Sendable, Hashable {
    package var reason: String
    /// Where in the text, in bytes; `nil` where there is no one place.
    package var offset: Int?
    package var hint: String?
    /// It ran into its time limit, which is no mistake in its words.
    package var isTimeout = false
}
