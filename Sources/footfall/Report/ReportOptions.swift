import ArgumentParser
import FootfallCollector
import FootfallModel
import FootfallReports
import Foundation

extension ReportFormat: ExpressibleByArgument {}

/// What is shown of a report, and how.
struct ReportOptions: ParsableArguments {
    @Option(help: "text, markdown, html or json.")
    var format: ReportFormat = .text

    @Option(
        help: ArgumentHelp("Only these sections, by their names in JSON.", valueName: "name,…"),
        completion: .sections
    )
    var section: [String] = []

    @Option(
        help: ArgumentHelp(
            "At most this many rows of each section, or of one: --limit sign-ins=50.",
            valueName: "[section=]n"
        )
    )
    var limit: [String] = []

    /// The sections that are wanted (all where there are none), and how many rows of each.
    func choices(among known: [String]) throws -> (sections: [String], limits: ReportLimits) {
        let sections = section.flatMap { $0.split(separator: ",").map(String.init) }
        for name in sections { try check(name, among: known, option: "--section") }
        var limits = ReportLimits()
        for part in limit.flatMap({ $0.split(separator: ",").map(String.init) }) {
            let words = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            if words.count == 2 { try check(words[0], among: known, option: "--limit") }
            guard let number = Int(words.last ?? ""), number > 0 else {
                throw Failure(
                    usage: "--limit: '\(words.last ?? "")' is no number of rows",
                    hint: "write --limit 20, or for one section --limit sign-ins=50"
                )
            }
            if words.count == 2 { limits.bySection[words[0]] = number } else { limits.all = number }
        }
        return (sections, limits)
    }

    private func check(_ name: String, among known: [String], option: String) throws {
        guard !known.contains(name) else { return }
        let near = Suggestion.nearest(to: name, among: known)
        throw Failure(
            usage: "\(option): there is no section '\(name)'",
            hint: near.map { "did you mean '\($0)'?" } ?? "there are " + known.joined(separator: ", ")
        )
    }

    func print(_ report: Report, _ limits: ReportLimits, store: StoreOption) {
        var report = report
        if let file = store.file {
            report.searchCommand += " --store " + shellWord(file)
        } else if let file = store.configuration.file {
            report.searchCommand += " --config " + shellWord(file)
        }
        var style = Console.style
        // What goes into a mail or a file is a page.
        if !Console.isOutputTerminal, ProcessInfo.processInfo.environment["COLUMNS"] == nil { style.width = 80 }
        Console.out(String(report.rendered(format, limits, style: style).dropLast()))
    }
}

extension FootfallConfiguration {
    /// What reports have a section of.
    var namedSearches: [NamedSearch] { searches.map { NamedSearch(name: $0.name, query: $0.query) } }
}
