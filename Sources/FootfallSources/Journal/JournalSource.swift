package import FootfallModel
internal import Glibc

/// systemd's journal, through `journalctl`, which knows all versions and forms of its files.
///
/// Every entry is read once: how far reading came is committed with the entries' events, and what was read before is
/// known by `JournalPosition` wherever journalctl begins. A journalctl that dies is started again.
package struct JournalSource: Source {
    package struct Configuration: Sendable {
        /// A folder of journal files, or one file; the system's journal where there is none.
        package var path: String?
        /// Stop at the end of what is there.
        package var once = false
        /// Older entries are not read, where the journal is seen for the first time.
        package var since: Instant?
        /// What the store keeps of the last run.
        package var cursor: SourceCursor?
        /// Stands for the arrival time.
        package var referenceTime: Instant?
        /// How long to wait before a journalctl that died is started again, in milliseconds: doubled each time.
        package var firstPause: Int32 = 1000

        package init() {}
    }

    /// The name that the journal's entries are stored under.
    package static let name = "journal"
    /// An entry that is longer as JSON than this is cut, in bytes.
    static let maximumLineBytes = 4 << 20
    private static let longestPause: Int32 = 60_000

    package var name: String { JournalSource.name }
    private let configuration: Configuration

    package init(_ configuration: Configuration) {
        self.configuration = configuration
    }

    package func run(into sink: any LineSink, until stop: StopSignal) throws(SourceError) {
        try checkPath()
        var position = configuration.cursor.map { JournalPosition(text: $0.text) } ?? JournalPosition()
        if configuration.cursor == nil, let since = configuration.since {
            position = JournalPosition(floor: since.microseconds - 1)
            // A restart before the first entry must not mean a later time.
            guard sink.send(batch(for: position)) else { return }
        }
        var reading = JournalReading(
            position: position,
            referenceTime: configuration.referenceTime,
            maximumLineBytes: JournalSource.maximumLineBytes
        )
        var pause = configuration.firstPause
        var warnings = JournalWarnings()
        var health = JournalHealth(name)
        while !stop.isRaised {
            let before = reading.position
            let begin = ContinuousClock.now
            let outcome: Outcome
            do throws(SourceError) {
                outcome = try follow(&reading, &warnings, &health, into: sink, until: stop)
            } catch {
                // What could be started before can be again: memory is short, or journalctl being replaced.
                guard health.hasWorked, !configuration.once else { throw error }
                outcome = .failed(error.reason)
            }
            switch outcome {
            case .stopped: return
            case .ended where configuration.once: return
            case .ended: sink.report(health.fails("journalctl ended, though there may be more to come", hint: nil))
            case .failed(let reason):
                let error = self.error(reason)
                if configuration.once { throw error }
                if JournalSource.isLackOfRights(reason), reading.position.cursor == nil { throw error }
                sink.report(health.fails("journalctl failed: " + reason, hint: error.hint))
            }
            let isHealthy = reading.position != before || .now - begin > .seconds(60)
            if isHealthy { pause = configuration.firstPause }
            if stop.wait(milliseconds: pause) { return }
            pause = min(pause * 2, JournalSource.longestPause)
        }
    }

    // MARK: One journalctl

    private enum Outcome {
        case stopped, ended
        case failed(String)
    }

    /// Reads what one journalctl has to tell, to its end.
    private func follow(
        _ reading: inout JournalReading,
        _ warnings: inout JournalWarnings,
        _ health: inout JournalHealth,
        into sink: any LineSink,
        until stop: StopSignal
    ) throws(SourceError) -> Outcome {
        var arguments = self.arguments
        if let cursor = reading.position.cursor {
            switch try find(cursor, &warnings, into: sink, until: stop) {
            case .found: arguments.append("--cursor=" + cursor.text)
            case .lost:
                // Not from what is nearest: everything is looked through, and what is known dropped.
                if reading.tellsOfLoss { sink.report(loss(at: cursor)) }
                reading.tellsOfLoss = false
                arguments += since(reading.position)
            case .outcome(let outcome): return outcome
            }
        } else {
            arguments += since(reading.position)
        }
        if !configuration.once { arguments += ["--follow", "--no-tail"] }
        var child = try start(arguments)
        let begin = ContinuousClock.now
        reading.begin()
        var said = ErrorLines()
        var hasErrors = true
        while true {
            // Where nothing comes, that it goes on is told by time.
            let isReady = wait(for: child, hasErrors: hasErrors, stop, health.isInTrouble ? JournalHealth.trial : -1)
            if hasErrors { hasErrors = said.read(child.errors) }
            if !isReady, .now - begin >= .milliseconds(JournalHealth.trial) { health.works(sink) }
            warnings.tell(said.takeLines(), name, sink)
            if stop.isRaised {
                child.end()
                return .stopped
            }
            guard isReady else { continue }
            let count = unsafe reading.fill { unsafe read(child.output, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            if count <= 0 { break }
            guard let batch = reading.take() else { continue }
            health.works(sink)
            guard sink.send(batch) else {
                child.end()
                return .stopped
            }
        }
        if reading.finish(), let batch = reading.take(), !sink.send(batch) {
            child.end()
            return .stopped
        }
        let ending = child.wait(milliseconds: 3000)
        if hasErrors { _ = said.read(child.errors) }
        warnings.tell(said.takeLines(), name, sink)
        return outcome(of: ending, said)
    }

    private enum Search {
        case found, lost
        case outcome(Outcome)
    }

    /// Whether the entry is still there: what journalctl finds for a cursor may be another.
    private func find(
        _ cursor: JournalCursor,
        _ warnings: inout JournalWarnings,
        into sink: any LineSink,
        until stop: StopSignal
    ) throws(SourceError) -> Search {
        var child = try start(arguments + ["--cursor=" + cursor.text, "--lines=1"])
        var framing = LineFraming(maximumLineBytes: JournalSource.maximumLineBytes, rule: .newline)
        var said = ErrorLines()
        var hasErrors = true
        var isFound = false
        while true {
            let isReady = wait(for: child, hasErrors: hasErrors, stop)
            if hasErrors { hasErrors = said.read(child.errors) }
            if stop.isRaised {
                child.end()
                return .outcome(.stopped)
            }
            guard isReady else { continue }
            let count = unsafe framing.fill(room: 65_536) { unsafe read(child.output, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            if count <= 0 { break }
            _ = framing.trimUnfinished()
            let taken = framing.takeLines()
            for line in taken.lines where JournalCursor.find(taken.bytes.span, line.range) == cursor { isFound = true }
        }
        let ending = child.wait(milliseconds: 3000)
        if hasErrors { _ = said.read(child.errors) }
        if case .failed(let reason) = outcome(of: ending, said) { return .outcome(.failed(reason)) }
        return isFound ? .found : .lost
    }

    /// Fields that are no part of a header or message are left where they are.
    private var arguments: [String] {
        let fields = [
            "MESSAGE", "PRIORITY", "SYSLOG_FACILITY", "SYSLOG_IDENTIFIER", "SYSLOG_PID", "_COMM", "_HOSTNAME", "_PID",
            "_SOURCE_REALTIME_TIMESTAMP",
        ]
        var words = [
            "journalctl", "--no-pager", "--all", "--output=json", "--output-fields=" + fields.joined(separator: ","),
        ]
        if let path = configuration.path {
            words.append(JournalSource.isFolder(path) ? "--directory=" + path : "--file=" + path)
        }
        return words
    }

    private func since(_ position: JournalPosition) -> [String] {
        // Whole seconds; the position drops what is older within the first.
        position.floor <= 0 ? [] : ["--since=@\(position.floor / 1_000_000)"]
    }

    private func start(_ arguments: [String]) throws(SourceError) -> ChildProcess {
        var code: Int32 = 0
        guard let child = ChildProcess(arguments, code: &code) else {
            if code == ENOENT {
                throw SourceError(
                    source: name,
                    reason: "the program journalctl is not there",
                    hint: "it comes with systemd; on a machine without it, read the log files instead"
                )
            }
            throw SourceError(source: name, reason: "journalctl cannot be run: " + FileTrouble.describe(code))
        }
        return child
    }

    /// Waits until there is output or its end, an error line, a stop, or the time is over; true for the first.
    private func wait(
        for child: borrowing ChildProcess,
        hasErrors: Bool,
        _ stop: StopSignal,
        _ milliseconds: Int32 = -1
    ) -> Bool {
        var descriptors = [
            pollfd(fd: child.output, events: Int16(POLLIN), revents: 0),
            pollfd(fd: child.errors, events: Int16(POLLIN), revents: 0),
            pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        // Standard error at its end is always ready; output alone then says when there is something to do.
        if !hasErrors { descriptors[1].fd = -1 }
        guard unsafe poll(&descriptors, 3, milliseconds) > 0 else { return false }
        return descriptors[0].revents != 0
    }

    // MARK: What is told

    private func outcome(of ending: ChildProcess.Ending, _ said: ErrorLines) -> Outcome {
        switch ending {
        case .exited(0): .ended
        case .exited(let code): .failed(said.last ?? "it ended with status \(code)")
        case .signalled(let number): .failed("signal \(number) ended it")
        }
    }

    private func batch(for position: JournalPosition) -> LineBatch {
        var batch = LineBatch(
            stream: StreamID(source: name),
            bytes: [],
            lines: [],
            arrival: configuration.referenceTime ?? .now,
            byteCount: 0
        )
        batch.cursor = SourceCursor(source: name, text: position.text)
        return batch
    }

    private func loss(at cursor: JournalCursor) -> SourceNotice {
        let text =
            "the entry at which reading stopped (\(Instant(microseconds: cursor.realtime).rfc3339)) is no longer in the "
            + "journal; what was removed before it could be read is lost, all that is there and was not read follows"
        return SourceNotice(.warning, source: name, text)
    }

    private static func isLackOfRights(_ reason: String) -> Bool {
        let words = reason.lowercased()
        return words.contains("permission") || words.contains("access denied")
    }

    private func error(_ reason: String) -> SourceError {
        SourceError(
            source: name,
            reason: "cannot be read: " + reason,
            hint: JournalSource.isLackOfRights(reason)
                ? "members of the group systemd-journal may read it (usermod -aG systemd-journal USER)" : nil
        )
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private func checkPath() throws(SourceError) {
        guard let path = configuration.path else { return }
        var status = stat()
        guard unsafe stat(path, &status) != 0 else { return }
        throw SourceError(
            source: name,
            reason: "\(path) cannot be read: " + FileTrouble.describe(errno),
            hint: "name the folder that holds the .journal files, or one of them"
        )
    }
}
