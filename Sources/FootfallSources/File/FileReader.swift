internal import FootfallModel

/// One open file on its way into batches.
final class FileReader {
    /// What a file gave at one look.
    enum Step {
        case batch(LineBatch)
        /// Read, but no line is whole yet.
        case partOfLine
        case end
        /// The content is no longer what was read before.
        case changed
        case trouble(OpenFile.Trouble)
    }

    private static let tailBytes = 64

    let file: OpenFile
    let source: String
    private let configuration: FileSource.Configuration
    /// What was there at first sight ends here; it is read as backlog.
    private(set) var backlogEnd: Int64
    private let modified: Instant
    private(set) var id: Int64?
    private let year: Int32?
    /// For the first batch, where it is backlog.
    private var startingYear: Int32?
    private var isDisordered = false
    private var progress: ContentProgress
    /// What is ahead of `progress`: an unfinished line of which something was dropped.
    private var ahead: ContentProgress?
    private var framing: LineFraming
    /// A compressed file has given all it holds.
    private var isUnpacked = false
    /// What the file looked like before the last reading.
    private var lastStatus: FileStatus?
    /// The bytes before the place that was read up to, to see whether they are still there.
    private var tail: [UInt8] = []

    /// - Parameters:
    ///   - file: stands at `progress.offset`.
    ///   - id: the checkpoint's, where the file is known; otherwise one is asked for with the first batch.
    ///   - backlogEnd: where backlog ends, in bytes of content.
    init(
        _ file: OpenFile,
        source: String,
        configuration: FileSource.Configuration,
        progress: ContentProgress,
        id: Int64?,
        year: Int32?,
        backlogEnd: Int64,
        modified: Instant
    ) {
        self.file = file
        self.source = source
        self.configuration = configuration
        self.progress = progress
        self.id = id
        self.year = year
        self.backlogEnd = backlogEnd
        self.modified = configuration.referenceTime ?? modified
        framing = LineFraming(
            maximumLineBytes: configuration.maximumLineBytes,
            rule: configuration.framing ?? FileReader.framing(of: progress),
            isInsideTakenLine: progress.isInsideLine
        )
        if file.position < backlogEnd { startingYear = year }
    }

    /// How a file was cut that was begun before; `nil` where the first bytes are still to tell.
    private static func framing(of progress: ContentProgress) -> FramingRule? {
        if progress.offset == 0 { return nil }
        return LineFraming.rule(of: progress.head.span)
    }

    var offset: Int64 { progress.offset }
    var lines: Int64 { progress.lines }
    var hasUnfinishedLine: Bool { framing.unfinishedBytes > 0 }
    /// The last record waits only for the line that begins the next.
    var hasWaitingRecord: Bool { framing.hasWaitingRecord }
    /// What was older when the file was first seen was left out.
    var leftOutBefore: Instant? { progress.leftOutBefore }

    /// Takes what was written since first sight as backlog too: with `once`, until a line's end is met.
    func extendBacklog(to size: Int64) {
        backlogEnd = max(backlogEnd, size)
    }

    /// Lets a scout look through what is to be read as backlog, to know the year it begins in.
    func scout(_ scout: inout any YearScout) throws(OpenFile.Trouble) {
        let start = file.position
        guard start < backlogEnd else { return }
        var framing = LineFraming(maximumLineBytes: configuration.maximumLineBytes, rule: .newline)
        var trouble: OpenFile.Trouble?
        var goesOn = true
        while goesOn, file.position < backlogEnd {
            let room = Int(min(Int64(configuration.batchBytes), backlogEnd - file.position))
            guard fill(&framing, room: room, &trouble) > 0 else { break }
            _ = framing.trimUnfinished()
            let taken = framing.takeLines()
            goesOn = scout.observe(taken.bytes.span, taken.lines)
        }
        if goesOn, framing.finishLine() {
            let rest = framing.takeLines()
            _ = scout.observe(rest.bytes.span, rest.lines)
        }
        startingYear = scout.startingYear(modified: modified) ?? startingYear
        isDisordered = scout.isDisordered
        try file.move(to: start)
    }

    /// Reads on; `newID` numbers the file when its first lines go out.
    func next(now: Instant, newID: () -> Int64) -> Step {
        let isPlain = file.compression == nil
        var available = Int64(configuration.batchBytes)
        if isPlain {
            lastStatus = file.status
            let size = lastStatus?.size ?? 0
            if size < file.position { return .changed }
            let limit = file.position < backlogEnd ? min(size, backlogEnd) : configuration.once ? backlogEnd : size
            available = limit - file.position
        }
        guard available > 0 else { return .end }
        // What was taken already is dropped from the buffer before more is read.
        let kept = framing.bytes.count - framing.unfinishedStart
        let start = file.position
        let room = min(Int(available), max(4096, configuration.batchBytes - kept))
        var trouble: OpenFile.Trouble?
        let count = fill(&framing, room: room, &trouble)
        if let trouble { return .trouble(trouble) }
        guard count > 0 else {
            isUnpacked = true
            return .end
        }
        if isPlain {
            // Asked after the read: what a rewritten file gave in between is not taken for the old one's.
            guard file.holds(tail.span, at: start - Int64(tail.count)), file.holds(progress.head.span, at: 0) else {
                return .changed
            }
            tail = Array(framing.bytes.suffix(min(count, FileReader.tailBytes)))
        }
        takeIn(from: kept)
        return batch(isBacklog: start < backlogEnd, now: now, newID) ?? .partOfLine
    }

    /// The unfinished last line as a batch of its own; `nil` where there is none.
    func unfinishedLine(now: Instant, newID: () -> Int64) -> LineBatch? {
        let start = framing.unfinishedStart
        let count = framing.bytes.count
        let isBacklog = file.position <= backlogEnd
        guard framing.finishLine() else { return nil }
        if let ahead {
            progress = ahead
            self.ahead = nil
        } else {
            progress.update(framing.bytes.span, start..<count)
        }
        guard case .batch(let batch)? = batch(isBacklog: isBacklog, now: now, newID) else { return nil }
        return batch
    }

    /// The checkpoint at `offset`; `nil` where nothing was read yet.
    func checkpoint(path: String) -> Checkpoint? {
        guard let id, progress.offset > 0 else { return nil }
        var checkpoint = progress.checkpoint(id: id, source: source, path: path, identity: file.identity, year: year)
        checkpoint.rest = rest
        return checkpoint
    }

    /// How the file looks if all of it is taken: the next start need not open it then.
    var rest: Checkpoint.Rest? {
        guard framing.unfinishedBytes == 0 else { return nil }
        // A compressed file is at its end when its last byte is unpacked and nothing came behind it.
        let status = file.compression == nil ? lastStatus : isUnpacked ? file.status : nil
        guard let status, status.size == file.diskPosition else { return nil }
        return Checkpoint.Rest(size: status.size, modified: status.modified)
    }

    private func fill(_ framing: inout LineFraming, room: Int, _ trouble: inout OpenFile.Trouble?) -> Int {
        var caught: OpenFile.Trouble?
        let count = unsafe framing.fill(room: room) { buffer in
            do throws(OpenFile.Trouble) {
                return try unsafe file.read(into: buffer)
            } catch {
                caught = error
                return 0
            }
        }
        trouble = caught
        return count
    }

    /// Brings `progress` up to the last whole line of what was read behind `kept`.
    private func takeIn(from kept: Int) {
        let whole = framing.unfinishedStart
        let count = framing.bytes.count
        if whole > 0 {
            if var reached = ahead {
                reached.update(framing.bytes.span, kept..<whole)
                progress = reached
                ahead = nil
            } else {
                progress.update(framing.bytes.span, 0..<whole)
            }
        }
        guard count - whole > framing.maximumLineBytes + 1 else { return }
        var reached = ahead ?? progress
        reached.update(framing.bytes.span, (ahead == nil ? whole : kept)..<count)
        ahead = reached
        _ = framing.trimUnfinished()
    }

    private func batch(isBacklog: Bool, now: Instant, _ newID: () -> Int64) -> Step? {
        guard !framing.lines.isEmpty else { return nil }
        let taken = framing.takeLines()
        let number = id ?? newID()
        id = number
        let first = progress.lines + 1
        progress.lines += taken.lineCount
        ahead?.lines = progress.lines
        defer { startingYear = nil }
        var batch = LineBatch(
            stream: StreamID(source: source, file: number),
            bytes: taken.bytes,
            lines: taken.lines,
            firstLineNumber: first,
            arrival: isBacklog ? modified : configuration.referenceTime ?? now,
            isBacklog: isBacklog,
            startingYear: startingYear,
            byteCount: taken.byteCount
        )
        batch.recordNumbers = taken.numbers
        batch.hasDisorderedStamps = isBacklog && isDisordered
        return .batch(batch)
    }
}
