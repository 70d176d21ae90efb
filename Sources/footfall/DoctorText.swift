import FootfallHost
import FootfallModel
import FootfallReports
import Foundation

/// What the doctor found, as it is shown.
enum DoctorText {
    /// Each with its verdict and what was looked at; below it, unbroken, what to paste.
    static func table(_ found: [Diagnosis], _ style: TextStyle) -> [String] {
        let width = found.map(\.check.count).max() ?? 0
        return found.flatMap { diagnosis -> [String] in
            let head = diagnosis.verdict.rawValue.padded(to: 7) + "  " + diagnosis.check.padded(to: width) + "  "
            let margin = String(repeating: " ", count: head.count)
            let lines = style.shown(diagnosis.found).wrapped(to: max(30, style.width - head.count))
            var shown = lines.enumerated().map { ($0.offset == 0 ? head : margin) + $0.element }
            if let remedy = diagnosis.remedy {
                shown += style.shown(remedy.words).wrapped(to: max(30, style.width - 4)).map { "    " + $0 }
                shown += remedy.paste.map { "        " + style.shown($0) }
            }
            return shown
        }
    }

    static func sum(_ found: [Diagnosis]) -> String {
        func count(_ verdict: Diagnosis.Verdict) -> Int { found.filter { $0.verdict == verdict }.count }
        let (troubles, notes) = (count(.trouble), count(.note))
        let said = troubles == 0 ? "no trouble" : "\(troubles) thing\(troubles == 1 ? "" : "s") to mend"
        let known = notes == 0 ? "" : ", \(notes) worth knowing"
        return said + known + ", \(count(.ok)) as \(count(.ok) == 1 ? "it" : "they") should be"
    }

    private struct Shape: Encodable {
        struct Check: Encodable {
            var check: String
            var verdict: String
            var found: String
            var mend: String?
            var paste: [String]?
        }
        var trouble: Bool
        var checks: [Check]
    }

    static func json(_ found: [Diagnosis]) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let shape = Shape(
            trouble: found.contains { $0.verdict == .trouble },
            checks: found.map { diagnosis in
                let paste = diagnosis.remedy?.paste ?? []
                return Shape.Check(
                    check: diagnosis.check,
                    verdict: diagnosis.verdict.rawValue,
                    found: diagnosis.found,
                    mend: diagnosis.remedy?.words,
                    paste: paste.isEmpty ? nil : paste
                )
            }
        )
        return String(decoding: try encoder.encode(shape), as: UTF8.self)
    }
}
