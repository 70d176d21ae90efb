internal import FootfallModel
internal import GRDB

/// An event's place in the order of all events.
private struct Place: Comparable {
    var time: Int64
    var id: Int64

    static func < (a: Place, b: Place) -> Bool { a.time != b.time ? a.time < b.time : a.id < b.id }
}

extension QueryPlan {
    /// Finds the first `limit` events of the answer behind `cursor`, and tells of them in exact order.
    ///
    /// Segments are taken by the time they reach furthest. An event that none of those to come reaches is told of at once;
    /// once there are enough of them, the search is over. So late and back-filled events stand where their time puts
    /// them.
    ///
    /// - Returns: where to go on, if the time was over: all events before that place have been told of.
    @discardableResult
    func search(
        limit: Int,
        order: SearchOrder,
        after cursor: PageCursor?,
        deadline: ContinuousClock.Instant? = nil,
        _ found: ([ActivityEvent]) throws -> Void
    ) throws -> PageCursor? {
        guard limit > 0 else { return nil }
        let isNewestFirst = order == .newestFirst
        let precedes: (Place, Place) -> Bool = isNewestFirst ? { $1 < $0 } : { $0 < $1 }
        let start = cursor.map { Place(time: $0.time.microseconds, id: $0.id) }
        var segments = try segments()
        if let start { segments.removeAll { isNewestFirst ? $0.minTime > start.time : $0.maxTime < start.time } }
        segments.sort { isNewestFirst ? $0.maxTime > $1.maxTime : $0.minTime < $1.minTime }
        var missing = limit
        var waiting: [Place] = []
        var rest: PageCursor?
        try forEach(segments) { index, matches in
            if !matches.isEmpty {
                try forEachStretch(of: matches, segments[index], order) { stretch in
                    // Once there are enough, a stretch counts only if it reaches before the last of them.
                    if waiting.count == missing, let last = waiting.last {
                        guard isNewestFirst ? stretch.greatest >= last.time : stretch.least <= last.time else { return }
                    }
                    if let start {
                        guard isNewestFirst ? stretch.least <= start.time : stretch.greatest >= start.time else {
                            return
                        }
                    }
                    try forEachPlace(matches, segments[index], stretch) { place in
                        if let start, !precedes(start, place) { return }
                        waiting.append(place)
                    }
                    if waiting.count >= missing {
                        waiting.sort(by: precedes)
                        waiting.removeLast(waiting.count - missing)
                    }
                }
                waiting.sort(by: precedes)
            }
            var ready = waiting.count
            if index + 1 < segments.count {
                let next = segments[index + 1]
                ready =
                    waiting.firstIndex { isNewestFirst ? $0.time <= next.maxTime : $0.time >= next.minTime } ?? ready
            }
            if ready > 0 {
                try found(RowReader(database).events(waiting[..<ready].lazy.map(\.id), strings))
                waiting.removeFirst(ready)
                missing -= ready
            }
            if missing > 0, let deadline, index + 1 < segments.count, ContinuousClock.now > deadline {
                let next = segments[index + 1]
                let place = isNewestFirst ? Place(time: next.maxTime, id: .max) : Place(time: next.minTime, id: .min)
                // Where many segments reach as far, the search goes on until a next one would begin somewhere else.
                if start.map({ precedes($0, place) }) ?? true {
                    rest = PageCursor(time: Instant(microseconds: place.time), id: place.id)
                    return false
                }
            }
            return missing > 0
        }
        return rest
    }

    /// Fewer events than this are read without asking where the page may end.
    private static let fewMatches = 64

    /// Goes through stretches of a segment that have events of the query's time, those first that reach furthest.
    private func forEachStretch(
        of matches: SegmentBitmap,
        _ segment: Segment,
        _ order: SearchOrder,
        _ body: (SegmentTimes.Stretch) throws -> Void
    ) throws {
        if matches.count < QueryPlan.fewMatches {
            let whole = 0..<1 << bits
            return try body(
                SegmentTimes.Stretch(offsets: whole, least: segment.minTime, greatest: segment.maxTime)
            )
        }
        var stretches = try stretches(segment)
        stretches.removeAll { $0.greatest < since || $0.least >= until }
        stretches.sort { order == .newestFirst ? $0.greatest > $1.greatest : $0.least < $1.least }
        for stretch in stretches { try body(stretch) }
    }

    /// The places of a stretch's events, those of another time than the query's left out.
    private func forEachPlace(
        _ matches: SegmentBitmap,
        _ segment: Segment,
        _ stretch: SegmentTimes.Stretch,
        _ body: (Place) -> Void
    ) throws {
        let base = segment.id << Int64(bits)
        var matches = matches
        matches.formIntersection(SegmentBitmap(bits: bits, stretch.offsets))
        if matches.isEmpty { return }
        try ColumnReader("time", database).forEach(matches, from: base) { offset, row in
            let time = row.integer(1)
            if time >= since, time < until { body(Place(time: time, id: base + Int64(offset))) }
        }
    }
}
