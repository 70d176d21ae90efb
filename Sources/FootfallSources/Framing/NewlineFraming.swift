package import FootfallModel
internal import Glibc

/// Cuts a stream of bytes into lines at `\n` or `\r\n`.
///
/// A line's unfinished end is kept for the next filling. Of a line over the limit only the first bytes are ever kept,
/// so memory stays bounded whatever arrives; NUL bytes and malformed UTF-8 are ordinary.
package struct NewlineFraming: Sendable {
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

    /// - Parameter isInsideTakenLine: the stream is entered behind an unfinished line that was taken before.
    package init(maximumLineBytes: Int = defaultMaximumLineBytes, isInsideTakenLine: Bool = false) {
        self.maximumLineBytes = max(1, maximumLineBytes)
        self.isInsideTakenLine = isInsideTakenLine
    }

    /// Bytes of the stream that wait for their line's end, dropped ones included.
    package var unfinishedBytes: Int64 { Int64(bytes.count - unfinishedStart) + droppedBytes }

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
        unfinishedStart = 0
        cut(from: kept)
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
        return true
    }

    /// Makes the unfinished line a line; false where there is none.
    package mutating func finishLine() -> Bool {
        guard unfinishedBytes > 0 else { return false }
        addLine(to: bytes.count)
        wholeBytes += unfinishedBytes
        unfinishedStart = bytes.count
        droppedBytes = 0
        isInsideTakenLine = true
        return true
    }

    /// Hands out the whole lines, with the bytes they stand in and how much of the stream they took.
    package mutating func takeLines() -> (bytes: [UInt8], lines: [Line], byteCount: Int64) {
        var taken = bytes
        bytes = Array(taken[unfinishedStart...])
        taken.removeLast(bytes.count)
        unfinishedStart = 0
        defer {
            lines = []
            lines.reserveCapacity(min(lines.count, 8192))
            wholeBytes = 0
        }
        return (taken, lines, wholeBytes)
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

    private mutating func addLine(to end: Int) {
        let isCut = droppedBytes > 0 || end - unfinishedStart > maximumLineBytes
        let limited = isCut ? min(end, unfinishedStart + maximumLineBytes) : end
        lines.append(Line(range: ByteRange(from: unfinishedStart, to: limited), isCut: isCut))
    }
}
