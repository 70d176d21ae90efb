internal import FootfallModel

/// Content that is not read as lines, because it is older than what was asked for.
///
/// It is hashed all the same, so that the file is known again. That is why the time is not looked for by bisection:
/// every byte is passed anyway, and a stamp a chunk tells whether to stop in it.
struct PassedOver {
    private static let chunkBytes = 262_144
    private static let longestLine = 4 << 20

    private let file: OpenFile
    private let stop: StopSignal
    /// Up to the last line that was passed.
    private(set) var progress = ContentProgress()
    /// Read, but of a line that is not whole yet.
    private var rest: [UInt8] = []

    init(_ file: OpenFile, until stop: StopSignal) {
        self.file = file
        self.stop = stop
    }

    /// Passes everything up to `size`, to the beginning of the last line if that has no end yet.
    mutating func passAll(upTo size: Int64) throws(OpenFile.Trouble) {
        try file.move(to: 0)
        while let chunk = try nextChunk(upTo: size) { pass(chunk, lineEnds: chunk.count { $0 == 0x0a }) }
        try file.move(to: progress.offset)
    }

    /// Passes the lines before the first one with a stamp from `time` on; nothing where no line bears a stamp.
    ///
    /// - Parameter begins: tells which lines begin a record, where records go over several lines.
    mutating func passLines(
        before time: Instant,
        modified: Instant,
        upTo size: Int64,
        begins: (any RecordStart)?,
        _ stamps: inout any StampReader
    ) throws(OpenFile.Trouble) {
        try file.move(to: 0)
        var hasStamp = false
        while let chunk = try nextChunk(upTo: size) {
            let lines = PassedOver.lines(in: chunk)
            func stamp(_ line: Range<Int>) -> Instant? {
                var end = line.upperBound - 1
                if end > line.lowerBound, chunk[end - 1] == 0x0d { end -= 1 }
                let range = ByteRange(from: line.lowerBound, to: end)
                if let begins, !begins.begins(chunk.span, range) { return nil }
                return stamps.time(chunk.span, range, modified: modified)
            }
            // The last stamp tells of all before it.
            var last: Instant?
            for line in lines.suffix(32).reversed() where last == nil { last = stamp(line) }
            if let last, last < time {
                hasStamp = true
                pass(chunk, lineEnds: lines.count)
                continue
            }
            var end = 0
            var isFound = false
            var count = 0
            for line in lines {
                if let found = stamp(line) {
                    hasStamp = true
                    if found >= time {
                        isFound = true
                        break
                    }
                }
                end = line.upperBound
                count += 1
            }
            pass(Array(chunk[..<end]), lineEnds: count)
            if isFound { break }
        }
        if !hasStamp { progress = ContentProgress() }
        try file.move(to: progress.offset)
    }

    private mutating func pass(_ bytes: [UInt8], lineEnds: Int) {
        progress.update(bytes.span, 0..<bytes.count)
        progress.lines += Int64(lineEnds)
    }

    /// The next whole lines; `nil` at the end, or when the program is to stop.
    private mutating func nextChunk(upTo size: Int64) throws(OpenFile.Trouble) -> [UInt8]? {
        while !stop.isRaised, file.position < size {
            var bytes: [UInt8] = []
            do throws(OpenFile.Trouble) {
                bytes = try file.chunk(Int(min(Int64(PassedOver.chunkBytes), size - file.position)))
            } catch {
                // What can be unpacked of a damaged archive counts; reading on tells of the damage.
                guard case .damaged = error else { throw error }
            }
            guard !bytes.isEmpty else { return nil }
            rest += bytes
            guard let last = bytes.lastIndex(of: 0x0a) else {
                // Longer than any line that is kept whole: from here on it is read.
                if rest.count > PassedOver.longestLine { return nil }
                continue
            }
            let whole = rest.count - (bytes.count - 1 - last)
            let chunk = Array(rest[..<whole])
            rest.removeFirst(whole)
            return chunk
        }
        return nil
    }

    /// With their ends.
    private static func lines(in bytes: [UInt8]) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var start = 0
        for index in bytes.indices where bytes[index] == 0x0a {
            lines.append(start..<index + 1)
            start = index + 1
        }
        return lines
    }
}
