internal import FootfallModel
internal import FootfallStore

/// The events around those that come late, read from the store as they are needed.
///
/// A file of last week comes in the order of its lines: what is read for one of them is there for the next, and is read once.
struct WatchPast {
    /// A page of the watched search, oldest first: from a time on, behind the page before.
    typealias Page = (_ since: Int64, _ after: PageCursor?) throws(StoreError) -> [ActivityEvent]

    /// Events of one page, and at most in memory.
    static let pageSize = 5000
    private static let mostEntries = 500_000

    private var windows: [String: WatchWindow] = [:]
    private var entryCount = 0
    /// All events of this stretch are here, as far as they are stored or judged; empty in the beginning.
    private var since: Int64 = 0
    private var until: Int64 = .min
    private var cursor: PageCursor?

    /// Takes in an event that is judged now.
    mutating func add(_ entry: WatchWindow.Entry, _ value: String) {
        guard entry.time >= since, entry.time < until else { return }
        insert(entry, value)
    }

    private mutating func insert(_ entry: WatchWindow.Entry, _ value: String) {
        if windows[value, default: WatchWindow()].add(entry) { entryCount += 1 }
    }

    /// The events of a value, with all of those from `first` to `last`.
    mutating func window(
        of value: String,
        _ first: Int64,
        _ last: Int64,
        _ valueOf: (ActivityEvent) -> String?,
        _ page: Page
    ) throws(StoreError) -> WatchWindow {
        if first < since || first > until {
            self = WatchPast()
            (since, until) = (first, first)
        } else if first - since > max(1_000_000, (last - first) / 4) {
            forget(before: first)
        }
        while last >= until, entryCount < WatchPast.mostEntries {
            let events = try page(since, cursor)
            for event in events {
                if let value = valueOf(event) { insert(WatchWindow.Entry(event), value) }
            }
            cursor = events.last.map { PageCursor($0) } ?? cursor
            // Behind the last of all, what comes is told of as it is judged.
            until = events.count < WatchPast.pageSize ? .max : events.last?.time.microseconds ?? .max
        }
        return windows[value] ?? WatchWindow()
    }

    private mutating func forget(before time: Int64) {
        since = time
        for value in windows.keys {
            entryCount -= windows[value]?.forget(before: time) ?? 0
            if windows[value]?.isEmpty == true { windows[value] = nil }
        }
    }
}
