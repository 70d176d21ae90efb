import Foundation

/// Output as a page shows it: a line `…` stands for any number of lines that are left out.
struct ShownOutput {
    private let runs: [[String]]

    init(_ lines: [String]) {
        var lines = lines
        while lines.last == "" { lines.removeLast() }
        runs = lines.split(separator: "…", omittingEmptySubsequences: false).map { $0.map(ShownOutput.comparable) }
    }

    /// Whether that is what came out; times taken may differ.
    func agrees(with lines: [String]) -> Bool {
        let lines = lines.map(ShownOutput.comparable)
        guard runs.count > 1 else { return runs.first ?? [] == lines }
        guard let first = runs.first, let last = runs.last, lines.starts(with: first),
            lines.reversed().starts(with: last.reversed()), lines.count >= first.count + last.count
        else { return false }
        var rest = lines.dropFirst(first.count).dropLast(last.count)
        for run in runs.dropFirst().dropLast() {
            guard let range = rest.firstRange(of: run) else { return false }
            rest = rest[range.upperBound...]
        }
        return true
    }

    private static func comparable(_ line: String) -> String {
        // The time for the index is told only where it is long, as on a busy machine.
        var line = line.replacing(/\(\d+(\.\d+)? s(, \d+\.\d+ s of them for the word index)?\)/, with: "(… s)")
        while line.last == " " { line.removeLast() }
        return line
    }
}
