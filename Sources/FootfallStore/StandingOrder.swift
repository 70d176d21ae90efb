package import FootfallModel
internal import GRDB

/// What the collector was asked to do again and again: a watch, or a report.
///
/// The store keeps how far each is: a copy or a backup of the store knows it too.
package struct StandingOrder: Sendable, Hashable {
    package enum Kind: String, Sendable {
        case watch, report
    }

    package var kind: Kind
    /// As the configuration has it.
    package var name: String
    /// What it remembers, in a form of its own.
    package var memory: String
    /// What is wrong with it now, in a sentence, and since when.
    package var trouble: String?
    package var since: Instant?
    /// When it is due next, or tried again.
    package var next: Instant?

    package init(
        kind: Kind,
        name: String,
        memory: String,
        trouble: String? = nil,
        since: Instant? = nil,
        next: Instant? = nil
    ) {
        self.kind = kind
        self.name = name
        self.memory = memory
        self.trouble = trouble
        self.since = since
        self.next = next
    }
}

extension StoreWriter {
    /// Keeps how an order stands, in place of how it stood.
    package func set(_ order: StandingOrder) throws(StoreError) {
        try transaction { database in
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO standing_order (kind, name, memory, trouble, since, next)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    order.kind.rawValue, order.name, order.memory, order.trouble, order.since?.microseconds,
                    order.next?.microseconds,
                ]
            )
        }
    }

    /// Forgets all orders of a kind but some.
    package func keep(_ kind: StandingOrder.Kind, named names: [String]) throws(StoreError) {
        try transaction { database in
            for order in try StandingOrderTable.all(database) where order.kind == kind && !names.contains(order.name) {
                try database.execute(
                    sql: "DELETE FROM standing_order WHERE kind = ? AND name = ?",
                    arguments: [kind.rawValue, order.name]
                )
            }
        }
    }
}

extension EventStore {
    /// How all watches and reports stand, by kind and name.
    package func standingOrders() throws(StoreError) -> [StandingOrder] {
        try read { try StandingOrderTable.all($0) }
    }
}

enum StandingOrderTable {
    static func all(_ database: Database) throws -> [StandingOrder] {
        try Row.fetchAll(
            database,
            sql: "SELECT kind, name, memory, trouble, since, next FROM standing_order ORDER BY kind, name"
        ).compactMap { row in
            guard let kind = StandingOrder.Kind(rawValue: row["kind"]) else { return nil }
            func time(_ column: String) -> Instant? {
                (row[column] as Int64?).map { Instant(microseconds: $0) }
            }
            return StandingOrder(
                kind: kind,
                name: row["name"],
                memory: row["memory"],
                trouble: row["trouble"],
                since: time("since"),
                next: time("next")
            )
        }
    }
}
