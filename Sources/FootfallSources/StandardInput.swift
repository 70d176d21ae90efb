package import FootfallModel
internal import Glibc

/// Lines from a descriptor that cannot be read again: standard input, a pipe.
///
/// It ends where the input ends. What was read when the stop is raised is handed over, an unfinished line too, since
/// nobody will see it again.
package struct StandardInput: Source {
    package let name: String
    private let descriptor: Int32
    private let maximumLineBytes: Int
    private let batchBytes: Int
    private let referenceTime: Instant?
    private let framing: FramingRule?
    /// How long the last record of several lines waits for a line that may still belong to it.
    package var recordTimeout: Duration = .seconds(2)

    /// - Parameters:
    ///   - descriptor: stays open.
    ///   - framing: what ends a record; without one the first bytes tell.
    ///   - referenceTime: replaces the clock.
    package init(
        descriptor: Int32 = 0,
        name: String = "stdin",
        maximumLineBytes: Int = LineFraming.defaultMaximumLineBytes,
        batchBytes: Int = 262_144,
        referenceTime: Instant? = nil,
        framing: FramingRule? = nil
    ) {
        self.framing = framing
        self.descriptor = descriptor
        self.name = name
        self.maximumLineBytes = maximumLineBytes
        self.batchBytes = batchBytes
        self.referenceTime = referenceTime
    }

    package func run(into sink: any LineSink, until stop: StopSignal) throws(SourceError) {
        var framing = LineFraming(maximumLineBytes: maximumLineBytes, rule: framing)
        var lineNumber: Int64 = 1
        while true {
            let isWaiting = framing.hasWaitingRecord
            switch waitForInput(stop, milliseconds: isWaiting ? Int32(clamping: recordTimeout.wholeMilliseconds) : -1) {
            case .some(true): break
            case .some(false):
                if framing.finishLine(), !send(&framing, &lineNumber, into: sink) { return }
                continue
            case nil:
                if framing.finishLine() { _ = send(&framing, &lineNumber, into: sink) }
                return
            }
            let count = unsafe framing.fill(room: batchBytes) { unsafe read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR || errno == EAGAIN { continue }
                throw SourceError(source: name, reason: "cannot be read: " + FileTrouble.describe(errno))
            }
            if count == 0 {
                if framing.finishLine() { _ = send(&framing, &lineNumber, into: sink) }
                return
            }
            _ = framing.trimUnfinished()
            guard send(&framing, &lineNumber, into: sink) else { return }
        }
    }

    private func send(_ framing: inout LineFraming, _ lineNumber: inout Int64, into sink: any LineSink) -> Bool {
        guard !framing.lines.isEmpty else { return true }
        let taken = framing.takeLines()
        var batch = LineBatch(
            stream: StreamID(source: name),
            bytes: taken.bytes,
            lines: taken.lines,
            firstLineNumber: lineNumber,
            arrival: referenceTime ?? .now,
            byteCount: taken.byteCount
        )
        batch.recordNumbers = taken.numbers
        lineNumber += taken.lineCount
        return sink.send(batch)
    }

    /// Waits until there is something to read, or the input's end; false when the time is over, `nil` once the stop is
    /// raised.
    private func waitForInput(_ stop: StopSignal, milliseconds: Int32) -> Bool? {
        while !stop.isRaised {
            var descriptors = [
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            let ready = unsafe poll(&descriptors, 2, milliseconds)
            if ready == 0 { return false }
            guard ready > 0 else { continue }
            if descriptors[0].revents != 0 { return stop.isRaised ? nil : true }
        }
        return nil
    }
}
