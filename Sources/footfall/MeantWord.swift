import ArgumentParser
import FootfallModel
import FootfallQuery

/// What a word of the command line was meant for that ArgumentParser has no place for.
enum MeantWord {
    /// What other programs call our options.
    static let otherNames = [
        "from": "since", "after": "since", "begin": "since", "start": "since", "last": "since", "to": "until",
        "before": "until", "end": "until", "address": "ip", "event": "type", "level": "outcome", "format": "output",
    ]

    /// - Parameters:
    ///   - message: ArgumentParser's.
    ///   - words: the command line behind the program's name.
    ///   - commands: the names of the commands.
    static func failure(_ message: String, _ words: [String], commands: [String]) -> Failure? {
        guard let first = words.first, !first.hasPrefix("-") else { return nil }
        if !commands.contains(first) {
            guard let meant = Suggestion.nearest(to: first, among: commands) else { return nil }
            return Failure(
                usage: "there is no command '\(printable(first))'",
                hint: "did you mean 'footfall \(meant)'?"
            )
        }
        guard first == "report" else { return nil }
        if let option = message.firstMatch(of: /nknown option '--([a-z]+)'\n/),
            let meant = otherNames[String(option.1)],
            meant == "since" || meant == "until"
        {
            return Failure(usage: "there is no option '--\(option.1)'", hint: "did you mean '--\(meant)'?")
        }
        guard let stray = message.firstMatch(of: /Unexpected argument '(.+)'\n/) else { return nil }
        return report(String(stray.1), Array(words.dropFirst()))
    }

    private static func report(_ stray: String, _ words: [String]) -> Failure? {
        let kinds = ReportCommand.configuration.subcommands.compactMap { $0.configuration.commandName }
        let shown = printable(stray)
        let isTime = (try? TimeExpression.parse(stray, now: Clock.now, zone: .utc)) != nil
        guard let kind = words.first, kinds.contains(kind) else {
            guard words.first == stray else { return nil }
            let isAddress = IPAddress(stray) != nil
            let meant =
                Suggestion.nearest(to: stray, among: kinds)
                ?? (isTime ? "daily --date \(shellWord(shown))" : (isAddress ? "address " : "user ") + shellWord(shown))
            return Failure(usage: "there is no report '\(shown)'", hint: "did you mean 'footfall report \(meant)'?")
        }
        guard isTime, kind != "top" else { return nil }
        let option = kind == "daily" ? "--date" : "--since"
        return Failure(usage: "'\(shown)' has no option before it", hint: "did you mean '\(option) \(shown)'?")
    }
}
