internal import FootfallModel
internal import FootfallQuery

extension QueryPlan {
    /// What is done to answer the query, a line for each thing.
    func explanation() throws -> [String] {
        let segments = try segments()
        if case .nothing = condition { return ["nothing is read: no event has what is asked for"] }
        let events = segments.reduce(0) { $0 + $1.count }
        var lines = ["segments: \(segments.count) of \(try allSegments()) reach into the time, with \(events) events"]
        try explain(condition, segments, into: &lines)
        let unposted = segments.reduce(0) { $0 + $1.unposted(bits: bits) }
        if unposted > 0 { lines.append("not in posting lists yet: \(unposted) events, looked at one by one") }
        return lines
    }

    private func explain(_ condition: PlannedCondition, _ segments: [Segment], into lines: inout [String]) throws {
        switch condition {
        case .everything, .nothing, .keys(.evidence, _):
            break
        case .keys(let kind, let keys):
            lines.append("\(kind): posting lists of \(keys.count) \(keys.count == 1 ? "value" : "values")")
        case .words(let search) where search.terms.isEmpty:
            lines.append("\(search): a scan of the messages within what the other filters leave")
        case .words(let search):
            let waiting = try segments.reduce(0) { try $0 + unindexed($1) }
            let scan = waiting == 0 ? "" : ", and a scan of \(waiting) events that are not indexed yet"
            lines.append("\(search): the word index\(scan)")
        case .detail(let key, _):
            lines.append("\(key): a scan of the details within what the other filters leave")
        case .and(let parts), .or(let parts):
            for part in parts { try explain(part, segments, into: &lines) }
        case .not(let part):
            try explain(part, segments, into: &lines)
        }
    }

    /// How many of a segment's events the word index does not have yet.
    private func unindexed(_ segment: Segment) throws -> Int64 {
        let end = try reader.words.end(of: segment.id)
        // Ids begin at 1.
        return max(0, segment.count - Int64(max(0, segment.id == 0 ? end - 1 : end)))
    }
}
