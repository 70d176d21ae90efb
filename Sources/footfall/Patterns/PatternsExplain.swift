import ArgumentParser
import FootfallModel
import FootfallPatterns

/// `footfall patterns explain`: why a line matched or did not.
struct PatternsExplain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Tell why a line becomes the event it becomes, or none.",
        discussion: """
            Example:
              footfall patterns explain 'Nov 22 10:00:01 web1 sshd[811]: Accepted password for alice from 192.0.2.7 port 50022 ssh2'
            """
    )

    @Argument(help: "The line, as it stands in the log.")
    var line: String

    @OptionGroup var packs: PackOptions

    func run() throws {
        let set = try packs.loadValid()
        var explainer = Explainer(set, reference: Clock.now)
        let explanation = explainer.explain(Array(line.utf8))
        let header = explanation.header
        Console.out(
            "header   \(PatternsExplain.name(of: header.form)), time \(header.time.rfc3339)\(header.hasStamp ? "" : " (no stamp: the present)")"
        )
        Console.out("host     \(printable(explanation.host ?? "none"))")
        Console.out("app      \(printable(explanation.app ?? "none"))")
        if let processID = explanation.processID { Console.out("process  \(printable(processID))") }
        Console.out("message  \(printable(explanation.message))")
        if header.repeatCount > 1 { Console.out("repeated \(header.repeatCount) times") }
        if header.form != .json {
            Console.out("packs    \(explanation.packs.isEmpty ? "none" : explanation.packs.joined(separator: ", "))")
        }
        for attempt in explanation.attempts {
            let verdict =
                switch attempt.verdict {
                case .matched: "matched"
                case .notMatched: "begins alike, does not match"
                case .limitReached: "gave up at the match limit"
                }
            Console.out("  \(attempt.pattern): \(verdict)")
        }
        for group in explanation.groups { Console.out("    \(group.name) = \(printable(group.value))") }
        guard let taken = explanation.taken else {
            Console.out("no pattern takes this line")
            return
        }
        if explanation.attempts.isEmpty { Console.out("taken by \(taken)") }
        if explanation.isIgnored { Console.out("\(taken) says that the line is no activity: no event") }
        if explanation.isRemembered { Console.out("\(taken) keeps this for other lines: no event of its own") }
        if explanation.isOff { Console.out("\(taken) is off by default: counted, not kept") }
        explanation.events.forEach { Console.out("event    \($0.json())") }
    }

    private static func name(of form: Header.Form) -> String {
        switch form {
        case .bare: "none"
        case .rfc3164: "RFC 3164"
        case .iso8601: "ISO 8601"
        case .rfc5424: "RFC 5424"
        case .json: "JSON"
        }
    }
}
