package import FootfallModel
internal import Glibc

/// Cuts a stream of bytes into records: at line ends, at the lines that begin a record, or at JSON objects.
///
/// A record's unfinished end is kept for the next filling. Of a record over the limit only the first bytes are ever
/// kept, so memory stays bounded whatever arrives; NUL bytes and malformed UTF-8 are ordinary.
package struct LineFraming: Sendable {
    /// Lines are cut behind this many bytes, unless something else is asked for.
    package static let defaultMaximumLineBytes = 65_536

    package let maximumLineBytes: Int
    /// What was filled in last, behind the unfinished line that was left before.
    package private(set) var bytes: [UInt8] = []
    /// The whole lines in `bytes`, in order.
    package private(set) var lines: [Line] = []
    /// Where the first line in `bytes` that is not whole begins.
    package private(set) var unfinishedStart = 0
    /// Bytes of the unfinished line that were dropped because it is over the limit.
    package private(set) var droppedBytes: Int64 = 0
    /// Bytes of the stream up to `unfinishedStart` that were not yet taken, dropped ones included.
    private var wholeBytes: Int64 = 0
    /// An unfinished line was taken: if its end follows after all, that is no line of its own.
    private var isInsideTakenLine = false
    /// `nil` until the first bytes have told.
    private var rule: FramingRule?
    private var documents = JSONCutting()
    private var joining = RecordJoining()
    /// Which line of the stream each of `lines` begins on, counted from the last taking; empty where each is a line.
    private var numbers: [Int64] = []

    /// - Parameters:
    ///   - rule: what ends a record; without one the stream's first bytes tell JSON documents from lines.
    ///   - isInsideTakenLine: the stream is entered behind an unfinished line that was taken before.
    package init(
        maximumLineBytes: Int = defaultMaximumLineBytes,
        rule: FramingRule? = nil,
        isInsideTakenLine: Bool = false
    ) {
        self.maximumLineBytes = max(1, maximumLineBytes)
        self.rule = rule
        self.isInsideTakenLine = isInsideTakenLine
    }

    /// Bytes of the stream that wait for their line's end, dropped ones included.
    package var unfinishedBytes: Int64 { Int64(bytes.count - unfinishedStart) + droppedBytes }

    /// What is unfinished is a record of whole lines that waits for the line that begins the next.
    package var hasWaitingRecord: Bool {
        guard case .records? = rule, droppedBytes == 0 else { return false }
        return unfinishedStart < bytes.count && bytes[bytes.count - 1] == 0x0a
    }

    /// Puts what `read` writes into up to `room` bytes behind the unfinished line, and cuts it into lines.
    ///
    /// `read` returns how many bytes it wrote; what it returns at or below 0 is handed on and changes nothing.
    /// - Precondition: whole lines were taken.
    package mutating func fill(room: Int, _ read: (UnsafeMutableRawBufferPointer) -> Int) -> Int {
        var result = 0
        let kept = bytes.count - unfinishedStart
        let old = bytes
        let from = unfinishedStart
        let filled = unsafe [UInt8](unsafeUninitializedCapacity: kept + room) { buffer, count in
            unsafe old.withUnsafeBytes { source in
                guard kept > 0, let base = source.baseAddress, let target = buffer.baseAddress else { return }
                unsafe memcpy(target, base + from, kept)
            }
            result = unsafe read(
                UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[kept...])
            )
            count = kept + max(0, result)
        }
        guard result > 0 else { return result }
        bytes = filled
        forget(from)
        switch rule ?? decide() {
        case .newline: cut(from: kept)
        case .json:
            var cutting = documents
            let found = cutting.cut(bytes.span, limit: maximumLineBytes, isDropped: droppedBytes > 0)
            documents = cutting
            takeIn(found)
        case .records(let start):
            var cutting = joining
            let found = cutting.cut(bytes.span, limit: maximumLineBytes, isDropped: droppedBytes > 0, start)
            joining = cutting
            takeIn(found)
        }
        return result
    }

    /// Shortens an unfinished line that is over the limit; true if something was dropped.
    ///
    /// One byte more than the limit is kept: a carriage return there does not count as the line's.
    package mutating func trimUnfinished() -> Bool {
        let excess = bytes.count - unfinishedStart - maximumLineBytes - 1
        guard excess > 0 else { return false }
        bytes.removeLast(excess)
        droppedBytes += Int64(excess)
        documents.trim(to: bytes.count)
        joining.trim(to: bytes.count)
        return true
    }

    /// Makes the unfinished line a line; false where there is none.
    package mutating func finishLine() -> Bool {
        guard unfinishedBytes > 0 else { return false }
        switch rule ?? .newline {
        case .newline: isInsideTakenLine = true
        case .json: numbers.append(documents.finish())
        case .records: numbers.append(joining.finish(bytes.count))
        }
        addLine(to: end(of: bytes.count))
        wholeBytes += unfinishedBytes
        unfinishedStart = bytes.count
        droppedBytes = 0
        return true
    }

    /// What `takeLines` hands out.
    package struct Taken {
        package var bytes: [UInt8]
        package var lines: [Line]
        /// Where records are not lines: the line each begins on, from 0 at the first that was not taken before.
        package var numbers: [Int64]
        /// How many lines of the stream were taken.
        package var lineCount: Int64
        /// How much of the stream was taken.
        package var byteCount: Int64
    }

    /// Hands out the whole lines, with the bytes they stand in and how much of the stream they took.
    package mutating func takeLines() -> Taken {
        var taken = bytes
        bytes = Array(taken[unfinishedStart...])
        taken.removeLast(bytes.count)
        forget(unfinishedStart)
        var count = Int64(lines.count)
        switch rule ?? .newline {
        case .newline: break
        case .json: count = documents.takeLineCount()
        case .records: count = joining.takeLineCount()
        }
        defer {
            lines = []
            numbers = []
            wholeBytes = 0
        }
        return Taken(bytes: taken, lines: lines, numbers: numbers, lineCount: count, byteCount: wholeBytes)
    }

    /// What the first bytes of the stream say.
    private mutating func decide() -> FramingRule {
        let found = LineFraming.rule(of: bytes.span)
        rule = found
        return found
    }

    /// How a stream is cut that begins so.
    static func rule(of head: Span<UInt8>) -> FramingRule {
        JSONCutting.isDocument(head) ? .json : .newline
    }

    /// Forgets the first bytes, which were taken.
    private mutating func forget(_ count: Int) {
        unfinishedStart = 0
        documents.forget(count)
        joining.forget(count)
    }

    /// Takes in what a rule other than newlines has found.
    private mutating func takeIn(_ found: FoundRecords) {
        lines += found.lines
        numbers += found.numbers
        guard found.wholeEnd > 0 else { return }
        wholeBytes += Int64(found.wholeEnd) + droppedBytes
        droppedBytes = 0
        unfinishedStart = found.wholeEnd
    }

    private mutating func cut(from start: Int) {
        // Taken out of `self` so that the loop works on locals.
        var found = lines
        lines = []
        let limit = maximumLineBytes
        var lineStart = 0
        var dropped = droppedBytes
        var swallow = isInsideTakenLine
        unsafe bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return }
            let count = buffer.count
            var searched = start
            while searched < count, let hit = unsafe memchr(base + searched, 0x0a, count &- searched) {
                let newline = unsafe UnsafeRawPointer(hit) - base
                var end = newline
                if end > lineStart, dropped == 0, unsafe buffer[end &- 1] == 0x0d { end &-= 1 }
                let isCut = dropped > 0 || end &- lineStart > limit
                if isCut { end = min(end, lineStart &+ limit) }
                if !(swallow && end == lineStart) {
                    found.append(Line(range: ByteRange(from: lineStart, to: end), isCut: isCut))
                }
                swallow = false
                dropped = 0
                lineStart = newline &+ 1
                searched = lineStart
            }
        }
        if lineStart > 0 { wholeBytes += droppedBytes + Int64(lineStart) }
        lines = found
        unfinishedStart = lineStart
        droppedBytes = dropped
        isInsideTakenLine = swallow
    }

    /// Where an unfinished record ends: a record of several lines leaves the last line's end out.
    private func end(of count: Int) -> Int {
        guard case .records? = rule, droppedBytes == 0 else { return count }
        var end = count
        while end > unfinishedStart, bytes[end - 1] == 0x0a || bytes[end - 1] == 0x0d { end -= 1 }
        return end
    }

    private mutating func addLine(to end: Int) {
        let isCut = droppedBytes > 0 || end - unfinishedStart > maximumLineBytes
        let limited = isCut ? min(end, unfinishedStart + maximumLineBytes) : end
        lines.append(Line(range: ByteRange(from: unfinishedStart, to: limited), isCut: isCut))
    }
}
