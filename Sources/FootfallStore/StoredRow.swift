internal import FootfallModel

/// One event of a batch with the store's numbers in place of the parser's; 0 where there is none.
struct StoredRow {
    var time: Int64
    var user: Int32
    var target: Int32
    var app: Int32
    var ip: Int32
    var host: Int32
    var source: Int32
    var type: Int32
    var pattern: Int32
    var count: Int32
    /// Where the event stands in its batch.
    var index: Int32
    var outcome: UInt8
    /// The number of the combination of type, outcome, app and pattern.
    var kind: Int32 = 0
    var isEvidence = false
    /// The user is only claimed to be that user; known of successes that have one.
    var isClaimed = false
    /// The id of the event that this is evidence of; 0 for an event.
    var evidenceOf: Int64 = 0 {
        didSet { isEvidence = evidenceOf != 0 }
    }

    /// Both in one number that sorts by type first.
    @inline(__always)
    var typeAndOutcome: UInt64 { UInt64(type) << 2 | UInt64(outcome) }

    /// The keys under which the event is found, by the raw value of `PostingKind`.
    @inline(__always)
    func key(_ kind: PostingKind) -> Int32 {
        switch kind {
        case .user: user
        case .target: target
        case .app: app
        case .ip: ip
        case .host: host
        case .source: source
        case .type: type
        case .outcome: Int32(outcome)
        case .pattern: pattern
        case .repeated: count == 1 ? 0 : 1
        case .evidence: isEvidence ? 1 : 0
        case .eventKind: self.kind
        }
    }
}

extension StoredRow {
    /// The rows of a batch by (time, order of lines), with the numbers that `strings` has for the parser's.
    static func sorted(_ batch: EventBatch, _ strings: StringTable) -> [StoredRow] {
        var rows: [StoredRow] = []
        rows.reserveCapacity(batch.rows.count)
        var isSorted = true
        var last = Int64.min
        for index in batch.rows.indices {
            let row = batch.rows[index]
            let time = row.time.microseconds
            if time < last { isSorted = false }
            last = time
            rows.append(
                StoredRow(
                    time: time,
                    user: strings[row.user],
                    target: strings[row.target],
                    app: strings[row.app],
                    ip: strings[row.address],
                    host: strings[row.host],
                    source: strings[row.source],
                    type: strings[row.type],
                    pattern: strings[row.pattern],
                    count: max(1, row.count),
                    index: Int32(truncatingIfNeeded: index),
                    outcome: row.outcome.rawValue
                )
            )
            if row.outcome == .success, row.user != 0 {
                let details = row.details.lower..<row.details.upper
                rows[rows.count - 1].isClaimed = batch.text.span.saysClaimed(details)
            }
        }
        if !isSorted { rows.sort { $0.time != $1.time ? $0.time < $1.time : $0.index < $1.index } }
        return rows
    }
}
