internal import CFootfall
internal import FootfallModel

/// Room that the kernel writes datagrams into, several a call.
// Safe: the pointer is made once, valid until the end, and what it points to is only reached through the C functions.
@safe final class DatagramRoom {
    struct Sender: Hashable {
        var high: UInt64 = 0
        var low: UInt64 = 0
    }

    private let room: OpaquePointer
    let count: Int32

    init?(count: Int32, bytesEach: Int) {
        guard let room = unsafe ff_datagrams_new(count, Int32(clamping: bytesEach)) else { return nil }
        unsafe self.room = unsafe room
        self.count = count
    }

    deinit {
        unsafe ff_datagrams_free(room)
    }

    /// How many datagrams were there, or a negated error number.
    func receive(_ descriptor: Int32) -> Int32 {
        unsafe ff_datagrams_receive(room, descriptor)
    }

    /// What was told of drops with the last datagrams; -1 for nothing.
    var drops: Int64 { unsafe ff_datagrams_drops(room) }

    func isCut(_ index: Int32) -> Bool { unsafe ff_datagram_is_cut(room, index) != 0 }

    func bytes(_ index: Int32) -> UnsafeRawBufferPointer {
        let length = unsafe Int(ff_datagram_length(room, index))
        return unsafe UnsafeRawBufferPointer(start: ff_datagram_bytes(room, index), count: length)
    }

    func sender(_ index: Int32) -> Sender {
        var sender = Sender()
        unsafe ff_datagram_sender(room, index, &sender.high, &sender.low)
        return sender
    }

    static func text(_ sender: Sender) -> String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 46) { buffer in
            guard let base = buffer.baseAddress else { return "" }
            unsafe ff_address_text(sender.high, sender.low, base)
            return unsafe String(cString: base)
        }
    }
}

/// Datagrams on their way into a batch.
struct DatagramBatch {
    private static let rememberedSenders = 10_000

    private let maximumLineBytes: Int
    private var bytes: [UInt8] = []
    private var lines: [Line] = []
    private var senders: [String] = []
    private var numbers: [DatagramRoom.Sender: Int32] = [:]
    /// Texts outlive a batch: most senders send again.
    private var texts: [DatagramRoom.Sender: String] = [:]
    private var lastSender: (key: DatagramRoom.Sender, number: Int32)?
    private var byteCount: Int64 = 0
    private var begun: ContinuousClock.Instant?

    init(maximumLineBytes: Int) {
        self.maximumLineBytes = maximumLineBytes
    }

    var isEmpty: Bool { lines.isEmpty }

    /// Full, or 100 ms old.
    func isDue(at now: ContinuousClock.Instant, bytes limit: Int) -> Bool {
        guard let begun else { return false }
        return bytes.count >= limit || now - begun >= .milliseconds(100)
    }

    /// Takes a datagram as one line, without the line ends and NULs at its end.
    mutating func append(_ index: Int32, of room: DatagramRoom) {
        if begun == nil { begun = .now }
        let datagram = unsafe room.bytes(index)
        var count = datagram.count
        byteCount += Int64(count)
        while count > 0, unsafe datagram[count - 1] == 0x0a || datagram[count - 1] == 0 || datagram[count - 1] == 0x0d {
            count -= 1
        }
        let isCut = room.isCut(index) || count > maximumLineBytes
        count = min(count, maximumLineBytes)
        let start = bytes.count
        unsafe bytes.append(contentsOf: datagram[..<count])
        lines.append(
            Line(range: ByteRange(from: start, to: start + count), sender: number(of: room.sender(index)), isCut: isCut)
        )
    }

    mutating func take(
        source: String,
        firstLineNumber: Int64,
        arrival: Instant,
        kernelDrops: Int64
    ) -> LineBatch {
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
        bytes = []
        lines = []
        senders = []
        numbers.removeAll(keepingCapacity: true)
        lastSender = nil
        byteCount = 0
        begun = nil
        return batch
    }

    private mutating func number(of sender: DatagramRoom.Sender) -> Int32 {
        if let lastSender, lastSender.key == sender { return lastSender.number }
        let number: Int32
        if let known = numbers[sender] {
            number = known
        } else {
            number = Int32(senders.count)
            numbers[sender] = number
            senders.append(text(of: sender))
        }
        lastSender = (sender, number)
        return number
    }

    private mutating func text(of sender: DatagramRoom.Sender) -> String {
        if let known = texts[sender] { return known }
        // Forged addresses must not fill the memory.
        if texts.count >= DatagramBatch.rememberedSenders { texts.removeAll() }
        let text = DatagramRoom.text(sender)
        texts[sender] = text
        return text
    }
}
