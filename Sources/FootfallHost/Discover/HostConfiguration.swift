internal import FootfallModel
internal import FootfallPatterns

/// The configuration that suits a host.
package enum HostConfiguration {
    /// A commented `footfall.yaml` for the host, as `footfall discover --write` and `footfall install` write it.
    ///
    /// - Parameter store: where the store goes, as the host names it.
    package static func draft(for root: HostRoot, store: String) throws -> String {
        let patterns = PatternSet.load(shipped: ShippedPatterns.filesWithoutExamples, own: []).set
        return text(of: HostSurvey(root, patterns: patterns, zone: .utc), store: store, reader: .host)
    }

    /// Who reads what a configuration names.
    package enum Reader: Sendable {
        /// The host itself, from where its logs stand on it; it makes reports, too.
        case host
        /// This machine, from where a copy of the host's files is.
        case here
    }

    /// The configuration for what a survey has found.
    package static func text(of survey: HostSurvey, store: String, reader: Reader) -> String {
        let isOwn = reader == .host || survey.root.isThisMachine
        func path(_ path: String) -> String { isOwn ? path : survey.root.path(path) }
        var out = """
            # The configuration of Footfall for \(survey.hostname.isEmpty ? "this host" : comment(survey.hostname)), written by 'footfall discover' from what it found there.
            # 'footfall collect --check' says what would be read by it; footfall.yaml(5) has every key there is.

            # The file that events are kept in.
            store: \(quoted(store))

            """
        if let zone = survey.timezone {
            out += """

                # The zone of stamps that name none, and of the days of reports: the host's own.
                timezone: \(quoted(zone))

                """
        }
        out +=
            "\n# Where lines come from, rotated and compressed predecessors too. Share of lines recognised, and what by.\n"
        let used = survey.logs.filter(\.isOfUse)
        let system = survey.systemLog
        let journal = survey.journal
        out += "sources:\n"
        if used.isEmpty && journal == nil {
            out += "  # Nothing was found; what appears there is read.\n  - files: \(quoted(path("/var/log")))\n"
        }
        for (title, logs) in sections(used) {
            out += "  # \(title)\n  - files:\n"
            for log in logs {
                out += "      - \(quoted(path(log.name)))\(padding(log.name))  # \(about(log))\n"
            }
        }
        if let journal { out += text(of: journal, directory: isOwn ? nil : journal.directory, system: system) }
        out += rest(of: survey, path)
        out += isOwn ? ownHost(store: store, survey) : ""
        return out
    }

    // MARK: Sources

    private static func sections(_ logs: [HostSurvey.Log]) -> [(String, [HostSurvey.Log])] {
        let system = logs.filter { !$0.isContainer && $0.sample.hasApps }
        let own = logs.filter { !$0.isContainer && !$0.sample.hasApps }
        let containers = logs.filter(\.isContainer)
        return [
            ("What the system and its services log by syslog.", system), ("Logs of single services.", own),
            ("What containers print.", containers),
        ].filter { !$0.1.isEmpty }
    }

    private static func text(of journal: HostSurvey.Journal, directory: String?, system: String?) -> String {
        let directory = directory.map { "\n  #  directory: \(quoted($0))" } ?? ""
        guard let system else {
            return "  # systemd's journal: \(about(journal.sample))\n  - journal: true"
                + directory.replacing("\n  #", with: "\n  ") + "\n"
        }
        return """
              # systemd's journal tells what \(comment(system)) tells. Both may be read: each event counts once all the same.
              #- journal: true\(directory)

            """
    }

    /// What was found and is not read, and why.
    private static func rest(of survey: HostSurvey, _ path: (String) -> String) -> String {
        // A comment ends with its line, wherever YAML thinks that is: a name with anything odd in it is not written there.
        let useless = survey.logs.filter { !$0.isOfUse && printable($0.name) == $0.name }
        var out = ""
        if !useless.isEmpty {
            out +=
                "  # Nothing was recognised in samples of these. A pack makes it otherwise: 'footfall patterns new FILE'.\n"
            out += "  #- files:\n"
            for log in useless {
                let name = quoted(path(log.name))
                out += "  #    - \(name)\(padding(log.name))  # \(log.sample.records) \(log.sample.format)\n"
            }
        }
        if !survey.unreadable.isEmpty {
            out += "  # These could not be read when this was written:\n"
            for file in survey.unreadable.prefix(50) {
                out += "  #    \(comment(file.path))" + (file.group.map { " (group \(comment($0)))" } ?? "") + "\n"
            }
        }
        if !survey.leftOut.isEmpty {
            out += "  # Not looked into, as another machine has them; files there are read where they are named:\n"
            for mount in survey.leftOut { out += "  #    \(comment(mount.path)) (\(mount.kind))\n" }
        }
        return out
    }

    private static func ownHost(store: String, _ survey: HostSurvey) -> String {
        let slash = store.lastIndex(of: "/")
        let folder = slash.map { String(store[..<$0]) } ?? "."
        let taken =
            survey.receives.isEmpty
            ? ""
            : "\n  # This host's syslog server receives at \(survey.receives.map(comment).joined(separator: ", ")) already: read what it writes."
        return """
              # Syslog of your other hosts; 'footfall install --senders' prints what to write there.\(taken)
              #- syslog: [udp://0.0.0.0:514, tcp://0.0.0.0:514]

            # Made each morning, and made up for when the machine was off.
            reports:
              - report: daily
                at: '07:00'
                format: [text, html]
                folder: \(quoted(folder + "/reports"))
                # By this machine's sendmail:
                #mail: [root@localhost]

            # How long and how much the store keeps. Without limits it grows, by some 180 bytes for each event.
            retention:
              max_age: 400d
              #max_size: 20GB

            """
    }

    // MARK: Words

    private static func about(_ log: HostSurvey.Log) -> String {
        guard log.sample.packs.isEmpty else { return about(log.sample) }
        let state = log.sample.records == 0 ? "empty so far" : "nothing in the sample, " + about(log.sample)
        guard let pack = log.pack else { return log.sample.records == 0 ? state : about(log.sample) }
        return pack + "; " + state
    }

    private static func about(_ sample: LogSample) -> String {
        let share = sample.records == 0 ? 0 : sample.recognised * 100 / sample.records
        let first = sample.packs.prefix(3).joined(separator: ", ")
        let more = sample.packs.count > 3 ? " and \(sample.packs.count - 3) more" : ""
        let since = sample.first.map { ", since " + $0.rfc3339.prefix(10) } ?? ""
        return sample.packs.isEmpty ? sample.format + since : "\(share) %: \(first)\(more)\(since)"
    }

    private static func padding(_ name: String) -> String { String(repeating: " ", count: max(0, 36 - name.count)) }

    /// A scalar of YAML, in quotes where it would be read as something else.
    static func quoted(_ text: String) -> String {
        let isPlain = text.wholeMatch(of: /[A-Za-z0-9\/_.][A-Za-z0-9\/_.+@=-]*/) != nil
        if isPlain { return text }
        // Only double quotes take what a file's name may hold and YAML takes for a line's end, or not at all.
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case _ where printable(String(scalar)) != String(scalar):
                let digits = String(scalar.value, radix: 16)
                out += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }

    /// Text within a comment, which ends with its line.
    private static func comment(_ text: String) -> String { printable(text) }
}

extension HostSurvey {
    /// A file that the host's syslog server writes: what the journal holds stands there too.
    package var systemLog: String? {
        logs.filter { $0.sample.hasApps && $0.name.hasPrefix("/var/log/") }.map(\.name).min()
    }
}
