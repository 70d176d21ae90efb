internal import CFootfall

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

/// The numbers of datagrams' senders in a batch.
struct DatagramSenders {
    private static let remembered = 10_000

    private var numbers: [DatagramRoom.Sender: Int32] = [:]
    /// Texts outlive a batch: most senders send again.
    private var texts: [DatagramRoom.Sender: String] = [:]
    private var last: (key: DatagramRoom.Sender, number: Int32)?
    private var serial = 0

    mutating func number(of sender: DatagramRoom.Sender, in batch: inout ReceivedBatch) -> Int32 {
        if serial != batch.serial {
            serial = batch.serial
            numbers.removeAll(keepingCapacity: true)
            last = nil
        }
        if let last, last.key == sender { return last.number }
        let number: Int32
        if let known = numbers[sender] {
            number = known
        } else {
            number = batch.addSender(text(of: sender))
            numbers[sender] = number
        }
        last = (sender, number)
        return number
    }

    private mutating func text(of sender: DatagramRoom.Sender) -> String {
        if let known = texts[sender] { return known }
        // Forged addresses must not fill the memory.
        if texts.count >= DatagramSenders.remembered { texts.removeAll() }
        let text = DatagramRoom.text(sender)
        texts[sender] = text
        return text
    }
}
