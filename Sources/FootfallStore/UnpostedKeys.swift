internal import GRDB

/// The keys of a segment's last events, which no posting list has yet, read from their rows.
struct UnpostedKeys {
    private let offsets: Range<Int>
    /// By the raw value of the kind; 0 stands for none.
    private var keys: [Int: [Int64]] = [:]

    /// - Parameters:
    ///   - kinds: those that are asked for; what they are a part of stands for those that have no lists.
    ///   - base: the segment's first id.
    init(_ kinds: Set<PostingKind>, _ offsets: Range<Int>, from base: Int64, _ database: Database) throws {
        self.offsets = offsets
        guard let first = offsets.first, let last = offsets.last else { return }
        let kinds = Array(kinds)
        var columns = kinds.map { _ in [Int64](repeating: 0, count: offsets.count) }
        let names = kinds.map(\.column).joined(separator: ", ")
        let select = try RawStatement(
            "SELECT id\(names.isEmpty ? "" : ", ")\(names) FROM event WHERE id BETWEEN ? AND ?",
            in: database
        )
        defer { select.finish() }
        select.bind(base + Int64(first), at: 1)
        select.bind(base + Int64(last), at: 2)
        while try select.step() {
            let place = Int(select.integer(0) - base) - first
            for column in columns.indices { columns[column][place] = select.integer(Int32(column + 1)) }
        }
        for (kind, column) in zip(kinds, columns) { keys[kind.rawValue] = column }
    }

    /// Adds the events that have one of the keys.
    func collect(_ kind: PostingKind, _ wanted: Set<Int64>, into found: inout SegmentBitmap) {
        guard let keys = keys[kind.rawValue] else { return }
        if wanted.count == 1, let only = wanted.first {
            for (place, key) in keys.enumerated() where key == only { found.insert(offsets.lowerBound + place) }
        } else {
            for (place, key) in keys.enumerated() where key != 0 && wanted.contains(key) {
                found.insert(offsets.lowerBound + place)
            }
        }
    }

    /// The keys of some events, event by event.
    func forEachKey(_ kind: PostingKind, of events: SegmentBitmap, _ body: (Int64) -> Void) {
        for (place, key) in (keys[kind.rawValue] ?? []).enumerated() where key != 0 {
            if events.contains(offsets.lowerBound + place) { body(key) }
        }
    }
}

extension PostingKind {
    /// What a row has for a key of this kind, in SQL; 0 or NULL for none.
    var column: String {
        switch self {
        case .user: "user"
        case .target: "target"
        case .ip: "ip"
        case .host: "host"
        case .source: "source"
        case .repeated: "count <> 1"
        case .evidence: "evidence_of IS NOT NULL"
        case .app, .type, .outcome, .pattern, .eventKind: "kind"
        }
    }

    /// The kind that has lists: itself, or what it is a part of.
    var listed: PostingKind { isPartOfEventKind ? .eventKind : self }
}

extension PlannedCondition {
    /// The kinds whose lists it asks for.
    var listedKinds: Set<PostingKind> {
        switch self {
        case .keys(let kind, _): [kind.listed]
        case .everything, .nothing, .words, .detail: []
        case .and(let parts), .or(let parts): parts.reduce(into: []) { $0.formUnion($1.listedKinds) }
        case .not(let part): part.listedKinds
        }
    }
}
