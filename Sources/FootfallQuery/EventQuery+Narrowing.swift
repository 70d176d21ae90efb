extension EventQuery {
    /// What both this and another query find.
    package func narrowed(by other: EventQuery) -> EventQuery {
        let conditions = [condition, other.condition].filter { $0 != .everything }
        return EventQuery(
            condition: conditions.count == 2 ? .and(conditions) : conditions.first ?? .everything,
            since: [since, other.since].compactMap { $0 }.max(),
            until: [until, other.until].compactMap { $0 }.min(),
            evidence: other.evidence == .without ? evidence : other.evidence
        )
    }
}
