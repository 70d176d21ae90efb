internal import FootfallModel
internal import FootfallStore

/// The events around those that come late, read from the store as they are needed.
///
/// A file of last week comes in the order of its lines: what is read for one of them is there for the next, and is read once.
struct WatchPast {
    /// A page of the watched search, oldest first: from a time on, behind the page before.
    typealias Page = (_ since: Int64, _ after: PageCursor?) throws(StoreError) -> [ActivityEvent]

    /// Events of one page.
    static let pageSize = 5000

    /// About so many entries are in memory at most.
    private let room: Int
    private var windows: [ExactText: WatchWindow] = [:]
    private(set) var entryCount = 0
    /// What was asked for begins here.
    private var since: Int64 = 0
    /// All events of this stretch are here, as far as they are stored or judged; empty in the beginning.
    ///
    /// It begins later than what was asked for where that has no room.
    private var begin: Int64 = 0
    private var until: Int64 = .min
    private var cursor: PageCursor?

    init(room: Int) { self.room = room }

    /// Some of what was asked for had no room.
    var isCut: Bool { begin > since }

    /// Takes in an event that is judged now.
    mutating func add(_ entry: WatchWindow.Entry, _ value: String) {
        guard entry.time >= begin, entry.time < until else { return }
        insert(entry, value)
        // What has no room from here on is read when it is asked for.
        if entryCount > room + WatchPast.pageSize { (until, cursor) = (entry.time, nil) }
    }

    private mutating func insert(_ entry: WatchWindow.Entry, _ value: String) {
        if windows[ExactText(value), default: WatchWindow()].add(entry) { entryCount += 1 }
    }

    /// The events of a value less than `length` microseconds from a time, or those nearest to it that have room.
    mutating func window(
        of value: String,
        around time: Int64,
        _ length: Int64,
        _ valueOf: (ActivityEvent) -> String?,
        _ page: Page
    ) throws(StoreError) -> WatchWindow {
        let (first, last) = (time - length, time + length)
        if first < since || first > until {
            start(first)
            since = first
        } else if first - since > max(1_000_000, length / 2) {
            forget(before: first)
        }
        while last >= until {
            if entryCount >= room {
                // Half of what had room is behind the time, so that those that follow are there too.
                let half = (until - begin) / 2
                guard time >= until, half > 0 else { break }
                start(time - half)
            }
            let events = try page(begin, cursor)
            for event in events {
                if let value = valueOf(event) { insert(WatchWindow.Entry(event), value) }
            }
            cursor = events.last.map { PageCursor($0) } ?? cursor
            // Behind the last of all, what comes is told of as it is judged.
            until = events.count < WatchPast.pageSize ? .max : events.last?.time.microseconds ?? .max
        }
        return windows[ExactText(value)] ?? WatchWindow()
    }

    /// Has nothing, and reads from a time on.
    private mutating func start(_ time: Int64) {
        windows = [:]
        entryCount = 0
        (begin, until, cursor) = (time, time, nil)
    }

    private mutating func forget(before time: Int64) {
        since = time
        begin = max(begin, time)
        for value in windows.keys {
            entryCount -= windows[value]?.forget(before: time) ?? 0
            if windows[value]?.isEmpty == true { windows[value] = nil }
        }
    }
}
