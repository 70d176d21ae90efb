internal import FootfallModel
internal import FootfallSources

/// Makes reports, in a process of their own.
///
/// The one place that knows how `footfall report` is called. A report over much reads much: so it is no memory of the
/// collector's, and ends when it takes too long.
struct ReportMaker: Sendable {
    /// What is run: this very program, also where another was installed in its place meanwhile.
    var program = ["/proc/self/exe"]
    var store: String
    /// The configuration's path; `nil` where there is none.
    var configuration: String?

    /// A report is cut off here, and then is none.
    private static let mostBytes = 64 << 20

    /// The report, or why there is none.
    func make(
        _ report: ScheduledReport,
        _ period: Int64,
        _ format: ScheduledReport.Format,
        until stop: StopSignal
    ) -> CommandRun.Result {
        var words = program + ["report"]
        let first = CivilDate(dayNumber: period).description
        switch report.span {
        case .daily: words += ["daily", "--date", first]
        case .weekly, .monthly:
            let last = CivilDate(dayNumber: report.span.next(after: period) - 1).description
            words += ["range", "--since", first, "--until", last]
        }
        if format != .text { words += ["--format", format.rawValue] }
        words += ["--store", store]
        if let configuration { words += ["--config", configuration] }
        let run = CommandRun(
            arguments: words,
            // As for a mail: 80 columns, without colours, in UTF-8.
            environment: ["COLUMNS": "80", "NO_COLOR": "1", "LC_ALL": "C.UTF-8"],
            timeout: Int(report.timeout),
            outputLimit: ReportMaker.mostBytes
        )
        var result = run.run(until: stop)
        if result.failure == nil, result.isCut { result.failure = "is longer than 64 MB" }
        if let failure = result.failure {
            let said = failure.hasPrefix(words[0]) ? String(failure.dropFirst(words[0].count + 1)) : failure
            result.failure = "the report in \(format.rawValue) could not be made: \(said)"
        }
        return result
    }
}
