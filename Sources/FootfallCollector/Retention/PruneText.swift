internal import FootfallModel
internal import FootfallStore

/// What was dropped, in words.
enum PruneText {
    /// `2 segments: 32,768 events of 2025-01-03 to 2025-02-11; …`.
    static func dropped(_ summary: PruneSummary) -> String {
        var text = "\(summary.segments) segment\(summary.segments == 1 ? "" : "s") with \(summary.events) events"
        if summary.evidence > 0 { text += " and \(summary.evidence) records of evidence" }
        if let times = summary.times {
            text += " from \(times.lowerBound.rfc3339.prefix(10)) to \(times.upperBound.rfc3339.prefix(10))"
        }
        let megabytes = summary.bytesGivenBack / 1_000_000
        let pause = Int((summary.longestPause * 1000).rounded(.up))
        return text + "; \(megabytes) MB given back, writing paused for \(pause) ms at the most"
    }
}
