/// What one look at the installation came to.
package struct Diagnosis: Sendable, Equatable {
    package enum Verdict: String, Sendable, CaseIterable {
        /// As it should be.
        case ok
        /// Good to know, and perhaps meant so.
        case note
        /// Lines are lost, or something does not work: exit status 2.
        case trouble
    }

    /// How to mend it: a sentence, and what to paste.
    package struct Remedy: Sendable, Equatable {
        package var words: String
        /// Commands, or lines for a file that `words` names; each stands by itself.
        package var paste: [String]

        package init(_ words: String, _ paste: String...) {
            self.words = words
            self.paste = paste
        }
    }

    /// In one word, what was looked at.
    package var check: String
    package var verdict: Verdict
    /// What was found, in a sentence.
    package var found: String
    package var remedy: Remedy?

    package init(_ check: String, _ verdict: Verdict, _ found: String, _ remedy: Remedy? = nil) {
        self.check = check
        self.verdict = verdict
        self.found = found
        self.remedy = remedy
    }

    /// A sentence that may carry a hint on a line of its own, as troubles elsewhere do.
    init(_ check: String, _ verdict: Verdict, hinted text: String) {
        let lines = text.split(separator: "\n").map { String($0.drop { $0 == " " }) }
        let hint = lines.dropFirst().first { $0.hasPrefix("hint: ") }.map { String($0.dropFirst(6)) }
        self.init(check, verdict, lines.first ?? text, hint.map { Remedy($0) })
    }
}

extension [Diagnosis] {
    /// At most `limit` of them, and how many more there are.
    func bounded(to limit: Int = 10, _ more: String) -> [Diagnosis] {
        guard let first, count > limit else { return self }
        let verdict: Diagnosis.Verdict = dropFirst(limit).contains { $0.verdict == .trouble } ? .trouble : .note
        return prefix(limit) + [Diagnosis(first.check, verdict, "and \(count - limit) more; \(more)")]
    }
}
