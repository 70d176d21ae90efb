internal import FootfallModel
internal import GRDB

extension QueryPlan {
    /// Finds the first `limit` events of the answer behind `cursor`, and tells of them in exact order.
    ///
    /// Segments are taken by the time they reach furthest. An event that none of those to come reaches is told of at once;
    /// once there are enough of them, the search is over. So late and back-filled events stand where their time puts
    /// them.
    ///
    /// - Parameters:
    ///   - bytes: of text, after which the search is over as well.
    ///   - pieces: of what times segments really are, for those that many others overlap.
    /// - Returns: where to go on, if the time was over: all events before that place have been told of.
    @discardableResult
    func search(
        limit: Int,
        bytes: Int = .max,
        order: SearchOrder,
        after cursor: PageCursor?,
        deadline: ContinuousClock.Instant? = nil,
        pieces: SegmentPieces? = nil,
        _ found: ([ActivityEvent]) throws -> Void
    ) throws -> PageCursor? {
        guard limit > 0 else { return nil }
        var page = PageInProgress(self, limit: limit, bytes: bytes, order: order, after: cursor)
        var segments = try segments()
        let overlapping = pieces == nil ? [] : Segment.overlapping(segments)
        segments.removeAll { !page.wants(least: $0.minTime, greatest: $0.maxTime) }
        if let pieces, !overlapping.isEmpty {
            return try search(&page, segments, overlapping, pieces, order, deadline, found)
        }
        segments.sort { page.reads(($0.minTime, $0.maxTime), before: ($1.minTime, $1.maxTime)) }
        var rest: PageCursor?
        try forEach(segments) { index, matches in
            let segment = segments[index]
            try page.add(matches, segment, least: segment.minTime, greatest: segment.maxTime)
            let next = index + 1 < segments.count ? segments[index + 1] : nil
            let border = next.map { order == .newestFirst ? $0.maxTime : $0.minTime }
            try tell(page.ready(before: border), &page.room, found)
            if page.missing > 0, let border, let deadline, ContinuousClock.now > deadline {
                // Where many segments reach as far, the search goes on until a next one would begin somewhere else.
                rest = page.rest(from: border)
                if rest != nil { return false }
            }
            return page.missing > 0
        }
        return rest
    }

    /// What is read at a time: a segment's events between two times.
    private struct Part {
        var segment: Segment
        var least: Int64
        var greatest: Int64
        /// It may be of several pieces that are not known yet.
        var isWhole: Bool
    }

    /// The same where many segments overlap: these are taken piece by piece.
    private func search(
        _ page: inout PageInProgress,
        _ segments: [Segment],
        _ overlapping: Set<Int64>,
        _ pieces: SegmentPieces,
        _ order: SearchOrder,
        _ deadline: ContinuousClock.Instant?,
        _ found: ([ActivityEvent]) throws -> Void
    ) throws -> PageCursor? {
        func parts(_ segment: Segment, _ pieces: [SegmentPieces.Piece]) -> [Part] {
            pieces.filter {
                $0.greatest >= since && $0.least < until && page.wants(least: $0.least, greatest: $0.greatest)
            }
            .map { Part(segment: segment, least: $0.least, greatest: $0.greatest, isWhole: false) }
        }
        // The next one stands last.
        func isLater(_ a: Part, _ b: Part) -> Bool { page.reads((b.least, b.greatest), before: (a.least, a.greatest)) }
        var queue: [Part] = []
        for segment in segments {
            if let known = pieces.known(segment.id) {
                queue += parts(segment, known)
            } else {
                let isWhole = overlapping.contains(segment.id) && segment.isFull(bits: bits)
                queue.append(
                    Part(segment: segment, least: segment.minTime, greatest: segment.maxTime, isWhole: isWhole)
                )
            }
        }
        queue.sort(by: isLater)
        while page.missing > 0, let part = queue.popLast() {
            try checkStop()
            if part.isWhole {
                reader.segmentsRead += 1
                let found = try pieces.pieces(of: part.segment, bits: bits, database)
                queue += parts(part.segment, found)
                queue.sort(by: isLater)
            } else {
                let matches = try reader.matches(condition, part.segment)
                try page.add(matches, part.segment, least: part.least, greatest: part.greatest)
            }
            let border = queue.last.map { order == .newestFirst ? $0.greatest : $0.least }
            try tell(page.ready(before: border), &page.room, found)
            if page.missing > 0, let border, let deadline, ContinuousClock.now > deadline {
                if let rest = page.rest(from: border) { return rest }
            }
        }
        return nil
    }

    private func tell(_ ids: [Int64], _ room: inout Int, _ found: ([ActivityEvent]) throws -> Void) throws {
        if !ids.isEmpty { try found(RowReader(database).events(ids, strings, room: &room)) }
    }
}

extension Segment {
    /// So many others may overlap one before it is worth a look what it really holds.
    private static let fewOthers = 8

    /// The ids of segments whose times many others overlap.
    fileprivate static func overlapping(_ segments: [Segment]) -> Set<Int64> {
        let (least, greatest) = (segments.map(\.minTime).sorted(), segments.map(\.maxTime).sorted())
        func number(of times: [Int64], below time: Int64) -> Int {
            var (low, high) = (0, times.count)
            while low < high {
                let middle = (low + high) / 2
                if times[middle] < time { low = middle + 1 } else { high = middle }
            }
            return low
        }
        let many = segments.filter { segment in
            let begun = number(of: least, below: segment.maxTime)
            let ended = number(of: greatest, below: segment.minTime)
            return begun - ended - 1 > fewOthers
        }
        return Set(many.map(\.id))
    }
}
