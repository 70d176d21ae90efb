/// One event on its way into the store: numbers of the parser's interner, and ranges in its batch's text.
package struct EventRow: Sendable {
    package var time: Instant
    /// Numbers of the interner; 0 where unknown.
    package var type: Int32
    package var user: Int32 = 0
    package var target: Int32 = 0
    package var app: Int32 = 0
    package var address: Int32 = 0
    package var host: Int32 = 0
    package var source: Int32 = 0
    package var pattern: Int32 = 0
    /// How many times it happened, from 1.
    package var count: Int32 = 1
    /// Number of the input line the record began on, within its stream, from 1.
    package var line: Int64 = 0
    /// The event that this record only tells again, and 0 for an event.
    ///
    /// Greater than 0: one more than the event's number among all rows of this run. Less: the event's id in the store,
    /// with a minus sign.
    package var evidenceOf: Int64 = 0
    package var message: ByteRange = .none
    /// A flat JSON object; empty where nothing more is known.
    package var details: ByteRange = .none
    package var outcome: Outcome

    package init(time: Instant, type: Int32, outcome: Outcome) {
        self.time = time
        self.type = type
        self.outcome = outcome
    }
}

/// What became of a record, and what is counted beside it.
///
/// records = matched + evidence + remembered + waiting + unrecognised + switchedOff + skipped… : the sum closes for
/// every source and day.
public enum Tally: UInt8, CaseIterable, Sendable {
    case records, matched, unrecognised, switchedOff
    /// Records that tell an event again; whose fields are kept for another; that may still prove to be evidence.
    case evidence, remembered, waiting
    /// Records that were not looked at, by reason.
    case skippedEmpty, skippedMalformed
    /// Records a pattern gave up on (match limit); they went on to the next pattern and are counted there too.
    case limitReached
    /// Records that another source told before; they are counted as evidence.
    case duplicates
    case lines, datagrams, bytes, cutLines, events, kernelDrops, unknownActivities
    /// What was remembered and is forgotten: too old, or too much of it.
    case joinsExpired, joinsOverflowed
    /// How often a clock behind a live stream's stamps was set (`ClockWatch` says what counts).
    case clockCorrections
    /// Lines that were received, could not be stored before the collector had to end, and cannot be read again.
    case notCommitted
    /// Connections that were turned away, with all that they would have said.
    case refusedConnections

    /// What can become of a record; their sum is `records`.
    public static let fates: [Tally] = [
        .matched, .evidence, .remembered, .waiting, .unrecognised, .switchedOff, .skippedEmpty, .skippedMalformed,
    ]

    /// What a source has lost for good, by a cause that is known.
    public static let losses: [Tally] = [.kernelDrops, .notCommitted, .refusedConnections]

    /// The name under which the store keeps it.
    public var name: String {
        switch self {
        case .records: "records"
        case .matched: "matched"
        case .unrecognised: "unrecognised"
        case .switchedOff: "switched_off"
        case .evidence: "evidence"
        case .remembered: "remembered"
        case .waiting: "waiting"
        case .skippedEmpty: "skipped_empty"
        case .skippedMalformed: "skipped_malformed"
        case .limitReached: "limit_reached"
        case .duplicates: "duplicates"
        case .lines: "lines"
        case .datagrams: "datagrams"
        case .bytes: "bytes"
        case .cutLines: "cut_lines"
        case .events: "events"
        case .kernelDrops: "kernel_drops"
        case .unknownActivities: "unknown_activities"
        case .joinsExpired: "joins_expired"
        case .joinsOverflowed: "joins_overflowed"
        case .clockCorrections: "clock_corrections"
        case .notCommitted: "not_committed"
        case .refusedConnections: "refused_connections"
        }
    }
}

/// The counts of one source and one day of the store's time zone, to be added to what is stored.
public struct Account: Sendable {
    /// Number of the interner.
    public var source: Int32
    /// Days since 1970-01-01, of the record's time in the store's time zone.
    public var day: Int32
    /// By the raw value of `Tally`.
    public var counts: [Int64]

    /// An account with nothing counted.
    public init(source: Int32, day: Int32) {
        self.source = source
        self.day = day
        self.counts = [Int64](repeating: 0, count: Tally.allCases.count)
    }

    /// How many there are of one kind.
    public subscript(_ tally: Tally) -> Int64 {
        @inline(__always) get { counts[Int(tally.rawValue)] }
        @inline(__always) set { counts[Int(tally.rawValue)] = newValue }
    }
}

/// Events, with everything that is committed together with them.
package struct EventBatch: Sendable {
    /// In the order of their lines; the store sorts them by time.
    package var rows: [EventRow] = []
    /// What `message` and `details` point into.
    package var text: [UInt8] = []
    /// The interner's generation the rows' numbers belong to.
    package var generation: Int = 0
    /// Number of the first of `strings`.
    package var firstString: Int32 = 1
    /// Strings that no batch before this one has named, in the order of their numbers.
    package var strings: [Interner.Entry] = []
    /// What the entries of `strings` point into.
    package var stringText: [UInt8] = []
    /// How far each file is read once this batch is stored; at most one for each `id`.
    package var checkpoints: [Checkpoint] = []
    /// The same of sources that are no files; at most one for each.
    package var cursors: [SourceCursor] = []
    package var accounts: [Account] = []
    /// When each source was heard; at most one for each source.
    package var hearings: [SourceHearing] = []
    /// How many rows the batches before had.
    package var firstRow: Int64 = 0
    /// What joins remember anew, and what they forget.
    package var joins: [JoinRecord] = []
    /// The marks of the batch's events, and how many there were before.
    package var marks: [EvidenceMark] = []
    package var firstMark: Int64 = 0
    /// Which sources told the same records.
    package var overlaps: [SourceOverlap] = []
    /// Any row may be named by later ones, not only marked ones, down to the reference behind `oldestReference`.
    package var keepsReferences = false
    package var oldestReference: Int64 = 0
    /// Messages that nothing recognised, by app and shape, each but once.
    package var unrecognised: [UnrecognisedCount] = []
    /// What `unrecognised` points into.
    package var unrecognisedText: [UInt8] = []
    /// The clock when the first of the batch's lines was read.
    package var arrival: Instant = Instant(microseconds: 0)

    package init() {}

    package var isEmpty: Bool {
        rows.isEmpty && checkpoints.isEmpty && cursors.isEmpty && accounts.isEmpty && joins.isEmpty
    }
}
