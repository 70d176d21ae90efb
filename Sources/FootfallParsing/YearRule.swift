import FootfallModel

/// Where in a year a stamp without one stands: seconds since 1 January 00:00 of a leap year.
struct YearPosition: Comparable, Sendable {
    let seconds: Int32
    let isLeapDay: Bool

    @inline(__always)
    init(_ stamp: Timestamp) {
        let month = stamp.month
        let before = month <= 2 ? 31 &* (month &- 1) : (153 &* (month &- 3) &+ 2) / 5 &+ 60
        self.seconds = (before &+ stamp.day &- 1) &* 86_400 &+ stamp.secondOfDay
        self.isLeapDay = month == 2 && stamp.day == 29
    }

    @inline(__always)
    static func < (a: YearPosition, b: YearPosition) -> Bool { a.seconds < b.seconds }
}

/// Notices in a stream of year-less stamps where one year ends and the next begins.
struct RollOver: Sendable {
    enum Step: Sendable {
        case same, next
        /// A late December line among those of January: it belongs to the year before, the stream does not.
        case previous
    }

    /// The last stamp of the stream's own year.
    private(set) var last: YearPosition?

    private static let week: Int32 = 7 * 86_400

    @inline(__always)
    mutating func step(_ position: YearPosition) -> Step {
        guard let last else {
            self.last = position
            return .same
        }
        let difference = position.seconds &- last.seconds
        if difference > 51 &* RollOver.week { return .previous }
        self.last = position
        return difference < -RollOver.week ? .next : .same
    }
}

/// The latest year that a year-less stamp can be of: not more than a day after a given time.
struct LatestYear: Sendable {
    private let year: Int32
    private let bound: YearPosition

    init(before time: Instant, in zone: ZoneOffsets) {
        let local = time.seconds + 86_400 + Int64(zone.offset(atUTC: time.seconds + 86_400))
        let day = local >= 0 ? local / 86_400 : -((86_399 - local) / 86_400)
        let date = CivilDate(dayNumber: day)
        self.year = date.year
        self.bound = YearPosition(
            Timestamp(
                year: nil,
                month: date.month,
                day: date.day,
                secondOfDay: Int32(truncatingIfNeeded: local - day * 86_400)
            )
        )
    }

    /// 29 February is only ever of a leap year.
    @inline(__always)
    func year(of position: YearPosition) -> Int32 {
        let latest = position > bound ? year &- 1 : year
        return position.isLeapDay ? LatestYear.leapYear(upTo: latest) : latest
    }

    /// The nearest leap year that is not after `year`.
    static func leapYear(upTo year: Int32) -> Int32 {
        var year = year
        while !CivilDate.isLeap(year) { year -= 1 }
        return year
    }
}
