package import FootfallModel
internal import GRDB

/// The rows of `unrecognised`: what nothing recognised, by app and shape, in a bounded number.
struct UnrecognisedTable {
    /// Rows in the store; `nil` where it was not asked for since the last load.
    private var rows: Int64?

    /// To be called when a transaction was rolled back.
    mutating func forget() {
        rows = nil
    }

    mutating func write(_ batch: EventBatch, into database: Database) throws {
        for count in batch.unrecognised {
            if try update(count, batch, database) { continue }
            if try room(database) > 0 {
                try insert(count, batch, database)
            } else {
                // The table is full: the shape goes under its app's rest, and where apps are too many, under everything's.
                var rest = count
                rest.shape = .none
                rest.example = .none
                if try update(rest, batch, database) { continue }
                if try room(database) + Int64(UnrecognisedShape.appLimit) <= 0 {
                    rest.app = .none
                    if try update(rest, batch, database) { continue }
                }
                try insert(rest, batch, database)
            }
        }
    }

    /// How many more shapes are told apart.
    private mutating func room(_ database: Database) throws -> Int64 {
        let known = try rows ?? Int64.fetchOne(database, sql: "SELECT count(*) FROM unrecognised") ?? 0
        rows = known
        return Int64(UnrecognisedShape.shapeLimit) - known
    }

    /// Adds to a row; false where it is not there.
    private func update(_ count: UnrecognisedCount, _ batch: EventBatch, _ database: Database) throws -> Bool {
        let statement = try RawStatement(
            """
            UPDATE unrecognised SET count = count + ?3, last_time = max(last_time, ?4) WHERE app = ?1 AND shape = ?2
            """,
            in: database
        )
        try run(statement, count, batch, hasExample: false)
        return database.changesCount > 0
    }

    private mutating func insert(_ count: UnrecognisedCount, _ batch: EventBatch, _ database: Database) throws {
        let statement = try RawStatement(
            "INSERT INTO unrecognised (app, shape, count, last_time, example) VALUES (?1, ?2, ?3, ?4, ?5)",
            in: database
        )
        try run(statement, count, batch, hasExample: true)
        rows = rows.map { $0 + 1 }
    }

    private func run(
        _ statement: RawStatement,
        _ count: UnrecognisedCount,
        _ batch: EventBatch,
        hasExample: Bool
    ) throws {
        defer { statement.finish() }
        // Sound: the batch's text outlives the step.
        try unsafe batch.unrecognisedText.withUnsafeBufferPointer { text in
            unsafe statement.bind(text: text, count.app.lower, Int(count.app.count), at: 1)
            unsafe statement.bind(text: text, count.shape.lower, Int(count.shape.count), at: 2)
            statement.bind(count.count, at: 3)
            statement.bind(count.lastTime.microseconds, at: 4)
            if hasExample { unsafe statement.bind(text: text, count.example.lower, Int(count.example.count), at: 5) }
            try statement.run()
        }
    }
}

extension EventStore {
    /// What nothing recognised, by app and shape, commonest first.
    package func unrecognised() throws(StoreError) -> [UnrecognisedShape] {
        try read { database in
            let statement = try RawStatement(
                "SELECT app, shape, count, example, last_time FROM unrecognised ORDER BY count DESC, app, shape",
                in: database
            )
            defer { statement.finish() }
            var found: [UnrecognisedShape] = []
            while try statement.step() {
                found.append(
                    UnrecognisedShape(
                        app: statement.text(0) ?? "",
                        shape: statement.text(1) ?? "",
                        count: statement.integer(2),
                        example: statement.text(3) ?? "",
                        lastTime: Instant(microseconds: statement.integer(4))
                    )
                )
            }
            return found
        }
    }
}
