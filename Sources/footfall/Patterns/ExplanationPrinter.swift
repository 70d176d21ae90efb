import FootfallModel
import FootfallPatterns
import FootfallReports

/// An explanation as lines for a terminal: header, packs, patterns, fields, event.
struct ExplanationPrinter {
    private let explanation: Explanation
    private let style: TextStyle

    init(_ explanation: Explanation, style: TextStyle) {
        self.explanation = explanation
        self.style = style
    }

    var lines: [String] {
        var lines = header + attempts
        lines += explanation.groups.flatMap { entry("    \($0.name) = ", $0.value) }
        guard let taken = explanation.taken else { return lines + miss }
        if explanation.attempts.isEmpty { lines.append("taken by \(taken)") }
        if explanation.isIgnored { lines.append("\(taken) says that the line is no activity: no event") }
        if explanation.isRemembered { lines.append("\(taken) keeps this for other lines: no event of its own") }
        if explanation.isOff { lines.append("\(taken) is off by default: counted, not kept") }
        // JSON stays on one line, so that it can be copied into another program.
        return lines + explanation.events.map { "event    " + $0.json() }
    }

    private var header: [String] {
        let header = explanation.header
        let stamp = header.hasStamp ? "" : " (no stamp: the present)"
        var lines = ["header   \(ExplanationPrinter.name(of: header.form)), time \(header.time.rfc3339)\(stamp)"]
        lines += entry("host     ", explanation.host ?? "none") + entry("app      ", explanation.app ?? "none")
        if let processID = explanation.processID { lines += entry("process  ", processID) }
        lines += entry("message  ", explanation.message)
        if header.repeatCount > 1 { lines.append("repeated \(header.repeatCount) times") }
        if header.form != .json {
            let packs = explanation.packs.isEmpty ? "none is for this app" : explanation.packs.joined(separator: ", ")
            lines += entry("packs    ", packs)
        }
        return lines
    }

    private var attempts: [String] {
        explanation.attempts.map { attempt in
            let verdict =
                switch attempt.verdict {
                case .matched: "matched"
                case .notMatched: "begins alike, does not match"
                case .limitReached: "gave up at the match limit"
                }
            return "  \(attempt.pattern): \(verdict)"
        }
    }

    /// A name and a value, which goes on below itself where it is long.
    private func entry(_ name: String, _ value: String) -> [String] {
        let width = max(style.width - name.cells, 20)
        return style.shown(value).wrapped(to: width).enumerated().map { index, part in
            (index == 0 ? name : String(repeating: " ", count: name.cells)) + part
        }
    }

    // MARK: Misses

    private var miss: [String] {
        var lines = ["no pattern takes this line"]
        guard let nearest = explanation.nearest else {
            if explanation.header.form != .json { lines.append("no pattern comes near it") }
            return lines
        }
        let whose = nearest.isOfOtherPack ? ", of another app's pack: none for this app comes near" : ""
        lines += entry("nearest  ", nearest.pattern + whose)
        let subject = Array(explanation.subject.utf8)
        lines += window(subject, at: nearest.position, until: nearest.position)
        lines.append("there it wants what is marked here:")
        return lines
            + window(Array(nearest.expression.utf8), at: nearest.wanted.lowerBound, until: nearest.wanted.upperBound)
    }

    /// A part of a text that fits the terminal, and a mark under the bytes from `lower` up to `upper`.
    private func window(_ bytes: [UInt8], at lower: Int, until upper: Int) -> [String] {
        func text(_ range: Range<Int>) -> String { style.shown(String(decoding: bytes[range], as: UTF8.self)) }
        let lower = min(lower, bytes.count)
        let end = min(max(upper, lower), bytes.count)
        let room = style.width - 4
        var before = text(0..<lower)
        let isCut = before.cells + text(lower..<end).cells + 8 > room
        if isCut {
            // What precedes the place shows its end only.
            let kept = max(room / 2, room - text(lower..<bytes.count).cells)
            let cells = before.cells
            if cells > kept { before = "…" + String(String(before.reversed()).prefix(cells: kept - 1).reversed()) }
        }
        let line = (before + text(lower..<bytes.count)).truncatedAtEnd(to: room, ellipsis: "…")
        let marks = max(1, min(text(lower..<end).cells, room - before.cells))
        return ["  " + line, "  " + String(repeating: " ", count: before.cells) + String(repeating: "^", count: marks)]
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
