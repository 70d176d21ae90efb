internal import FootfallModel
internal import GRDB

/// What became of the records, added up by day and source.
enum Accounting {
    static func write(_ accounts: [Account], _ strings: StringTable, into database: Database) throws {
        for account in accounts {
            for tally in Tally.allCases where account[tally] != 0 {
                try database.cachedStatement(
                    sql: """
                        INSERT INTO accounting (day, source, what, n) VALUES (?, ?, ?, ?)
                        ON CONFLICT DO UPDATE SET n = n + excluded.n
                        """
                ).execute(arguments: [account.day, strings[account.source], tally.name, account[tally]])
            }
        }
    }
}
