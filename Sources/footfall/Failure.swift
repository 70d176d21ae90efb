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

    init(_ description: String, code: Int32 = 1) {
        self.description = description
        self.code = code
    }

    /// An option's value, or a query, is wrong.
    init(usage diagnostic: Diagnostic) {
        self.init(diagnostic.description, code: 64)
    }

    /// Says what `error` means, the one place that knows all kinds of errors; `nil` for ArgumentParser's own.
    init?(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let diagnostic as Diagnostic: self.init(usage: diagnostic)
        case let error as StoreError: self.init("error: " + error.description)
        case let error as SourceError: self.init("error: " + error.description)
        default: return nil
        }
    }
}
