internal import FootfallModel

/// journalctl's output, cut into entries, those left out that were read before.
struct JournalReading {
    private static let room = 262_144

    private(set) var position: JournalPosition
    /// That the entry where reading stopped is gone was not told yet.
    var tellsOfLoss = true
    private let referenceTime: Instant?
    private let maximumLineBytes: Int
    private var framing: LineFraming
    private var lineNumber: Int64 = 1

    init(position: JournalPosition, referenceTime: Instant?, maximumLineBytes: Int) {
        self.position = position
        self.referenceTime = referenceTime
        self.maximumLineBytes = maximumLineBytes
        framing = LineFraming(maximumLineBytes: maximumLineBytes, rule: .newline)
    }

    /// Forgets an unfinished entry of a journalctl that is no more.
    mutating func begin() {
        framing = LineFraming(maximumLineBytes: maximumLineBytes, rule: .newline)
    }

    /// Takes in what `read` writes; returns what it returns.
    mutating func fill(_ read: (UnsafeMutableRawBufferPointer) -> Int) -> Int {
        let count = unsafe framing.fill(room: JournalReading.room, read)
        _ = framing.trimUnfinished()
        return count
    }

    /// Takes an unfinished last line for whole where it is; journalctl that was killed leaves half a one.
    mutating func finish() -> Bool {
        let bytes = framing.bytes
        guard framing.unfinishedBytes > 0, framing.droppedBytes == 0, bytes.last == UInt8(ascii: "}") else {
            return false
        }
        return framing.finishLine()
    }

    /// The whole entries that were not read before; `nil` where there is none.
    mutating func take() -> LineBatch? {
        guard !framing.lines.isEmpty else { return nil }
        let taken = framing.takeLines()
        let bytes = taken.bytes.span
        var lines: [Line] = []
        lines.reserveCapacity(taken.lines.count)
        for line in taken.lines {
            // "-- No entries --" and the like are no entries.
            guard !line.range.isEmpty, bytes[line.range.lower] == UInt8(ascii: "{") else { continue }
            if let cursor = JournalCursor.find(bytes, line.range) {
                if position.isKnown(cursor) { continue }
                position.advance(to: cursor)
            }
            lines.append(line)
        }
        guard !lines.isEmpty else { return nil }
        var batch = LineBatch(
            stream: StreamID(source: JournalSource.name),
            bytes: taken.bytes,
            lines: lines,
            firstLineNumber: lineNumber,
            arrival: referenceTime ?? .now,
            byteCount: taken.byteCount
        )
        batch.cursor = SourceCursor(source: JournalSource.name, text: position.text)
        lineNumber += Int64(lines.count)
        return batch
    }
}
