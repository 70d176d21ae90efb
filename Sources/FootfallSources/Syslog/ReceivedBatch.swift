internal import FootfallModel
internal import Glibc

/// Messages from the network on their way into a batch.
struct ReceivedBatch {
    /// A batch is handed over when it has this many bytes.
    static let fullBytes = 262_144
    /// Or is this old.
    static let delay = Duration.milliseconds(100)

    private let maximumLineBytes: Int
    private var bytes: [UInt8] = []
    private var lines: [Line] = []
    private var senders: [String] = []
    private var byteCount: Int64 = 0
    private var begun: ContinuousClock.Instant?
    /// How much the batch before had: the next will need about as much room.
    private var last = (bytes: 0, lines: 0)
    /// Tells this batch from the one before: senders are numbered anew in each.
    private(set) var serial = 1

    init(maximumLineBytes: Int) {
        self.maximumLineBytes = maximumLineBytes
    }

    var isEmpty: Bool { lines.isEmpty }
    var isFull: Bool { bytes.count >= ReceivedBatch.fullBytes }

    /// When it is to be handed over, full or not; `nil` while it is empty.
    var due: ContinuousClock.Instant? { begun.map { $0 + ReceivedBatch.delay } }

    /// The number that `append` takes.
    mutating func addSender(_ text: String) -> Int32 {
        senders.append(text)
        return Int32(senders.count - 1)
    }

    /// Counts what was received, whatever becomes of it.
    mutating func count(bytes count: Int) {
        byteCount += Int64(count)
    }

    /// Takes a message as one line, without the line ends and NULs behind it; what is over the limit is cut off.
    ///
    /// - Parameter isCut: something of it is missing already.
    mutating func append(_ message: UnsafeRawBufferPointer, sender: Int32, isCut: Bool = false) {
        let length = unsafe ReceivedBatch.solidLength(message)
        let kept = min(length, maximumLineBytes)
        if begun == nil {
            begun = .now
            bytes.reserveCapacity(last.bytes + last.bytes / 8)
            lines.reserveCapacity(last.lines + last.lines / 8)
        }
        let start = bytes.count
        unsafe bytes.append(contentsOf: message[..<kept])
        lines.append(
            Line(range: ByteRange(from: start, to: start + kept), sender: sender, isCut: isCut || length > kept)
        )
    }

    /// Hands out what was taken, and begins anew.
    mutating func take(source: String, firstLineNumber: Int64, arrival: Instant, kernelDrops: Int64 = 0) -> LineBatch {
        let batch = LineBatch(
            stream: StreamID(source: source),
            bytes: bytes,
            lines: lines,
            firstLineNumber: firstLineNumber,
            arrival: arrival,
            senders: senders,
            kernelDrops: kernelDrops,
            byteCount: byteCount
        )
        last = (bytes.count, lines.count)
        bytes = []
        lines = []
        senders = []
        byteCount = 0
        begun = nil
        serial += 1
        return batch
    }

    /// How long a message is without the line ends and NULs that senders put behind it.
    static func solidLength(_ message: UnsafeRawBufferPointer) -> Int {
        var count = message.count
        while count > 0, unsafe isFiller(message[count - 1]) { count -= 1 }
        return count
    }

    /// LF, CR or NUL.
    static func isFiller(_ byte: UInt8) -> Bool { byte == 0x0a || byte == 0 || byte == 0x0d }
}
