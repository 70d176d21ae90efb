internal import FootfallModel

/// Where one entry of systemd's journal stands, as `__CURSOR` tells.
///
/// `s=…;i=…;b=…;m=…;t=…;x=…`: within the entries of one sequence (`s`, given to a file or a line of files when it is
/// made) the number `i` grows; `m` is the monotonic time within the boot `b`, and `t` the time of the day.
struct JournalCursor: Hashable {
    /// 128 bits as two numbers.
    struct ID: Hashable {
        var high: UInt64
        var low: UInt64
    }

    var sequence: ID
    var number: UInt64
    var boot: ID
    /// In microseconds.
    var monotonic: UInt64
    /// In microseconds since 1970.
    var realtime: Int64
    /// A hash of the entry's fields; the same in a copy of the journal.
    var hash: UInt64

    /// Reads `bytes[range]`; `nil` where that is laid out otherwise.
    init?(_ bytes: Span<UInt8>, _ range: ByteRange) {
        var scanner = CursorScanner(index: range.lower, end: range.upper)
        guard let sequence = scanner.id("s", bytes), let number = scanner.number("i", bytes),
            let boot = scanner.id("b", bytes), let monotonic = scanner.number("m", bytes),
            let realtime = scanner.number("t", bytes), let hash = scanner.number("x", bytes), scanner.isAtEnd
        else { return nil }
        self.sequence = sequence
        self.number = number
        self.boot = boot
        self.monotonic = monotonic
        self.realtime = Int64(clamping: realtime)
        self.hash = hash
    }

    init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        self.init(bytes.span, ByteRange(from: 0, to: bytes.count))
    }

    /// As journalctl takes it.
    var text: String {
        func hex(_ id: ID) -> String { padded(id.high) + padded(id.low) }
        func padded(_ number: UInt64) -> String {
            let digits = String(number, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        func hex(_ number: UInt64) -> String { String(number, radix: 16) }
        return "s=\(hex(sequence));i=\(hex(number));b=\(hex(boot));m=\(hex(monotonic));"
            + "t=\(hex(UInt64(clamping: realtime)));x=\(hex(hash))"
    }

    /// The cursor within a line of `journalctl --output=json`.
    static func find(_ bytes: Span<UInt8>, _ line: ByteRange) -> JournalCursor? {
        // Within a value the quotation mark behind the name would have a backslash before it.
        let name: StaticString = "\"__CURSOR\""
        var index = line.lower
        while index < line.upper {
            if bytes[index] == UInt8(ascii: "\""), matches(bytes, name, at: index, to: line.upper) {
                var start = index + name.utf8CodeUnitCount
                while start < line.upper, bytes[start] == UInt8(ascii: ":") || bytes[start] == 0x20 { start += 1 }
                guard start < line.upper, bytes[start] == UInt8(ascii: "\"") else { return nil }
                var end = start + 1
                while end < line.upper, bytes[end] != UInt8(ascii: "\"") { end += 1 }
                return JournalCursor(bytes, ByteRange(from: start + 1, to: end))
            }
            index += 1
        }
        return nil
    }

    private static func matches(_ bytes: Span<UInt8>, _ name: StaticString, at index: Int, to end: Int) -> Bool {
        let count = name.utf8CodeUnitCount
        guard end - index >= count else { return false }
        return name.withUTF8Buffer { text in
            for offset in 0..<count where unsafe text[offset] != bytes[index + offset] { return false }
            return true
        }
    }
}

/// Reads the parts of a cursor, one after the other.
private struct CursorScanner {
    var index: Int
    let end: Int

    var isAtEnd: Bool { index == end }

    mutating func number(_ name: Unicode.Scalar, _ bytes: Span<UInt8>) -> UInt64? {
        guard begin(name, bytes), let (value, digits) = hexadecimal(bytes), digits > 0 else { return nil }
        return close(bytes) ? value : nil
    }

    mutating func id(_ name: Unicode.Scalar, _ bytes: Span<UInt8>) -> JournalCursor.ID? {
        guard begin(name, bytes), let high = hexadecimal(bytes), high.digits == 16,
            let low = hexadecimal(bytes), low.digits == 16, close(bytes)
        else { return nil }
        return JournalCursor.ID(high: high.value, low: low.value)
    }

    private mutating func begin(_ name: Unicode.Scalar, _ bytes: Span<UInt8>) -> Bool {
        guard end - index > 2, bytes[index] == UInt8(ascii: name), bytes[index + 1] == UInt8(ascii: "=") else {
            return false
        }
        index += 2
        return true
    }

    /// Up to sixteen digits.
    private mutating func hexadecimal(_ bytes: Span<UInt8>) -> (value: UInt64, digits: Int)? {
        var value: UInt64 = 0
        var digits = 0
        while index < end, digits < 16 {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt64(byte - 0x30)
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt64(byte - 0x57)
            default: return (value, digits)
            }
            index += 1
            digits += 1
        }
        return (value, digits)
    }

    /// The semicolon behind a part, which the last one lacks.
    private mutating func close(_ bytes: Span<UInt8>) -> Bool {
        if index == end { return true }
        guard bytes[index] == UInt8(ascii: ";") else { return false }
        index += 1
        return true
    }
}
