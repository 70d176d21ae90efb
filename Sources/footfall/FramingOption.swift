import ArgumentParser
import FootfallModel
import FootfallPatterns

/// What ends a record, where that is not a line's end.
struct FramingOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Records go over several lines; each begins with a line that this expression matches.",
            valueName: "regex"
        )
    )
    var recordStart: String?

    @Option(
        help: ArgumentHelp(
            "How long the last record of several lines waits for more of it (default: 2).",
            valueName: "seconds"
        )
    )
    var recordTimeout: Double?

    func validate() throws {
        guard let recordTimeout else { return }
        if recordStart == nil { throw ValidationError("--record-timeout goes with --record-start") }
        if !(0.1...3600).contains(recordTimeout) {
            throw ValidationError("--record-timeout: \(recordTimeout) is no time from 0.1 to 3600 seconds")
        }
    }

    /// The expression; fails with its mistake and where it stands.
    func expression(macros: Macros) throws -> RecordExpression? {
        guard let recordStart else { return nil }
        do throws(RecordExpression.Mistake) {
            return try RecordExpression(recordStart, macros: macros)
        } catch {
            let before = String(decoding: recordStart.utf8.prefix(error.offset), as: UTF8.self)
            let caret = String(repeating: " ", count: before.cells) + "^"
            let text = "--record-start: \(error.reason)\n  \(recordStart)\n  \(caret)"
            throw Failure(usage: text, hint: error.hint ?? "PCRE2 syntax, as in packs")
        }
    }
}
