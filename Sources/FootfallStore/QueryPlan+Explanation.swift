internal import FootfallModel
internal import FootfallQuery

extension QueryPlan {
    /// What is done to answer the query, a line for each thing.
    func explanation() throws -> [String] {
        let segments = try segments()
        if case .nothing = condition { return ["nothing is read: no event has what is asked for"] }
        let events = segments.reduce(0) { $0 + $1.count }
        var lines = ["segments: \(segments.count) of \(try allSegments()) reach into the time, with \(events) events"]
        condition.explain(into: &lines)
        let unposted = segments.reduce(0) { $0 + $1.unposted(bits: bits) }
        if unposted > 0 { lines.append("not in posting lists yet: \(unposted) events, looked at one by one") }
        return lines
    }
}

extension PlannedCondition {
    fileprivate func explain(into lines: inout [String]) {
        switch self {
        case .everything, .nothing, .keys(.evidence, _):
            break
        case .keys(let kind, let keys):
            lines.append("\(kind): posting lists of \(keys.count) \(keys.count == 1 ? "value" : "values")")
        case .words:
            lines.append("words: a scan of the messages within what the other filters leave")
        case .detail(let key, _):
            lines.append("\(key): a scan of the details within what the other filters leave")
        case .and(let parts), .or(let parts):
            for part in parts { part.explain(into: &lines) }
        case .not(let part):
            part.explain(into: &lines)
        }
    }
}
