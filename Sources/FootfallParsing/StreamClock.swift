import FootfallModel

/// When a batch was read, and what that says about stamps without a year.
struct BatchTime: Sendable {
    let arrival: Instant
    let isBacklog: Bool
    let latest: LatestYear
}

/// What the stamps of one stream have said so far.
struct StreamClock: Sendable {
    /// The time of the last stamp.
    private(set) var last: Instant?
    /// The year the stream is in, by its last stamp that named none.
    private(set) var year: Int32?
    private var rollOver = RollOver()

    /// Begins a file's stamps in a year that is known.
    mutating func begin(in year: Int32) {
        self.year = year
        rollOver = RollOver()
    }

    @inline(__always)
    mutating func resolve(_ stamp: Timestamp, _ zone: inout ZoneReader, _ batch: BatchTime) -> Instant {
        let year: Int32
        if let named = stamp.year { year = named } else { year = infer(YearPosition(stamp), batch) }
        let day = CivilDate(year: year, month: stamp.month, day: stamp.day).dayNumber
        let local = day &* 86_400 &+ Int64(stamp.secondOfDay)
        let utc: Int64
        if let offset = stamp.offset {
            utc = local &- Int64(offset)
        } else {
            utc = zone.utc(local: local, after: last)
        }
        let time = Instant(microseconds: utc &* 1_000_000 &+ Int64(stamp.microsecond))
        last = time
        return time
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
