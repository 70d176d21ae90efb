package import FootfallModel
internal import GRDB

/// Events that retention dropped, and between which times they happened.
package struct DroppedEvents: Sendable, Hashable {
    package var count: Int64
    package var first: Instant
    package var last: Instant
}

extension EventStore {
    /// What retention dropped at times that reach into those from `since` to before `until`; `nil` where nothing of them is
    /// gone.
    ///
    /// Noted is how much was dropped and from when to when, so that there may be fewer events of the time itself.
    package func dropped(since: Instant, until: Instant) throws(StoreError) -> DroppedEvents? {
        try read { database in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT sum(events), min(min_time), max(max_time) FROM dropped
                    WHERE events > 0 AND min_time < ? AND max_time >= ?
                    """,
                arguments: [until.microseconds, since.microseconds]
            )
            guard let row, let count = row[0] as Int64?, let first = row[1] as Int64?, let last = row[2] as Int64?
            else {
                return nil
            }
            return DroppedEvents(
                count: count,
                first: Instant(microseconds: first),
                last: Instant(microseconds: last)
            )
        }
    }
}
