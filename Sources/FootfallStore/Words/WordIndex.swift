internal import FootfallQuery
internal import GRDB

/// Asks the word index in which blocks of a segment a text may stand.
///
/// For one read of the store, whose segments come group by group, but for late events. The first segment of a group is
/// asked for by itself, since a common word fills a page from there; from the second on the answer is the whole group's.
final class WordIndex {
    private struct Asked: Hashable {
        /// As bytes: two texts that Swift calls equal may be two words.
        var expression: [UInt8]
        var group: Int64
    }

    /// More words of a text than these do not narrow it down much.
    private static let termLimit = 8

    private let database: Database
    private let bits: Int
    /// Looked for when the first word is asked for.
    private var reach: [Int64: Int64]?
    private var expressions: [WordSearch: [UInt8]?] = [:]
    /// By group: the blocks of each segment that has any; `nil` while only one segment was asked for.
    private var known: [Asked: [Int64: SegmentBitmap]?] = [:]

    init(_ database: Database, bits: Int) {
        self.database = database
        self.bits = bits
    }

    /// Up to which offset, exclusively, the index knows a segment's events.
    func end(of segment: Int64) throws -> Int {
        let reach = try reach ?? WordTables.reach(database, bits: bits)
        self.reach = reach
        guard let through = reach[WordTables.group(of: segment)] else { return 0 }
        let base = segment << Int64(bits)
        return Int(min(max(through + 1, base), base + 1 << Int64(bits)) - base)
    }

    /// The events of a segment in which a text may stand; `nil` where only a look at each tells.
    func candidates(_ search: WordSearch, _ segment: Int64) throws -> SegmentBitmap? {
        let end = try end(of: segment)
        guard end > 0, let expression = expression(search) else { return nil }
        guard var found = try blocksIfReadable(expression, segment) else { return nil }
        if end < 1 << bits { found.formUnion(SegmentBitmap(bits: bits, end..<1 << bits)) }
        return found
    }

    /// `nil` where the table is damaged: the events and their lists may be whole, and a look at each is right.
    private func blocksIfReadable(_ expression: [UInt8], _ segment: Int64) throws -> SegmentBitmap? {
        do {
            return try blocks(expression, segment)
        } catch let error as DatabaseError where error.resultCode.primaryResultCode == .SQLITE_CORRUPT {
            return nil
        }
    }

    private func blocks(_ expression: [UInt8], _ segment: Int64) throws -> SegmentBitmap {
        let asked = Asked(expression: expression, group: WordTables.group(of: segment))
        // Segments come group by group.
        if known.count >= 64 { known.removeAll() }
        switch known[asked] {
        case .some(.some(let segments)):
            return segments[segment] ?? SegmentBitmap(bits: bits)
        case .some(.none):
            let segments = try find(expression, WordTables.segments(of: asked.group))
            known[asked] = .some(segments)
            return segments[segment] ?? SegmentBitmap(bits: bits)
        case .none:
            known[asked] = .some(.none)
            return try find(expression, segment..<segment + 1)[segment] ?? SegmentBitmap(bits: bits)
        }
    }

    private func find(_ expression: [UInt8], _ segments: Range<Int64>) throws -> [Int64: SegmentBitmap] {
        let name = WordTables.name(WordTables.group(of: segments.lowerBound))
        let blockBits = WordTables.blockBits(segmentBits: bits)
        let places = Int64(bits) - blockBits
        let select = try RawStatement(
            "SELECT rowid FROM \(name) WHERE \(name) MATCH ? AND rowid BETWEEN ? AND ?",
            in: database
        )
        defer { select.finish() }
        var found: [Int64: SegmentBitmap] = [:]
        try unsafe expression.withUnsafeBufferPointer {
            unsafe select.bind(text: $0, 0, $0.count, at: 1)
            select.bind(segments.lowerBound << places, at: 2)
            select.bind(segments.upperBound << places - 1, at: 3)
            while try select.step() {
                let block = select.integer(0)
                let place = Int(block & (1 << places - 1))
                found[block >> places, default: SegmentBitmap(bits: bits)].insert(block: place)
            }
        }
        return found
    }

    /// What is asked of the full-text table: all words, the longest first, as they are the rarest.
    private func expression(_ search: WordSearch) -> [UInt8]? {
        if let known = expressions[search] { return known }
        let terms = search.terms.sorted { $0.text.utf8.count > $1.text.utf8.count }.prefix(WordIndex.termLimit)
        let text = terms.map { "\"\($0.text)\"" + ($0.goesOn ? " *" : "") }.joined(separator: " AND ")
        let expression = Array(text.utf8)
        expressions[search] = terms.isEmpty ? .some(nil) : expression
        return terms.isEmpty ? nil : expression
    }
}
