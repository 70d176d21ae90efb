internal import FootfallModel
internal import Foundation

/// What a watch keeps over restarts.
struct WatchMemory: Codable, Hashable {
    /// An alarm that not everybody was told of yet.
    struct Alarm: Codable, Hashable {
        /// Of the watched field; empty where all events are counted together.
        var value: String
        var count: Int64
        /// Of the first and the last event, in microseconds since 1970.
        var first: Int64
        var last: Int64
        /// Who is to be told.
        var open: [Way]
        var retry = Retry()
    }

    /// How somebody is told.
    enum Way: String, Codable {
        case command, file
    }

    /// All events up to this id are judged.
    var position: Int64
    /// When there were alarms, by value: microseconds since 1970, of the events.
    var alarms: [String: [Int64]] = [:]
    var waiting: [Alarm] = []

    /// More values than this are not remembered, nor more alarms kept that nobody could be told of.
    private static let mostValues = 5000
    private static let mostWaiting = 1000

    init(position: Int64) { self.position = position }

    /// As it was kept; `nil` where that cannot be read.
    init?(_ text: String) {
        guard let found = try? JSONDecoder().decode(WatchMemory.self, from: Data(text.utf8)) else { return nil }
        self = found
    }

    /// As it is kept.
    var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    /// Whether a value had an alarm less than so many microseconds from a time.
    func hasAlarm(_ value: String, near time: Int64, within length: Int64) -> Bool {
        alarms[value]?.contains { ($0 - time).magnitude < length.magnitude } ?? false
    }

    mutating func note(_ value: String, at time: Int64) { alarms[value, default: []].append(time) }

    /// Forgets alarms from before a time, and those of the values that were quiet longest where there are too many.
    mutating func forget(before time: Int64) {
        alarms = alarms.compactMapValues { times in
            let kept = times.filter { $0 >= time }
            return kept.isEmpty ? nil : kept
        }
        guard alarms.count > WatchMemory.mostValues else { return }
        let latest = alarms.map { ($0.key, $0.value.max() ?? 0) }.sorted { $0.1 > $1.1 }
        for (value, _) in latest.dropFirst(WatchMemory.mostValues) { alarms[value] = nil }
    }

    /// Drops the oldest alarms that nobody could be told of; how many.
    mutating func dropOverflow() -> Int {
        let excess = max(0, waiting.count - WatchMemory.mostWaiting)
        waiting.removeFirst(excess)
        return excess
    }
}
