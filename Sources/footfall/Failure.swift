import ArgumentParser
import FootfallModel
import FootfallSources
import FootfallStore
import Foundation

/// What went wrong, in words for a person, and the exit code.
struct Failure: Error, CustomStringConvertible {
    var description: String
    /// 1 failed, 2 trouble found, 64 wrong usage or query.
    var code: Int32

    /// - Parameters:
    ///   - text: where and what.
    ///   - hint: what to do about it.
    init(_ text: String, hint: String? = nil, code: Int32 = 1) {
        description = "error: " + text + (hint.map { "\n  hint: " + $0 } ?? "")
        self.code = code
    }

    /// A word of the command line is none of those there are.
    init(usage text: String, hint: String) {
        self.init(text, hint: hint, code: 64)
    }

    /// An option's value, or a query, is wrong.
    init(usage diagnostic: Diagnostic) {
        description = diagnostic.description
        code = 64
    }

    /// Says what `error` means, the one place that knows all kinds of errors; `nil` for ArgumentParser's own.
    init?(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let diagnostic as Diagnostic: self.init(usage: diagnostic)
        case let mistakes as ConfigurationMistakes:
            (mistakes.inConfiguration + mistakes.inPacks).forEach { Console.note($0.description, .error) }
            self.init(mistakes.count)
        case let error as StoreError: self.init(error.description + (FirstSteps.hint(error) ?? ""))
        case let error as SourceError: self.init(error.description)
        default: return nil
        }
    }
}
