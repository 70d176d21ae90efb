/// One line of a batch: where its bytes stand, without the line's end.
package struct Line: Sendable {
    package var range: ByteRange
    /// Index into the batch's `senders`; -1 where the source has no senders.
    package var sender: Int32
    /// Longer than the source's limit: what follows the limit was dropped.
    package var isCut: Bool

    @inlinable
    package init(range: ByteRange, sender: Int32 = -1, isCut: Bool = false) {
        self.range = range
        self.sender = sender
        self.isCut = isCut
    }
}

/// Which stream of one source a batch belongs to.
///
/// Stamps without a year or a zone are read in the light of what the same stream said before, so each file of a
/// source (the live one, its predecessors) is a stream of its own.
package struct StreamID: Hashable, Sendable {
    /// The source's name as it is stored.
    ///
    /// The followed path, `udp://ADDR:PORT` or `stdin`.
    package var source: String
    /// The `id` of the file's checkpoint; 0 where the source is no file.
    package var file: Int64

    package init(source: String, file: Int64 = 0) {
        self.source = source
        self.file = file
    }
}

/// Lines as a source read them, and how far it has read once they are stored.
///
/// A batch owns its bytes; everything that is later said about a line is a range in them. Sources make batches of at
/// most about 256 KiB, so that the bytes are still in the cache when they are parsed.
package struct LineBatch: Sendable {
    package var stream: StreamID
    package var bytes: [UInt8]
    package var lines: [Line]
    /// Number of the batch's first line within its stream, from 1; a file's continues after a restart where known.
    package var firstLineNumber: Int64
    /// Where records are not lines (JSON documents, records of several lines): the line each begins on, counted from
    /// `firstLineNumber`; empty where each record is a line.
    package var recordNumbers: [Int64] = []
    /// The clock when the batch was read; a file's modification time for what it held before it was first seen.
    package var arrival: Instant
    /// Read from what was there already (years are carried on from line to line), not as it was written.
    package var isBacklog: Bool
    /// The year of the stamps at the batch's first line, where the source knows it: at the first batch of a file.
    package var startingYear: Int32?
    /// Read as backlog from a file whose stamps are in no order: years are not carried on from line to line.
    package var hasDisorderedStamps = false
    /// How far the file has been read after this batch; `nil` where nothing can be read again.
    package var checkpoint: Checkpoint?
    /// The same of a source that is no file; `nil` where nothing can be read again.
    package var cursor: SourceCursor?
    /// The addresses that `Line.sender` points to, as text.
    package var senders: [String]
    /// Each line was a datagram.
    package var areDatagrams = false
    /// Datagrams that the kernel dropped since the batch before.
    package var kernelDrops: Int64
    /// Connections that were refused since the batch before.
    package var refusedConnections: Int64 = 0
    /// Bytes of the stream that this batch took, line ends and dropped parts included.
    package var byteCount: Int64

    /// The number of the line on which a record begins.
    @inlinable
    package func lineNumber(of index: Int) -> Int64 {
        firstLineNumber &+ (recordNumbers.isEmpty ? Int64(index) : recordNumbers[index])
    }

    package init(
        stream: StreamID,
        bytes: [UInt8],
        lines: [Line],
        firstLineNumber: Int64 = 1,
        arrival: Instant,
        isBacklog: Bool = false,
        startingYear: Int32? = nil,
        checkpoint: Checkpoint? = nil,
        senders: [String] = [],
        kernelDrops: Int64 = 0,
        byteCount: Int64
    ) {
        self.stream = stream
        self.bytes = bytes
        self.lines = lines
        self.firstLineNumber = firstLineNumber
        self.arrival = arrival
        self.isBacklog = isBacklog
        self.startingYear = startingYear
        self.checkpoint = checkpoint
        self.senders = senders
        self.kernelDrops = kernelDrops
        self.byteCount = byteCount
    }
}
