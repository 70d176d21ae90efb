internal import FootfallModel
internal import GRDB

/// An event's place in the order of all events.
struct Place: Comparable {
    var time: Int64
    var id: Int64

    static func < (a: Place, b: Place) -> Bool { a.time != b.time ? a.time < b.time : a.id < b.id }
}

/// The first events of an answer behind a place, while segment after segment is read.
struct PageInProgress {
    /// Fewer events than this are read without asking where the page may end.
    private static let fewMatches = 64

    private let plan: QueryPlan
    private let isNewestFirst: Bool
    private let start: Place?
    /// How many events are still wanted.
    private(set) var missing: Int
    /// For how many bytes of text there is room; without any, no event is wanted any more.
    var room: Int { didSet { if room <= 0 { missing = 0 } } }
    /// Events that those of segments to come may precede, in their order.
    private var waiting: [Place] = []

    init(_ plan: QueryPlan, limit: Int, bytes: Int, order: SearchOrder, after cursor: PageCursor?) {
        self.plan = plan
        isNewestFirst = order == .newestFirst
        start = cursor.map { Place(time: $0.time.microseconds, id: $0.id) }
        missing = limit
        room = bytes
    }

    private func precedes(_ a: Place, _ b: Place) -> Bool { isNewestFirst ? b < a : a < b }

    /// Whether events between two times can be behind the place where the page begins.
    func wants(least: Int64, greatest: Int64) -> Bool {
        guard let start else { return true }
        return isNewestFirst ? least <= start.time : greatest >= start.time
    }

    /// Whether of two stretches of time the first is to be read first.
    func reads(_ a: (least: Int64, greatest: Int64), before b: (least: Int64, greatest: Int64)) -> Bool {
        isNewestFirst ? a.greatest > b.greatest : a.least < b.least
    }

    /// Takes what matches of a segment, as far as it is between two times.
    mutating func add(_ matches: SegmentBitmap, _ segment: Segment, least: Int64, greatest: Int64) throws {
        if matches.isEmpty { return }
        try forEachStretch(of: matches, segment) { stretch in
            guard stretch.greatest >= least, stretch.least <= greatest else { return }
            // Once there are enough, a stretch counts only if it reaches before the last of them.
            if waiting.count == missing, let last = waiting.last {
                guard isNewestFirst ? stretch.greatest >= last.time : stretch.least <= last.time else { return }
            }
            guard wants(least: stretch.least, greatest: stretch.greatest) else { return }
            try plan.forEachPlace(matches, segment, stretch) { place in
                guard place.time >= least, place.time <= greatest else { return }
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

    /// The ids of those that nothing to come precedes: what is read next begins at `next`.
    mutating func ready(before next: Int64?) -> [Int64] {
        var count = waiting.count
        if let next {
            count = waiting.firstIndex { isNewestFirst ? $0.time <= next : $0.time >= next } ?? count
        }
        defer {
            waiting.removeFirst(count)
            missing -= count
        }
        return waiting[..<count].map(\.id)
    }

    /// Where to go on where the time is over: all events before that place have been told of.
    ///
    /// - Returns: `nil` where that is no further than the page began; then the search must go on.
    func rest(from next: Int64) -> PageCursor? {
        let place = isNewestFirst ? Place(time: next, id: .max) : Place(time: next, id: .min)
        if let start, !precedes(start, place) { return nil }
        return PageCursor(time: Instant(microseconds: place.time), id: place.id)
    }

    /// Goes through stretches of a segment that have events of the query's time, those first that reach furthest.
    private func forEachStretch(
        of matches: SegmentBitmap,
        _ segment: Segment,
        _ body: (SegmentTimes.Stretch) throws -> Void
    ) throws {
        if matches.count < PageInProgress.fewMatches {
            let whole = 0..<1 << plan.bits
            return try body(
                SegmentTimes.Stretch(offsets: whole, least: segment.minTime, greatest: segment.maxTime)
            )
        }
        var stretches = try plan.stretches(segment)
        stretches.removeAll { $0.greatest < plan.since || $0.least >= plan.until }
        stretches.sort { reads(($0.least, $0.greatest), before: ($1.least, $1.greatest)) }
        for stretch in stretches { try body(stretch) }
    }
}

extension QueryPlan {
    /// The places of a stretch's events, those of another time than the query's left out.
    fileprivate func forEachPlace(
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
