import Dispatch
import FootfallCollector
import FootfallModel
import FootfallReports
import FootfallSources
import Foundation

/// What `collect` says while it works: notices, and on a terminal how far a long backlog is read.
final class ProgressDisplay: Sendable {
    private struct State {
        var isLineOpen = false
        var isFinished = false
        var hasCaughtUp = false
    }

    private let begun = ContinuousClock.now
    private let state = Guarded(State())

    /// A notice, on a line of its own.
    func tell(_ notice: SourceNotice) {
        state.withLock { state in
            ProgressDisplay.clear(&state)
            Console.note(ProgressDisplay.text(of: notice), notice.level)
        }
    }

    /// A notice as it is shown: where, what, and under it what to do.
    static func text(of notice: SourceNotice) -> String {
        let mark =
            switch notice.level {
            case .info: ""
            case .warning: "warning: "
            case .error: "error: "
            }
        // A file's notice names the file, which may be one of several that the source was given.
        let isNamed = notice.source.split(separator: ", ").contains { notice.text.contains($0) }
        let text = isNamed ? notice.text : notice.source + ": " + notice.text
        return mark + text.split(separator: "\n").map { printable(String($0)) }.joined(separator: "\n")
    }

    /// A timer that looks at the progress each second: a terminal is shown how far a backlog is read.
    ///
    /// - Parameter isFollowing: say when the backlog is read, so that silence from then on is no riddle.
    func timer(
        for progress: @escaping @Sendable () -> Collector.Progress,
        isFollowing: Bool
    ) -> (any DispatchSourceTimer)? {
        guard isFollowing || Console.isErrorTerminal else { return nil }
        let timer = DispatchSource.makeTimerSource(queue: .global())
        timer.schedule(deadline: .now() + 1, repeating: 1)
        timer.setEventHandler { [self] in
            let now = progress()
            if Console.isErrorTerminal { show(now) }
            if isFollowing, now.isCaughtUp { tellOfCatchingUp(now) }
        }
        timer.resume()
        return timer
    }

    private func tellOfCatchingUp(_ progress: Collector.Progress) {
        let isNews = state.withLock { state in
            defer { state.hasCaughtUp = true }
            return !state.hasCaughtUp && !state.isFinished
        }
        guard isNews else { return }
        let read = "read what was there (\(progress.lines.grouped) line\(progress.lines == 1 ? "" : "s"))"
        Console.note(read + "; following until interrupted")
    }

    /// Clears what the timer has shown; nothing is shown from now on.
    func finish() {
        state.withLock { state in
            state.isFinished = true
            ProgressDisplay.clear(&state)
        }
    }

    private func show(_ progress: Collector.Progress) {
        state.withLock { state in
            guard !state.isFinished else { return }
            ProgressDisplay.clear(&state)
            guard !progress.isCaughtUp, progress.totalBytes > 0 else { return }
            let seconds = (ContinuousClock.now - begun) / .seconds(1)
            let share = min(1, Double(progress.readBytes) / Double(progress.totalBytes))
            let left = share > 0.01 ? seconds / share - seconds : 0
            var text = "\(Int(share * 100)) % read, \(progress.lines.grouped) lines"
            text += ", \(Int64(Double(progress.lines) / seconds).grouped) lines/s"
            if left >= 1 { text += ", about \(Int(left)) s left" }
            Console.status(text)
            state.isLineOpen = true
        }
    }

    private static func clear(_ state: inout State) {
        if state.isLineOpen { Console.status("\r\u{1b}[K") }
        state.isLineOpen = false
    }

    /// The last line: what was done, and how fast.
    func summary(of summary: Collector.Summary, store: String) -> String {
        let seconds = max(0.001, (ContinuousClock.now - begun) / .seconds(1))
        let time = seconds < 10 ? String(format: "%.2f", seconds) : String(Int(seconds))
        let words = summary.wordIndexSeconds
        let indexed = words < 0.1 ? "" : String(format: ", %.2f s of them for the word index", words)
        let lines = "\(summary.lines.grouped) line\(summary.lines == 1 ? "" : "s")"
        let events = "\(summary.events.grouped) event\(summary.events == 1 ? "" : "s")"
        return "read \(lines), kept \(events) in \(store) (\(time) s\(indexed))"
    }
}
