internal import Glibc

/// Cuts what one connection sends into messages (RFC 6587).
///
/// A connection that begins with a number, a space and `<` counts its octets; every other one ends its messages with a
/// newline, or with NUL where the first end is one. (RFC 6587 leaves it to the receiver to tell; a message begins with `<`,
/// and a line may begin with a year.) Once counted, always counted, whatever a message begins with. Empty messages are
/// none: what stands between NUL and newline, or is sent to keep a firewall from forgetting the connection, is no record.
///
/// A count that cannot be one is treated as rsyslog does it: what stands there, up to the next newline, is a message, and
/// counting goes on behind it, so that no byte is lost to one bad sender. Where no newline comes within the limit, there is
/// no place to go on at, and the connection is to be closed: its sender begins anew with the next.
struct StreamFraming {
    /// Counts above this are not believed, in bytes; real messages stay far below.
    static let largestCount = 1 << 20

    /// What was wrong with the bytes.
    struct Verdict {
        /// Counts that could not be one.
        var badCounts = 0
        /// Nothing that follows can be understood.
        var isHopeless = false
    }

    private enum State {
        /// Nothing but digits so far, or a blank behind them.
        case undecided
        /// In a message that a newline or NUL ends.
        case line
        /// Behind a counted message.
        case between
        /// In a count.
        case count
        /// In a counted message: bytes that are still to come.
        case message(Int)
        /// In what stands where a count should, up to the next newline.
        case lost
    }

    private enum LineEnd {
        case unknown, newline, nul
    }

    private let limit: Int
    private var state = State.undecided
    private var lineEnd = LineEnd.unknown
    /// The unfinished message or count, up to the limit.
    private var held: [UInt8] = []
    /// Its whole length.
    private var length = 0
    /// Its length without the fillers behind it.
    private var solidLength = 0

    /// - Parameter limit: bytes of a message that are kept.
    init(limit: Int) {
        self.limit = limit
    }

    /// Whether a message has begun that has not ended.
    var isUnfinished: Bool { length > 0 || isInsideMessage }

    private var isInsideMessage: Bool { if case .message = state { true } else { false } }

    /// Takes in what arrived, and appends the messages that end in it.
    mutating func feed(_ input: UnsafeRawBufferPointer, sender: Int32, into batch: inout ReceivedBatch) -> Verdict {
        var verdict = Verdict()
        batch.count(bytes: input.count)
        var at = 0
        while at < input.count {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: input[at...])
            switch state {
            case .undecided:
                at += unsafe decide(rest)
            case .line:
                at += unsafe takeLine(rest, sender, &batch)
            case .between:
                at += unsafe beginCount(rest, &verdict)
            case .count:
                at += unsafe takeCount(rest, &verdict)
            case .message(let remaining):
                at += unsafe takeMessage(rest, remaining, sender, &batch)
            case .lost:
                at += unsafe takeLost(rest, sender, &batch)
                if case .lost = state, length > limit {
                    verdict.isHopeless = true
                    return verdict
                }
            }
        }
        return verdict
    }

    /// Appends what is unfinished: nothing more will come.
    mutating func finish(sender: Int32, into batch: inout ReceivedBatch) {
        let isLine: Bool
        switch state {
        case .undecided, .line: isLine = true
        case .between, .count, .message, .lost: isLine = false
        }
        emitHeld(sender, &batch, isCut: !isLine)
        state = .undecided
        lineEnd = .unknown
    }

    // MARK: Newlines

    /// Looks for the first count; what is held until it is clear that there is none begins the first line.
    private mutating func decide(_ input: UnsafeRawBufferPointer) -> Int {
        for at in input.indices {
            let byte = unsafe input[at]
            if held.isEmpty, ReceivedBatch.isFiller(byte) {
                if byte == 0x0a { lineEnd = .newline }
                continue
            }
            if held.last == 0x20, byte == UInt8(ascii: "<"), let count = StreamFraming.count(of: held.dropLast()) {
                forget()
                state = .message(count)
                return at
            }
            let isBehindCount = byte == 0x20 && StreamFraming.count(of: held[...]) != nil
            guard isBehindCount || canContinueCount(byte) else {
                state = .line
                return at
            }
            unsafe keep(UnsafeRawBufferPointer(rebasing: input[at...at]))
        }
        return input.count
    }

    private mutating func takeLine(
        _ input: UnsafeRawBufferPointer,
        _ sender: Int32,
        _ batch: inout ReceivedBatch
    ) -> Int {
        var start = 0
        // A NUL behind the newline that ended the last message.
        if length == 0, lineEnd == .newline {
            while start < input.count, unsafe input[start] == 0 { start += 1 }
        }
        guard let end = unsafe endOfLine(input, from: start) else {
            unsafe keep(UnsafeRawBufferPointer(rebasing: input[start...]))
            return input.count
        }
        unsafe emit(UnsafeRawBufferPointer(rebasing: input[start..<end]), sender, &batch)
        return end + 1
    }

    /// Where the line ends; which end is this connection's is told by the first.
    private mutating func endOfLine(_ input: UnsafeRawBufferPointer, from start: Int) -> Int? {
        let newline = unsafe find(0x0a, in: input, from: start, to: input.count)
        if lineEnd == .newline { return newline }
        let nul = unsafe find(0, in: input, from: start, to: newline ?? input.count)
        if lineEnd == .unknown {
            if nul != nil { lineEnd = .nul } else if newline != nil { lineEnd = .newline }
        }
        return nul ?? newline
    }

    private func find(_ byte: Int32, in input: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Int? {
        guard let base = input.baseAddress, start < end else { return nil }
        guard let hit = unsafe memchr(base + start, byte, end - start) else { return nil }
        return unsafe UnsafeRawPointer(hit) - base
    }

    // MARK: Counted octets

    private mutating func beginCount(_ input: UnsafeRawBufferPointer, _ verdict: inout Verdict) -> Int {
        var at = 0
        // Some count the message and put a newline behind it all the same.
        while at < input.count, unsafe ReceivedBatch.isFiller(input[at]) { at += 1 }
        guard at < input.count else { return at }
        if unsafe canContinueCount(input[at]) {
            state = .count
        } else {
            verdict.badCounts += 1
            state = .lost
        }
        return at
    }

    private mutating func takeCount(_ input: UnsafeRawBufferPointer, _ verdict: inout Verdict) -> Int {
        let (taken, isCount) = unsafe readCount(input)
        if isCount == false {
            verdict.badCounts += 1
            state = .lost
        }
        return taken
    }

    /// Reads a count and the blank behind it, with which a message begins; `nil` where the input ends first.
    private mutating func readCount(_ input: UnsafeRawBufferPointer) -> (taken: Int, isCount: Bool?) {
        var at = 0
        while at < input.count {
            let byte = unsafe input[at]
            if byte == 0x20, let count = StreamFraming.count(of: held[...]) {
                forget()
                state = .message(count)
                return (at + 1, true)
            }
            guard canContinueCount(byte) else { return (at, false) }
            unsafe keep(UnsafeRawBufferPointer(rebasing: input[at...at]))
            at += 1
        }
        return (at, nil)
    }

    private mutating func takeMessage(
        _ input: UnsafeRawBufferPointer,
        _ remaining: Int,
        _ sender: Int32,
        _ batch: inout ReceivedBatch
    ) -> Int {
        let count = min(remaining, input.count)
        let piece = unsafe UnsafeRawBufferPointer(rebasing: input[..<count])
        if count == remaining {
            state = .between
            unsafe emit(piece, sender, &batch)
        } else {
            state = .message(remaining - count)
            unsafe keep(piece)
        }
        return count
    }

    private mutating func takeLost(
        _ input: UnsafeRawBufferPointer,
        _ sender: Int32,
        _ batch: inout ReceivedBatch
    ) -> Int {
        // Enough to see that there is no end; the rest need not be looked through.
        let end = min(input.count, max(0, limit - length) + 1)
        guard let newline = unsafe find(0x0a, in: input, from: 0, to: end) else {
            unsafe keep(UnsafeRawBufferPointer(rebasing: input[..<end]))
            return end
        }
        state = .between
        unsafe emit(UnsafeRawBufferPointer(rebasing: input[..<newline]), sender, &batch)
        return newline + 1
    }

    /// Whether what is held and this byte could be a count: a number that does not begin with 0, and is not too long.
    private func canContinueCount(_ byte: UInt8) -> Bool {
        if held.isEmpty { return (0x31...0x39).contains(byte) }
        return (0x30...0x39).contains(byte) && held.count < 10 && held.last != 0x20
    }

    /// The number that these digits are, where it can be a count.
    private static func count(of digits: ArraySlice<UInt8>) -> Int? {
        guard !digits.isEmpty, !digits.contains(0x20) else { return nil }
        let count = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        return count <= StreamFraming.largestCount ? count : nil
    }

    // MARK: Unfinished messages

    /// Keeps a piece of a message whose end is still to come.
    private mutating func keep(_ piece: UnsafeRawBufferPointer) {
        let solid = unsafe ReceivedBatch.solidLength(piece)
        if solid > 0 { solidLength = length + solid }
        length += piece.count
        unsafe held.append(contentsOf: piece.prefix(max(0, limit - held.count)))
    }

    /// Appends the message that ends with this piece.
    private mutating func emit(_ piece: UnsafeRawBufferPointer, _ sender: Int32, _ batch: inout ReceivedBatch) {
        guard length > 0 else {
            if unsafe ReceivedBatch.solidLength(piece) > 0 { unsafe batch.append(piece, sender: sender) }
            return
        }
        unsafe keep(piece)
        emitHeld(sender, &batch, isCut: false)
    }

    private mutating func emitHeld(_ sender: Int32, _ batch: inout ReceivedBatch, isCut: Bool) {
        if solidLength > 0 {
            let isOver = solidLength > limit
            unsafe held.withUnsafeBytes { bytes in
                unsafe batch.append(
                    UnsafeRawBufferPointer(rebasing: bytes.prefix(solidLength)),
                    sender: sender,
                    isCut: isCut || isOver
                )
            }
        }
        forget()
    }

    private mutating func forget() {
        // What one long message took is not held for ever.
        if held.capacity > 4096 { held = [] } else { held.removeAll(keepingCapacity: true) }
        length = 0
        solidLength = 0
    }
}
