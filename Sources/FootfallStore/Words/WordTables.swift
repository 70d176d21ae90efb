internal import GRDB

/// The word index: which words stand in the messages of each block of 64 consecutive events.
///
/// A block is a row of a full-text table without content (https://www.sqlite.org/fts5.html), whose number is the block's;
/// a table has the blocks of 16 segments, so that retention drops it as a whole, and soon after the first of them. Its
/// tokenizer `ascii` cuts words where `WordSearch` does. What it finds are blocks that may have a match: their messages
/// are looked at.
enum WordTables {
    /// Segments whose ids differ in this many low bits share a table.
    private static let groupBits: Int64 = 4

    static func group(of segment: Int64) -> Int64 { segment >> groupBits }

    static func segments(of group: Int64) -> Range<Int64> { group << groupBits..<(group + 1) << groupBits }

    /// Ids that differ in this many low bits share a block: those of 64 events, or of a segment that has fewer.
    static func blockBits(segmentBits: Int) -> Int64 { Int64(min(6, segmentBits)) }

    static func name(_ group: Int64) -> String { "words_\(group)" }

    /// How far each table reaches: every event that is there up to this id is in it.
    static let schema = """
        CREATE TABLE IF NOT EXISTS words (
            segments INTEGER PRIMARY KEY,
            through INTEGER NOT NULL
        ) STRICT;
        """

    /// Whether the store has an index at all: one that was made before there was one gets it from its next writer.
    static func exist(_ database: Database) throws -> Bool { try database.tableExists("words") }

    /// The last event that is indexed, by group.
    static func reach(_ database: Database, bits: Int) throws -> [Int64: Int64] {
        guard try exist(database) else { return [:] }
        var reach: [Int64: Int64] = [:]
        for row in try Row.fetchAll(database, sql: "SELECT segments, through FROM words") {
            let (group, through): (Int64, Int64) = (row[0], row[1])
            guard (0..<Int64.max).contains(through), self.group(of: through >> Int64(bits)) == group else {
                throw StoreDamage("the word index of group \(group) reaches to event \(through)")
            }
            reach[group] = through
        }
        return reach
    }

    /// Makes a group's table.
    ///
    /// It never merges by itself, which could take long in the middle of a transaction: `WordIndexer` has it merge in
    /// small steps. The words of one step are kept in memory until its end, and so make one run of the index.
    static func create(_ group: Int64, in database: Database) throws {
        let name = name(group)
        try database.execute(
            sql: """
                CREATE VIRTUAL TABLE \(name)
                USING fts5(text, content='', detail=none, columnsize=0, tokenize='ascii')
                """
        )
        for (option, value) in [("automerge", 0), ("crisismerge", 1000), ("usermerge", 8), ("hashsize", 16 << 20)] {
            try database.execute(sql: "INSERT INTO \(name)(\(name), rank) VALUES (?, ?)", arguments: [option, value])
        }
    }

    /// Removes a group's table, where there is one.
    static func drop(_ group: Int64, from database: Database) throws {
        guard try exist(database) else { return }
        try database.execute(sql: "DELETE FROM words WHERE segments = ?", arguments: [group])
        if database.changesCount > 0 { try database.execute(sql: "DROP TABLE \(name(group))") }
    }
}
