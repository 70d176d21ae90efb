internal import FootfallModel
internal import GRDB

/// What became of the records, added up by day and source.
enum Accounting {
    static func write(_ accounts: [Account], _ strings: StringTable, into database: Database) throws {
        guard !accounts.isEmpty else { return }
        let add = try RawStatement(
            """
            INSERT INTO accounting (day, source, what, n) VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET n = n + excluded.n
            """,
            in: database
        )
        defer { add.finish() }
        for account in accounts {
            for tally in Tally.allCases where account[tally] != 0 {
                add.bind(Int64(account.day), at: 1)
                add.bind(Int64(strings[account.source]), at: 2)
                add.bind(Int64(account[tally]), at: 4)
                let name = Array(tally.name.utf8)
                try unsafe name.withUnsafeBufferPointer {
                    unsafe add.bind(text: $0, 0, $0.count, at: 3)
                    try add.run()
                }
            }
        }
    }
}
