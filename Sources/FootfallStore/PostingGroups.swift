internal import GRDB

/// Reads the second level, each group once for the same keys.
final class PostingGroups {
    private struct Known {
        var kind: PostingKind
        var group: Int64
        var keys: Set<Int64>
        var mask: UInt64
    }

    /// With more keys than this, all rows of the kind are read instead of one after another.
    private static let probes = 64

    private let database: Database
    /// The last group that is complete; -1 where none is.
    private let last: Int64
    private var known: [Known] = []

    init(_ database: Database) throws {
        self.database = database
        last = try Int64.fetchOne(database, sql: "SELECT max(segments) FROM posting_group") ?? -1
    }

    /// Whether a segment may have events under one of the keys.
    func mayHave(_ kind: PostingKind, _ keys: Set<Int64>, _ segment: Int64) throws -> Bool {
        let group = PostingGroup.id(of: segment)
        guard group <= last else { return true }
        let bit = PostingGroup.mask(of: segment)
        if let found = known.first(where: { $0.kind == kind && $0.group == group && $0.keys == keys }) {
            return found.mask & bit != 0
        }
        // Segments come group by group, but for late events.
        if known.count >= 32 { known.removeAll() }
        let mask = try keys.count > PostingGroups.probes ? all(kind, keys, group) : one(kind, keys, group)
        known.append(Known(kind: kind, group: group, keys: keys, mask: mask))
        return mask & bit != 0
    }

    private func one(_ kind: PostingKind, _ keys: Set<Int64>, _ group: Int64) throws -> UInt64 {
        let select = try RawStatement(
            """
            SELECT keys FROM posting_group WHERE segments = ? AND kind = ? AND first <= ? ORDER BY first DESC LIMIT 1
            """,
            in: database
        )
        defer { select.finish() }
        select.bind(group, at: 1)
        select.bind(Int64(kind.rawValue), at: 2)
        var mask: UInt64 = 0
        for key in keys {
            select.bind(key, at: 3)
            if try select.step() {
                mask |= select.withBytes(0) { row in
                    var low = 0
                    var high = row.count / PostingGroup.keyBytes
                    while low < high {
                        let middle = (low + high) / 2
                        let found = row.key(middle)
                        if found == key { return row.mask(middle) }
                        if found < key { low = middle + 1 } else { high = middle }
                    }
                    return 0
                }
            }
            select.reset()
        }
        return mask
    }

    private func all(_ kind: PostingKind, _ keys: Set<Int64>, _ group: Int64) throws -> UInt64 {
        let select = try RawStatement("SELECT keys FROM posting_group WHERE segments = ? AND kind = ?", in: database)
        defer { select.finish() }
        select.bind(group, at: 1)
        select.bind(Int64(kind.rawValue), at: 2)
        var mask: UInt64 = 0
        while try select.step() {
            select.withBytes(0) { row in
                for place in 0..<row.count / PostingGroup.keyBytes where keys.contains(row.key(place)) {
                    mask |= row.mask(place)
                }
            }
        }
        return mask
    }
}

extension Span<UInt8> {
    private func number(at start: Int, _ count: Int) -> UInt64 {
        (start..<start + count).reduce(0) { $0 << 8 | UInt64(self[$1]) }
    }

    fileprivate func key(_ place: Int) -> Int64 {
        Int64(number(at: place * PostingGroup.keyBytes, 4))
    }

    fileprivate func mask(_ place: Int) -> UInt64 {
        number(at: place * PostingGroup.keyBytes + 4, 8)
    }
}
