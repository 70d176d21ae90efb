package import FootfallModel
package import FootfallStore

/// One source, and what is to be said of it.
package struct SourceStatus: Sendable {
    /// In one word; of several that hold, the first of these.
    package enum State: String, Sendable, CaseIterable {
        /// It cannot be read.
        case failing
        /// Something of it was lost within the last 24 hours.
        case losing
        /// It says nothing, much longer than it ever did at this time.
        case silent
        /// More than a megabyte of its file is not read yet.
        case behind
        /// Nothing is there to be read yet.
        case waiting
        case ok
    }

    /// Something that a person should know, in a sentence.
    package struct Problem: Sendable, Hashable {
        package var text: String
        /// What to do about it.
        package var hint: String?
        /// Somebody should look.
        package var isTrouble: Bool

        package init(_ text: String, hint: String? = nil, isTrouble: Bool) {
            self.text = text
            self.hint = hint
            self.isTrouble = isTrouble
        }
    }

    /// What all sources are judged by.
    package struct Context: Sendable {
        package var now: Instant
        package var zone: ZoneOffsets
        package var collector: RunningCollector?
        /// The store's path, for what is to be typed.
        package var store: String

        package init(now: Instant, zone: ZoneOffsets, collector: RunningCollector?, store: String) {
            self.store = store
            self.now = now
            self.zone = zone
            self.collector = collector
        }
    }

    /// What stands at a path.
    package struct PresentFile: Sendable, Hashable {
        package var device: UInt64
        package var inode: UInt64
        package var size: Int64

        package init(device: UInt64, inode: UInt64, size: Int64) {
            self.device = device
            self.inode = inode
            self.size = size
        }
    }

    package var source: StoredSource
    package var state: State
    /// Bytes of the live file that are not stored yet; `nil` where the source is no file, or the file is gone.
    package var unreadBytes: Int64?
    /// How much of the live file is stored.
    package var readBytes: Int64?
    package var silence: UnusualSilence?
    package var problems: [Problem]

    /// What was lost today and yesterday.
    package var recentLosses: Int64 { source.recentLosses.values.reduce(0, +) }
    /// What was ever lost.
    package var losses: Int64 { Tally.losses.reduce(0) { $0 + source.count($1) } }
    /// Records whose fate is known and tells of an activity, of all records: 0 to 1; `nil` without records.
    package var recognisedShare: Double? {
        let records = source.count(.records)
        guard records > 0 else { return nil }
        return Double(source.count(.matched, .evidence, .remembered, .waiting)) / Double(records)
    }

    private static let behindBytes: Int64 = 1 << 20
    private static let lossSeconds: Int64 = 86_400

    package init(
        _ source: StoredSource,
        drop: RecognitionDrop?,
        _ context: Context,
        file: (String) -> PresentFile?
    ) {
        self.source = source
        // The place in a compressed file is one in its content.
        let isCompressed = [".gz", ".xz", ".zst", ".bz2"].contains { source.name.hasSuffix($0) }
        if !source.files.isEmpty, !isCompressed, let present = file(source.name) {
            let live = source.files.last { $0.device == present.device && $0.inode == present.inode }
            readBytes = min(live?.offset ?? 0, present.size)
            unreadBytes = present.size - (readBytes ?? 0)
        }
        silence = UnusualSilence(source, context)
        let isLosing = source.lastLoss.map { context.now.seconds - $0.seconds < SourceStatus.lossSeconds } ?? false
        if source.troubles.contains(where: { !$0.isWaiting }) {
            state = .failing
        } else if isLosing {
            state = .losing
        } else if silence != nil {
            state = .silent
        } else if unreadBytes ?? 0 > SourceStatus.behindBytes {
            state = .behind
        } else if !source.troubles.isEmpty || source.lastArrival == nil && source.count(.records) == 0 {
            state = .waiting
        } else {
            state = .ok
        }
        problems = []
        problems = SourceStatus.problems(of: self, drop, isLosing: isLosing, context)
    }
}

/// A source that says nothing for much longer than it ever did at this time of the week.
///
/// The rule: while a collector runs, a source that has been heard live for at least a day is silent when its last line
/// (or the collector's start, where that is later) is longer ago than a quarter of an hour and than three times its
/// longest silence. After 15 days its longest silence is that in the present hour of the week, of the last five weeks;
/// before, it is the longest of all.
package struct UnusualSilence: Sendable, Hashable {
    /// How long it has said nothing.
    package var seconds: Int64
    /// Its longest silence.
    package var usual: Int64
    /// The longest silence is one at this time of the week.
    package var isByTime: Bool

    private static let leastHistory: Int64 = 86_400
    private static let weekHistory: Int64 = 15 * 86_400
    private static let leastSilence: Int64 = 900

    init?(_ source: StoredSource, _ context: SourceStatus.Context) {
        let now = context.now.seconds
        guard let collector = context.collector, let first = source.firstLive, let last = source.lastArrival,
            now - first.seconds >= UnusualSilence.leastHistory, let longest = source.silences.values.max()
        else { return nil }
        seconds = now - max(last.seconds, collector.started?.seconds ?? last.seconds)
        let hour = EventStore.hourOfWeek(context.now, in: context.zone)
        let atThisTime = now - first.seconds >= UnusualSilence.weekHistory ? source.silences[hour] : nil
        usual = atThisTime ?? longest
        isByTime = atThisTime != nil
        guard seconds > max(UnusualSilence.leastSilence, 3 * usual) else { return nil }
    }
}
