import FootfallHost
import FootfallModel
import FootfallReports
import FootfallSources
import Foundation

/// Shows what was found on a host.
struct DiscoverPrinter {
    let survey: HostSurvey
    let seconds: Double
    private let style = Console.style

    init(survey: HostSurvey, seconds: Double) {
        self.survey = survey
        self.seconds = seconds
    }

    func print() {
        let host = [survey.hostname, survey.system, survey.timezone ?? ""].filter { !$0.isEmpty }.map(style.shown)
        if !host.isEmpty { Console.out(host.joined(separator: ", ")) }
        let journal = survey.journal == nil ? "" : " and the journal"
        let time = String(format: "%.1f", seconds)
        let files = "\(survey.files.grouped) file\(survey.files == 1 ? "" : "s")"
        Console.out("looked into \(files)\(journal), \(Size.text(survey.readBytes)) read, in \(time) s")
        if let reason = survey.cutShort {
            Console.out("not all was looked at: \(reason) (--seconds gives it more time)")
        }
        table()
        useless()
        unreadable()
        misnamed()
        leftOut()
        services()
        for path in survey.missing { paragraph("There is nothing at \(style.shown(path)).") }
        for text in survey.advice { paragraph(style.shown(text)) }
        if !survey.receives.isEmpty {
            paragraph(
                "This host receives syslog already (\(survey.receives.joined(separator: ", "))): "
                    + "read the files its syslog server writes, or give Footfall another port."
            )
        }
    }

    // MARK: What is there

    private func table() {
        let used = survey.logs.filter(\.isOfUse)
        guard !used.isEmpty || survey.journal != nil else { return }
        let columns = [
            TextTable.Column("LOG", minimum: 18, priority: 100),
            TextTable.Column("FILES", alignment: .right, minimum: 5, priority: 1), .number("SIZE"),
            TextTable.Column("SINCE", minimum: 10, maximum: 10, priority: 90, isHiddenWhenEmpty: true),
            .number("KNOWN"), .number("ACTIVITY"),
            TextTable.Column("RECOGNISED BY", overflow: .wrap, minimum: 16, priority: 50),
        ]
        var rows = used.map { row($0.name, $0.files.grouped, $0.bytes, $0.sample, $0.pack) }
        if let journal = survey.journal { rows.append(row("journal", "", journal.bytes, journal.sample, nil)) }
        let table = TextTable(columns: columns, sample: rows, style: style)
        Console.out("\n" + table.header)
        for row in rows { table.lines(row).forEach { Console.out($0) } }
        paragraph(
            "KNOWN is the share of a sample's lines that a pattern knows, ACTIVITY of those that become events: "
                + "somebody signed in, failed to, changed something."
        )
    }

    private func row(_ name: String, _ files: String, _ bytes: Int64, _ sample: LogSample, _ pack: String?) -> [String]
    {
        var what = sample.packs.prefix(3).joined(separator: ", ")
        if sample.packs.count > 3 { what += ", \(sample.packs.count - 3) more" }
        if sample.records == 0, pack == nil { what = "empty so far" }
        if what.isEmpty, let pack { what = pack + (sample.records == 0 ? ", once it is written" : ", once it happens") }
        if !sample.format.isEmpty { what = sample.format + (what.isEmpty ? "" : ": " + what) }
        return [
            name, files, Size.text(bytes), sample.first.map { String($0.rfc3339.prefix(10)) } ?? "",
            DiscoverPrinter.share(sample.recognised, of: sample.records),
            DiscoverPrinter.share(sample.events, of: sample.records), what,
        ]
    }

    private static func share(_ part: Int64, of whole: Int64) -> String {
        if part == 0 || whole == 0 { return "0 %" }
        let percent = Double(part) * 100 / Double(whole)
        return percent < 1 ? "<1 %" : "\(Int(min(percent, 100))) %"
    }

    private func useless() {
        let useless = survey.logs.filter { !$0.isOfUse }
        guard !useless.isEmpty else { return }
        let names = useless.prefix(12).map { style.shown($0.name) }.joined(separator: ", ")
        let more = useless.count > 12 ? " and \(useless.count - 12) more" : ""
        paragraph("Nothing recognised in \(names)\(more).")
        // The one with the most to say.
        let dated = useless.filter { $0.sample.format != "lines" }
        if let largest = dated.max(by: { $0.bytes < $1.bytes }), !largest.name.contains("*") {
            let path = shellWord(survey.root.path(largest.name))
            steps([
                ("footfall patterns coverage " + path, "what its lines say"),
                ("footfall patterns new " + path, "begin a pack for it"),
            ])
        }
    }

    private func unreadable() {
        guard !survey.unreadable.isEmpty else { return }
        let groups = Dictionary(grouping: survey.unreadable, by: \.group)
        for (group, files) in groups.sorted(by: { ($0.key ?? "~") < ($1.key ?? "~") }) {
            let names = files.prefix(6).map { style.shown($0.path) }.joined(separator: ", ")
            let more = files.count > 6 ? " and \(files.count - 6) more" : ""
            if let group {
                paragraph("Not readable for you, but for the group \(style.shown(group)): \(names)\(more).")
                steps([("sudo usermod -aG \(shellWord(group)) \(NSUserName())", "then sign in anew")])
            } else {
                paragraph("Not readable but for root: \(names)\(more).")
                steps([
                    (
                        "sudo footfall \(CommandLine.arguments.dropFirst().map(shellWord).joined(separator: " "))",
                        "look as root"
                    )
                ])
            }
        }
    }

    private func misnamed() {
        let paths = survey.misnamed
        guard !paths.isEmpty else { return }
        let names = paths.prefix(6).map(style.shown).joined(separator: ", ")
        let more = paths.count > 6 ? " and \(paths.count - 6) more" : ""
        let what =
            paths.count == 1 ? "1 file or folder whose name is" : "\(paths.count) files or folders whose names are"
        paragraph(
            "\(what) not UTF-8 \(paths.count == 1 ? "was" : "were") not looked at: \(names)\(more). "
                + "A link with a plain name has it found."
        )
    }

    private func leftOut() {
        guard !survey.leftOut.isEmpty else { return }
        let mounts = survey.leftOut.prefix(6).map { "\(style.shown($0.path)) (\($0.kind))" }.joined(separator: ", ")
        let more = survey.leftOut.count > 6 ? " and \(survey.leftOut.count - 6) more" : ""
        paragraph(
            "Not looked into, as another machine's files may keep who asks waiting: \(mounts)\(more). "
                + "What is named there is looked at: footfall discover \(shellWord(survey.leftOut[0].path))/…"
        )
    }

    private func services() {
        let known = survey.services.filter { !$0.logs.isEmpty }
        guard !known.isEmpty else { return }
        Console.out("\nServices, and where they are told to log:")
        for service in known {
            let state = survey.root.isThisMachine && !service.isRunning ? " (not running)" : ""
            let logs = service.logs.prefix(6).map(style.shown).joined(separator: ", ")
            let more = service.logs.count > 6 ? " and \(service.logs.count - 6) more" : ""
            hanging("\(service.name)\(state): \(logs)\(more)")
        }
    }

    // MARK: What to do next

    /// - Parameters:
    ///   - written: the configuration that was written.
    ///   - config: what `--config` named.
    func next(_ written: String?, config: String?) {
        let option = config.map { " --config " + shellWord($0) } ?? ""
        Console.out("")
        guard let written else {
            let root = survey.root.isThisMachine ? "" : " --root " + shellWord(survey.root.folder)
            let name = survey.root.isThisMachine || config != nil ? option : " --config NAME.yaml"
            Console.out("Next:")
            steps([("footfall discover\(root) --write\(name)", "write a configuration that reads these")])
            return
        }
        let used = survey.logs.filter(\.isOfUse).reduce(0) { $0 + $1.bytes }
        let journal = survey.journal != nil && survey.systemLog == nil ? " and the journal" : ""
        Console.out("wrote \(style.shown(written)). Next:")
        steps([
            ("footfall collect --once" + option, "read what is there (\(Size.text(used))\(journal))"),
            ("footfall report" + option, "who did what, when and from where"),
        ])
    }

    /// Commands, with what they do beside them, or above where there is no room.
    private func steps(_ commands: [(command: String, what: String)]) {
        let width = commands.map(\.command.count).max() ?? 0
        let longest = commands.map(\.what.count).max() ?? 0
        for (command, what) in commands {
            if width + longest + 6 <= style.width {
                Console.out("  \(command.padded(to: width))    \(what)")
            } else {
                Console.out("  # \(what)\n  \(command)")
            }
        }
    }

    private func paragraph(_ text: String) {
        Console.out("")
        text.wrapped(to: style.width).forEach { Console.out($0) }
    }

    private func hanging(_ text: String) {
        for (index, line) in text.wrapped(to: style.width - 4).enumerated() {
            Console.out((index == 0 ? "  " : "    ") + line)
        }
    }
}
