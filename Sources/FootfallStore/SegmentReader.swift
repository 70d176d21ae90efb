internal import FootfallQuery
internal import GRDB

/// What posting lists say about a condition and a segment's events.
struct SegmentAnswer {
    /// The condition holds, whatever the rows say.
    var sure: SegmentBitmap
    /// It may hold; whatever is not in here, it does not.
    var possible: SegmentBitmap
}

/// Answers conditions for one segment after another.
struct SegmentReader {
    private let database: Database
    private let bits: Int
    private let groups: PostingGroups
    private let eventKinds: EventKinds

    init(_ database: Database, bits: Int) throws {
        self.database = database
        self.bits = bits
        groups = try PostingGroups(database)
        eventKinds = EventKinds(database)
    }

    /// The events of a segment by their offsets, as far as postings tell; what is not posted yet is possible.
    func answer(_ condition: PlannedCondition, _ segment: Segment) throws -> SegmentAnswer {
        // Ids begin at 1; every segment but the first begins at its first id.
        let base = segment.id << Int64(bits)
        let first = segment.id == 0 ? 1 : 0
        let size = Int64(1) << Int64(bits)
        guard (1...size).contains(segment.count), (base - 1..<base + size).contains(segment.postedThrough) else {
            throw StoreDamage("segment \(segment.id) tells of more events than it can have")
        }
        let end = min(first + Int(segment.count), 1 << bits)
        let postedEnd = min(max(first, Int(segment.postedThrough - base) + 1), end)
        let posted = SegmentBitmap(bits: bits, first..<postedEnd)
        var answer = try evaluate(condition, segment.id, posted)
        answer.possible.formUnion(SegmentBitmap(bits: bits, postedEnd..<end))
        return answer
    }

    /// The offsets of a segment's events under one of the keys.
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

    private func evaluate(
        _ condition: PlannedCondition,
        _ segment: Int64,
        _ posted: SegmentBitmap
    ) throws -> SegmentAnswer {
        let none = SegmentBitmap(bits: bits)
        switch condition {
        case .everything:
            return SegmentAnswer(sure: posted, possible: posted)
        case .nothing:
            return SegmentAnswer(sure: none, possible: none)
        case .keys(let kind, let keys):
            let found = try list(kind, keys, segment)
            return SegmentAnswer(sure: found, possible: found)
        case .words, .detail:
            return SegmentAnswer(sure: none, possible: posted)
        case .and(let parts):
            var answer = SegmentAnswer(sure: posted, possible: posted)
            for part in parts {
                if answer.possible.isEmpty { break }
                let other = try evaluate(part, segment, posted)
                answer.sure.formIntersection(other.sure)
                answer.possible.formIntersection(other.possible)
            }
            return answer
        case .or(let parts):
            var answer = SegmentAnswer(sure: none, possible: none)
            for part in parts {
                let other = try evaluate(part, segment, posted)
                answer.sure.formUnion(other.sure)
                answer.possible.formUnion(other.possible)
            }
            return answer
        case .not(let part):
            let other = try evaluate(part, segment, posted)
            var answer = SegmentAnswer(sure: posted, possible: posted)
            answer.sure.subtract(other.possible)
            answer.possible.subtract(other.sure)
            return answer
        }
    }
}
