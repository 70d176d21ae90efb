internal import FootfallModel

/// The hours and days of the store's time zone, one event after another.
///
/// A local hour is named by the UTC second it begins at; where the clocks change within an hour, the change begins a
/// new one. So every hour lies in one local day, and the hours of a day add up to it.
struct LocalCalendar {
    private let zone: ZoneOffsets
    /// The UTC second at which the hour begins.
    private(set) var hour: Int64 = 0
    /// The number of the local day.
    private(set) var day: Int64 = 0
    /// The hour that the clock shows, 0 to 23.
    private(set) var clockHour: Int32 = 0
    /// The first microsecond of the hour, and the first after it.
    private var start: Int64 = 0
    private var end: Int64 = 0

    init(zone: ZoneOffsets) {
        self.zone = zone
    }

    /// Finds the hour and day of a time in microseconds.
    @inline(__always)
    mutating func move(to time: Int64) {
        if time < start || time >= end { find(time) }
    }

    @inline(never)
    private mutating func find(_ time: Int64) {
        let seconds = Instant(microseconds: time).seconds
        let period = zone.period(atUTC: seconds)
        let offset = Int64(zone.offsets[period])
        let local = seconds + offset
        let localDay = local >= 0 ? local / 86_400 : -((86_399 - local) / 86_400)
        let localHour = local >= 0 ? local / 3600 : -((3599 - local) / 3600)
        day = localDay
        clockHour = Int32(truncatingIfNeeded: localHour - localDay * 24)
        hour = max(localHour * 3600 - offset, zone.starts[period])
        var next = localHour * 3600 - offset + 3600
        if period + 1 < zone.starts.count { next = min(next, zone.starts[period + 1]) }
        start = hour &* 1_000_000
        end = next &* 1_000_000
    }
}
