import FootfallModel

/// Lines out of the records that container engines and the journal wrap them in.
///
/// Docker's JSON and the journal's are rewritten as the lines `HeaderParser` reads: the one as a line of Kubernetes'
/// container runtime interface, the other as RFC 5424. Pieces of a long line are joined where their last one is.
struct Unwrapping {
    private var out: [UInt8] = []
    private var lines: [Line]
    /// The pieces so far of the line that each of the two streams is writing.
    private var pieces: [Pieces?] = [nil, nil]

    /// What a container has begun to write.
    private struct Pieces {
        /// The line of the last one.
        var line: Int
        /// Stamp and stream, as the first one had them.
        var head: [UInt8]
        var text: [UInt8]
        var isCut = false
    }

    /// As long as a line may be that a source reads.
    private static let limit = 65_536

    /// The batch with other bytes and as many lines; what wraps nothing stays as it is.
    static func unwrap(_ batch: LineBatch) -> LineBatch {
        var unwrapping = Unwrapping(lines: batch.lines)
        let bytes = batch.bytes.span
        unwrapping.out.reserveCapacity(batch.bytes.count)
        for index in batch.lines.indices { unwrapping.take(index, bytes) }
        for pieces in unwrapping.pieces.compactMap({ $0 }) { unwrapping.write(pieces) }
        var result = batch
        result.bytes = unwrapping.out
        result.lines = unwrapping.lines
        return result
    }

    /// Whether the JSON object from `from` to `to` may be such a record.
    static func isLikely(_ bytes: Span<UInt8>, from: Int, to: Int) -> Bool {
        let start = bytes.skipBlanks(from: from, to: to)
        if bytes.begins(with: "{\"log\":\"", at: start, to: to) { return true }
        let quote = bytes.skipBlanks(from: start + 1, to: to)
        guard to - quote > 2, bytes[quote] == UInt8(ascii: "\"") else { return false }
        // All names of the journal's fields are in capitals.
        guard bytes[quote + 1] == UInt8(ascii: "_") || bytes[quote + 1] &- UInt8(ascii: "A") < 26 else { return false }
        var index = quote
        while index < to {
            if bytes.begins(with: "\"__REALTIME_TIMESTAMP\"", at: index, to: to) { return true }
            index = bytes.index(of: UInt8(ascii: "\""), from: index + 1, to: to)
        }
        return false
    }

    private init(lines: [Line]) {
        self.lines = lines
    }

    private mutating func take(_ index: Int, _ bytes: Span<UInt8>) {
        // Still where it stands in the bytes that were read: only the lines before it have been moved.
        let range = bytes.withoutNULs(lines[index].range)
        var isDone = false
        if BareLine.isJSON(bytes, from: range.lower, to: range.upper) {
            isDone =
                Unwrapping.isLikely(bytes, from: range.lower, to: range.upper)
                && (takeDocker(index, bytes, range) || takeJournal(index, bytes, range))
        } else if let part = ContainerLine(bytes, range) {
            isDone = takeContainer(index, part, bytes, range)
        }
        if isDone { return }
        let start = out.count
        out.append(bytes, range)
        lines[index].range = ByteRange(from: start, to: out.count)
    }

    // MARK: Containers

    /// `{"log":"…\n","stream":"stderr","time":"2026-11-22T10:00:01.123456789Z"}`.
    private mutating func takeDocker(_ index: Int, _ bytes: Span<UInt8>, _ range: ByteRange) -> Bool {
        var members = JSONMembers(bytes, range)
        var log: ByteRange?
        var time = ByteRange.none
        var isError = false
        while let (key, value) = members.next(bytes) {
            if bytes.isWord("log", at: key.lower, to: key.upper) { log = value }
            if bytes.isWord("time", at: key.lower, to: key.upper) { time = value }
            if bytes.isWord("stream", at: key.lower, to: key.upper) {
                isError = bytes.isWord("\"stderr\"", at: value.lower, to: value.upper)
            }
        }
        guard let log, time.count > 2 else { return false }
        var head: [UInt8] = []
        guard JSONMembers.append(time, bytes, to: &head), Unwrapping.isStamp(head) else { return false }
        head += Array((isError ? " stderr F " : " stdout F ").utf8)
        var text: [UInt8] = []
        guard JSONMembers.append(log, bytes, to: &text) else { return false }
        let isWhole = text.last == 0x0a
        while let last = text.last, last == 0x0a || last == 0x0d { text.removeLast() }
        add(index, isError: isError, head, text, isWhole: isWhole)
        return true
    }

    private static func isStamp(_ bytes: [UInt8]) -> Bool {
        guard let scanned = Timestamp.iso8601(bytes.span, from: 0, to: bytes.count) else { return false }
        return scanned.end == bytes.count && bytes[10] != .blank
    }

    private mutating func takeContainer(
        _ index: Int,
        _ part: ContainerLine,
        _ bytes: Span<UInt8>,
        _ range: ByteRange
    ) -> Bool {
        // Whole lines stay where they are, unless pieces wait for them.
        guard part.isPiece || pieces[part.isError ? 1 : 0] != nil else { return false }
        var head: [UInt8] = []
        head.append(bytes, ByteRange(from: range.lower, to: part.flag))
        head += [UInt8(ascii: "F"), .blank]
        var text: [UInt8] = []
        text.append(bytes, ByteRange(from: part.text, to: range.upper))
        add(index, isError: part.isError, head, text, isWhole: !part.isPiece)
        return true
    }

    private mutating func add(_ index: Int, isError: Bool, _ head: [UInt8], _ text: [UInt8], isWhole: Bool) {
        let stream = isError ? 1 : 0
        var whole = pieces[stream] ?? Pieces(line: index, head: head, text: [])
        pieces[stream] = nil
        // The line of the piece before is empty now: its text stands here.
        lines[whole.line].range = ByteRange(from: out.count, to: out.count)
        whole.line = index
        let room = Unwrapping.limit - whole.text.count
        whole.text += text.prefix(room)
        if text.count > room { whole.isCut = true }
        if isWhole { write(whole) } else { pieces[stream] = whole }
    }

    private mutating func write(_ pieces: Pieces) {
        let start = out.count
        out += pieces.head
        out += pieces.text
        lines[pieces.line].range = ByteRange(from: start, to: out.count)
        if pieces.isCut { lines[pieces.line].isCut = true }
    }

    // MARK: The journal

    /// A record of `journalctl --output=json` as RFC 5424.
    private mutating func takeJournal(_ index: Int, _ bytes: Span<UInt8>, _ range: ByteRange) -> Bool {
        guard let record = JournalRecord(bytes, range) else { return false }
        let start = out.count
        guard record.write(bytes, to: &out) else {
            out.removeSubrange(start...)
            return false
        }
        if out.count - start > Unwrapping.limit {
            out.removeSubrange((start + Unwrapping.limit)...)
            lines[index].isCut = true
        }
        lines[index].range = ByteRange(from: start, to: out.count)
        return true
    }
}
