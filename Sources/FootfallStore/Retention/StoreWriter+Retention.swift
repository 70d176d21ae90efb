package import FootfallModel
internal import GRDB

extension StoreWriter {
    /// Pages that are given back in one go: 2 MiB of them are moved in a few milliseconds.
    private static let pagesAtOnce = 256

    /// Drops what is beyond the limits, and gives its space back.
    ///
    /// Whole segments go, those first whose latest event is the oldest; never the one that is being written, so ids are
    /// never given twice. Each goes in a transaction of its own, no longer than that of a batch; batches are
    /// written in between.
    ///
    /// - Parameters:
    ///   - now: what an age counts from.
    ///   - isDryRun: only say what would be dropped.
    ///   - goesOn: is told after each step what is done so far; may wait a little, and false ends it.
    package func prune(
        _ limits: RetentionLimits,
        now: Instant,
        isDryRun: Bool = false,
        goesOn: (PruneSummary) -> Bool = { _ in true }
    ) throws(StoreError) -> PruneSummary {
        var summary = PruneSummary()
        let plan = try access { _, database in try RetentionPlan(limits, now: now, database) }
        summary.bytesBefore = plan.space.bytes
        summary.bytesAfter = plan.space.bytes
        if isDryRun {
            try access { _, database in try plan.foresee(&summary, database) }
            return summary
        }
        try checkPlace()
        var hasMore = true
        if let oldest = plan.oldest { try forgetShapes(before: oldest, &summary) }
        while hasMore, !summary.isCutShort {
            hasMore = try timed(&summary) { summary, database in
                try plan.dropNext(zone, &summary, database)
            }
            if hasMore, !goesOn(summary) { summary.isCutShort = true }
        }
        try giveBack(&summary, goesOn)
        return summary
    }

    /// Has the file shrink by the pages that are free.
    private func giveBack(
        _ summary: inout PruneSummary,
        _ goesOn: (PruneSummary) -> Bool
    ) throws(StoreError) {
        var isDone = false
        while !isDone, !summary.isCutShort {
            isDone = try timed(&summary) { summary, database in
                let before = try StoreSpace(database)
                if before.freePages > 0 {
                    try database.execute(sql: "PRAGMA incremental_vacuum(\(StoreWriter.pagesAtOnce))")
                } else if summary.segments > 0 {
                    // The file itself is cut when the log is carried over.
                    try database.execute(sql: "PRAGMA wal_checkpoint(PASSIVE)")
                }
                summary.bytesAfter = try StoreSpace(database).bytes
                summary.bytesGivenBack += before.bytes - summary.bytesAfter
                // A file that was not made by us may have no such mode.
                return before.freePages == 0 || summary.bytesAfter == before.bytes
            }
            if !isDone, !goesOn(summary) { summary.isCutShort = true }
        }
    }

    /// Examples are lines as they stood, and do not stay longer than events do.
    ///
    /// Their number is bounded in any case (`UnrecognisedShape.shapeLimit`).
    private func forgetShapes(before oldest: Int64, _ summary: inout PruneSummary) throws(StoreError) {
        summary.shapes = try access { state, database in
            try state.prepare(database)
            try database.execute(sql: "DELETE FROM unrecognised WHERE last_time < ?", arguments: [oldest])
            let count = database.changesCount
            if count > 0 { state.forgetShapes() }
            return Int64(count)
        }
    }

    /// Does a step while nothing else is written, and keeps how long it took if no other took longer.
    private func timed<Result: Sendable>(
        _ summary: inout PruneSummary,
        _ step: (inout PruneSummary, Database) throws -> Result
    ) throws(StoreError) -> Result {
        let (result, changed) = try access { [summary] _, database in
            var summary = summary
            let begun = ContinuousClock.now
            let result = try step(&summary, database)
            summary.longestPause = max(summary.longestPause, (ContinuousClock.now - begun) / .seconds(1))
            return (result, summary)
        }
        summary = changed
        return result
    }
}
