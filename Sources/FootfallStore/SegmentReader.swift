internal import FootfallQuery
internal import GRDB

/// What lists say about a condition and a segment's events.
private struct SegmentAnswer {
    /// The condition holds, whatever the rows say.
    var sure: SegmentBitmap
    /// It may hold; whatever is not in here, it does not.
    var possible: SegmentBitmap
    /// What the rows must say for it to hold.
    var test: RowTest
}

/// A segment that a condition is asked of.
private struct SegmentPart {
    var id: Int64
    /// All its events.
    var all: SegmentBitmap
    var unposted: UnpostedKeys
}

/// Answers conditions for one segment after another: by posting lists and the word index, and by a look at the rows of
/// which these do not tell.
final class SegmentReader {
    private let database: Database
    private let bits: Int
    private let groups: PostingGroups
    let eventKinds: EventKinds
    let words: WordIndex
    /// How many rows were looked at so far.
    private(set) var rowsRead = 0
    /// How many segments were looked at so far.
    var segmentsRead = 0

    init(_ database: Database, bits: Int) throws {
        self.database = database
        self.bits = bits
        groups = try PostingGroups(database)
        eventKinds = EventKinds(database)
        words = WordIndex(database, bits: bits)
    }

    /// The events of a segment of which a condition is true.
    func matches(_ condition: PlannedCondition, _ segment: Segment) throws -> SegmentBitmap {
        let (posted, unposted) = try bounds(segment)
        let base = segment.id << Int64(bits)
        rowsRead += unposted.count
        segmentsRead += 1
        let part = SegmentPart(
            id: segment.id,
            all: SegmentBitmap(bits: bits, posted.lowerBound..<unposted.upperBound),
            unposted: try UnpostedKeys(condition.listedKinds, unposted, from: base, database)
        )
        let answer = try evaluate(condition, part)
        var found = answer.sure
        var open = answer.possible
        open.subtract(answer.sure)
        if !open.isEmpty { try look(open, from: base, answer.test.simplified(for: open), &found) }
        return found
    }

    /// The offsets of a segment's events: those in posting lists, and those that are not yet.
    func bounds(_ segment: Segment) throws -> (posted: Range<Int>, unposted: Range<Int>) {
        // Ids begin at 1; every segment but the first begins at its first id.
        let base = segment.id << Int64(bits)
        let first = segment.id == 0 ? 1 : 0
        let size = Int64(1) << Int64(bits)
        guard (1...size).contains(segment.count), (base - 1..<base + size).contains(segment.postedThrough) else {
            throw StoreDamage("segment \(segment.id) tells of more events than it can have")
        }
        let end = min(first + Int(segment.count), 1 << bits)
        let postedEnd = min(max(first, Int(segment.postedThrough - base) + 1), end)
        return (first..<postedEnd, postedEnd..<end)
    }

    /// The segment's events under one of the keys.
    private func list(_ kind: PostingKind, _ keys: Set<Int64>, _ segment: SegmentPart) throws -> SegmentBitmap {
        if kind.isPartOfEventKind { return try list(.eventKind, try eventKinds.numbers(kind, keys), segment) }
        var found = try list(kind, keys, segment.id)
        segment.unposted.collect(kind, keys, into: &found)
        return found
    }

    /// How many of a segment's events have each key of a kind that has lists.
    func forEachCount(
        of events: SegmentBitmap,
        _ kind: PostingKind,
        _ segment: Segment,
        _ body: (Int64, Int) -> Void
    ) throws {
        let (_, unposted) = try bounds(segment)
        let select = try RawStatement("SELECT lists FROM posting WHERE id = ?", in: database)
        defer { select.finish() }
        select.bind(kind.blockID(segment: segment.id), at: 1)
        if try select.step() {
            try select.withBytes(0) { try PostingBlock($0, bits: bits).forEachCount(of: events, $0, body) }
        }
        try UnpostedKeys([kind], unposted, from: segment.id << Int64(bits), database).forEachKey(kind, of: events) {
            body($0, 1)
        }
    }

    /// The offsets of a segment's events in one of the lists of these keys.
    func list(_ kind: PostingKind, _ keys: Set<Int64>, _ segment: Int64) throws -> SegmentBitmap {
        if kind.isPartOfEventKind { return try list(.eventKind, try eventKinds.numbers(kind, keys), segment) }
        var found = SegmentBitmap(bits: bits)
        guard try groups.mayHave(kind, keys, segment) else { return found }
        let select = try RawStatement("SELECT lists FROM posting WHERE id = ?", in: database)
        defer { select.finish() }
        select.bind(kind.blockID(segment: segment), at: 1)
        if try select.step() {
            try select.withBytes(0) { try PostingBlock($0, bits: bits).collect(keys, from: $0, into: &found) }
        }
        return found
    }

    /// Adds the events of which their rows say that they belong to the answer.
    private func look(
        _ open: SegmentBitmap,
        from base: Int64,
        _ test: RowTest,
        _ found: inout SegmentBitmap
    ) throws {
        rowsRead += open.count
        let columns = try ColumnReader(test.columns, database)
        // One test is what most searches that read many rows come to; it is not taken out of the tree for each of them.
        switch test {
        case .words(let search):
            try columns.forEach(open, from: base) { offset, row in
                if row.withBytes(1, { search.matches($0) }) { found.insert(offset) }
            }
        case .detail(let search):
            try columns.forEach(open, from: base) { offset, row in
                if search.matches(row, column: 2) { found.insert(offset) }
            }
        default:
            try columns.forEach(open, from: base) { offset, row in
                if test.holds(offset, row) { found.insert(offset) }
            }
        }
    }

    private func evaluate(
        _ condition: PlannedCondition,
        _ segment: SegmentPart
    ) throws -> SegmentAnswer {
        let none = SegmentBitmap(bits: bits)
        switch condition {
        case .everything:
            return SegmentAnswer(sure: segment.all, possible: segment.all, test: .always)
        case .nothing:
            return SegmentAnswer(sure: none, possible: none, test: .never)
        case .keys(let kind, let keys):
            let found = try list(kind, keys, segment)
            return SegmentAnswer(sure: found, possible: found, test: .list(found))
        case .words(let search):
            var possible = segment.all
            if let candidates = try words.candidates(search, segment.id) { possible.formIntersection(candidates) }
            return SegmentAnswer(sure: none, possible: possible, test: .words(search))
        case .detail(let key, let matches):
            return SegmentAnswer(sure: none, possible: segment.all, test: .detail(DetailSearch(key, matches)))
        case .and(let parts):
            var answer = SegmentAnswer(sure: segment.all, possible: segment.all, test: .never)
            var tests: [RowTest] = []
            for part in parts {
                if answer.possible.isEmpty { break }
                let other = try evaluate(part, segment)
                answer.sure.formIntersection(other.sure)
                answer.possible.formIntersection(other.possible)
                tests.append(other.test)
            }
            answer.test = .all(tests)
            return answer
        case .or(let parts):
            var answer = SegmentAnswer(sure: none, possible: none, test: .never)
            var tests: [RowTest] = []
            for part in parts {
                let other = try evaluate(part, segment)
                answer.sure.formUnion(other.sure)
                answer.possible.formUnion(other.possible)
                tests.append(other.test)
            }
            answer.test = .any(tests)
            return answer
        case .not(let part):
            let other = try evaluate(part, segment)
            var answer = SegmentAnswer(sure: segment.all, possible: segment.all, test: .not(other.test))
            answer.sure.subtract(other.possible)
            answer.possible.subtract(other.sure)
            return answer
        }
    }
}
