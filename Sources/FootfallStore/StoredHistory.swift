package import FootfallModel
internal import GRDB

/// The records that a store held when its writer was asked for them, segment by segment as they are needed.
package final class StoredHistory: RecordHistory {
    private struct State {
        var segments: [Segment]
        var queue: DatabaseQueue?
    }

    package let sources: [String]
    private let path: String
    private let bits: Int
    /// Events from this id on are of this run.
    private let end: Int64
    private let state: Guarded<State>
    private let failed: @Sendable (StoreError) -> Void

    init(
        path: String,
        bits: Int,
        end: Int64,
        segments: [Segment],
        sources: [String],
        failed: @escaping @Sendable (StoreError) -> Void
    ) {
        self.path = path
        self.bits = bits
        self.end = end
        self.sources = sources
        self.failed = failed
        state = Guarded(State(segments: segments))
    }

    package func take(around second: Int64, _ body: (StoredRecord) -> Void) -> ClosedRange<Int64> {
        state.withLock { state in
            // Records that are a second apart may be the same.
            func seconds(_ segment: Segment) -> ClosedRange<Int64> {
                Instant(microseconds: segment.minTime).seconds - 1...Instant(microseconds: segment.maxTime).seconds + 1
            }
            let near = state.segments.filter { seconds($0).contains(second) }
            state.segments.removeAll { seconds($0).contains(second) }
            do {
                for segment in near { try read(segment, &state.queue, body) }
            } catch {
                // Counting twice is the lesser evil, as long as somebody knows.
                state.segments = []
                failed(StoreError(error, path: path))
            }
            let before = state.segments.map { seconds($0).upperBound }.filter { $0 < second }.max()
            let after = state.segments.map { seconds($0).lowerBound }.filter { $0 > second }.min()
            if state.segments.isEmpty { state.queue = nil }
            return (before.map { $0 + 1 } ?? .min)...(after.map { $0 - 1 } ?? .max)
        }
    }

    private func read(_ segment: Segment, _ queue: inout DatabaseQueue?, _ body: (StoredRecord) -> Void) throws {
        let open = try queue ?? makeQueue()
        queue = open
        try open.read { database in
            let select = try RawStatement(
                """
                SELECT e.id, e.time, e.evidence_of, source.text, app.text, host.text, e.message,
                    e.evidence_of IS NOT NULL AND instr(e.details, '"\(StoredRecord.duplicateKey)":"') > 0
                FROM event AS e
                JOIN string AS source ON source.id = e.source
                JOIN event_kind AS kind ON kind.id = e.kind
                JOIN string AS app ON app.id = kind.app
                LEFT JOIN string AS host ON host.id = e.host
                WHERE e.id >= ? AND e.id < ? AND e.message IS NOT NULL
                ORDER BY e.id
                """,
                in: database
            )
            defer { select.finish() }
            select.bind(segment.id << Int64(bits), at: 1)
            select.bind(min(end, (segment.id + 1) << Int64(bits)), at: 2)
            while try select.step() {
                let evidenceOf = select.integer(2)
                body(
                    StoredRecord(
                        time: Instant(microseconds: select.integer(1)),
                        event: evidenceOf != 0 ? evidenceOf : select.integer(0),
                        source: String(decoding: select.array(3), as: UTF8.self),
                        isDuplicate: select.integer(7) != 0,
                        app: select.array(4),
                        host: select.array(5),
                        message: select.array(6)
                    )
                )
            }
        }
    }

    private func makeQueue() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "footfall.history"
        configuration.readonly = true
        configuration.foreignKeysEnabled = false
        configuration.busyMode = .timeout(5)
        return try DatabaseQueue(path: StoreFile(path: path).databasePath, configuration: configuration)
    }
}

/// How many records two sources told both.
enum OverlapTable {
    static func write(_ overlaps: [SourceOverlap], into database: Database) throws {
        for overlap in overlaps {
            try database.cachedStatement(
                sql: """
                    INSERT INTO overlap (source, other, records) VALUES (?, ?, ?)
                    ON CONFLICT DO UPDATE SET records = records + excluded.records
                    """
            ).execute(arguments: [overlap.source, overlap.other, overlap.records])
        }
    }
}

extension EventStore {
    /// Which sources told the same records, the most first.
    package func overlaps() throws(StoreError) -> [SourceOverlap] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT source, other, records FROM overlap ORDER BY records DESC, source, other"
            ).map { SourceOverlap(source: $0[0], other: $0[1], records: $0[2]) }
        }
    }
}

extension RawStatement {
    /// A copy of a text's bytes.
    fileprivate func array(_ column: Int32) -> [UInt8] {
        withBytes(column) { bytes in
            var copy: [UInt8] = []
            copy.reserveCapacity(bytes.count)
            for index in bytes.indices { copy.append(bytes[index]) }
            return copy
        }
    }
}
