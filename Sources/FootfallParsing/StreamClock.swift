import FootfallModel

/// When a batch was read, and what that says about stamps without a year.
struct BatchTime: Sendable {
    let arrival: Instant
    let isBacklog: Bool
    let latest: LatestYear
}

/// What the stamps of one stream have said so far.
struct StreamClock: Sendable {
    /// The time of the last stamp, once there was one.
    private(set) var hasLast = false
    private(set) var lastMicroseconds: Int64 = 0
    /// The year the stream is in, by its last stamp that named none.
    private(set) var year: Int32?
    private var rollOver = RollOver()
    private var dayKey: Int32 = 0
    private var dayStart: Int64 = 0

    /// Begins a file's stamps in a year that is known.
    mutating func begin(in year: Int32) {
        self.year = year
        rollOver = RollOver()
    }

    /// The stamp as microseconds since 1970.
    @inline(__always)
    mutating func resolve(_ stamp: Timestamp, _ zone: inout ZoneReader, _ batch: BatchTime) -> Int64 {
        let year: Int32
        if let named = stamp.year { year = named } else { year = infer(YearPosition(stamp), batch) }
        let local = midnight(year, stamp.month, stamp.day) &+ Int64(stamp.secondOfDay)
        let utc: Int64
        if let offset = stamp.offset {
            utc = local &- Int64(offset)
        } else {
            utc = zone.utc(local: local, after: hasLast ? lastMicroseconds : .min)
        }
        let microseconds = utc &* 1_000_000 &+ Int64(stamp.microsecond)
        lastMicroseconds = microseconds
        hasLast = true
        return microseconds
    }

    /// Seconds from 1970 to the local midnight of a day; most stamps are of the same day as the one before.
    @inline(__always)
    private mutating func midnight(_ year: Int32, _ month: Int32, _ day: Int32) -> Int64 {
        let key = year &<< 9 | month &<< 5 | day
        if key != dayKey {
            dayKey = key
            dayStart = CivilDate(year: year, month: month, day: day).dayNumber &* 86_400
        }
        return dayStart
    }

    /// The year of a stamp that names none; the stream moves on to it.
    @inline(__always)
    private mutating func infer(_ position: YearPosition, _ batch: BatchTime) -> Int32 {
        let latest = batch.latest.year(of: position)
        let step = rollOver.step(position)
        guard batch.isBacklog, let current = year else {
            year = latest
            return latest
        }
        return carryOn(from: current, step, position, latest)
    }

    /// The year in a backlog, where it is carried on from line to line and never goes beyond `latest`.
    @inline(__always)
    private mutating func carryOn(
        from current: Int32,
        _ step: RollOver.Step,
        _ position: YearPosition,
        _ latest: Int32
    ) -> Int32 {
        var found: Int32
        switch step {
        case .same:
            found = current
        case .next:
            found = min(current &+ 1, max(current, latest))
            year = found
        case .previous:
            found = current &- 1
        }
        if position.isLeapDay { found = LatestYear.leapYear(upTo: found) }
        return found
    }
}
