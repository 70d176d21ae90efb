internal import FootfallModel

/// Writes what a message has in common with others of its kind, behind the name of its app.
///
/// `Failed password for root from 192.0.2.7 port 50022` and its like are `Failed password for <user> from <ip> port #`.
/// Only a message's beginning is looked at, so that a long line costs no more than any.
struct ShapeWriter: ~Copyable {
    static let longestApp = 64
    /// How much of a message is looked at.
    static let longestMessage = 256
    private static let longest = 400

    private let words = ShapeWords()
    /// The app's name and the shape.
    private(set) var text = [UInt8](repeating: 0, count: longestApp + longest + longestMessage + 8)
    private(set) var appLength = 0
    private(set) var length = 0

    /// The app's name, and the shape where one was written.
    var range: ByteRange { ByteRange(from: 0, to: length) }

    /// Writes an app's name alone.
    @inline(__always)
    mutating func write(app bytes: Span<UInt8>, _ range: ByteRange) {
        let count = min(Int(range.count), ShapeWriter.longestApp)
        var out = text.mutableSpan
        for index in 0..<count { out[index] = bytes[range.lower &+ index] }
        appLength = count
        length = count
    }

    /// Writes a message's shape behind the app's name.
    @inline(__always)
    mutating func write(message bytes: Span<UInt8>, _ range: ByteRange) {
        length = ShapeWriter.write(bytes, range, behind: appLength, words, to: &text)
    }

    /// Where the shape ends.
    private static func write(
        _ bytes: Span<UInt8>,
        _ range: ByteRange,
        behind start: Int,
        _ words: borrowing ShapeWords,
        to text: inout [UInt8]
    ) -> Int {
        var out = text.mutableSpan
        var place = start
        // It keeps apps and shapes apart: no app's name holds it.
        out[place] = 0
        place &+= 1
        let looked = min(Int(range.count), ShapeWriter.longestMessage)
        var scanner = ShapeScanner(ByteRange(from: range.lower, to: range.lower &+ looked))
        let limit = start &+ ShapeWriter.longest
        while place < limit, let piece = scanner.next(bytes, words) {
            switch piece.kind {
            case .fixed: copy(bytes, piece.range, to: &out, &place)
            case .number: put(Placeholder.number, to: &out, &place)
            case .address: put(Placeholder.address, to: &out, &place)
            case .host: put(Placeholder.host, to: &out, &place)
            case .identifier: put(Placeholder.identifier, to: &out, &place)
            case .quoted:
                let isDouble = bytes[piece.range.lower] == UInt8(ascii: "\"")
                put(isDouble ? Placeholder.doubleQuoted : Placeholder.singleQuoted, to: &out, &place)
            case .path: put(Placeholder.path, to: &out, &place)
            case .link: put(Placeholder.link, to: &out, &place)
            case .user: put(Placeholder.user, to: &out, &place)
            }
        }
        if looked < range.count { put(Placeholder.rest, to: &out, &place) }
        return place
    }

    /// Copies a fixed piece: blanks become one, digits `#`, what is no character a blank.
    @inline(__always)
    private static func copy(
        _ bytes: Span<UInt8>,
        _ range: ByteRange,
        to out: inout MutableSpan<UInt8>,
        _ place: inout Int
    ) {
        var last: UInt8 = 0
        for index in range.lower..<range.upper {
            var byte = bytes[index]
            if byte &- 0x30 < 10 { byte = UInt8(ascii: "#") } else if byte < 0x20 { byte = UInt8(ascii: " ") }
            if byte == last, byte == UInt8(ascii: "#") || byte == UInt8(ascii: " ") { continue }
            out[place] = byte
            place &+= 1
            last = byte
        }
    }

    @inline(__always)
    private static func put(_ placeholder: UInt64, to out: inout MutableSpan<UInt8>, _ place: inout Int) {
        var rest = placeholder
        while rest != 0 {
            out[place] = UInt8(truncatingIfNeeded: rest)
            place &+= 1
            rest = rest &>> 8
        }
    }

    /// What stands for what differs: up to eight bytes, the first lowest.
    private enum Placeholder {
        static let number: UInt64 = 0x23
        static let address: UInt64 = 0x3e70_693c
        static let host: UInt64 = 0x3e74_736f_683c
        static let identifier: UInt64 = 0x3e64_693c
        static let doubleQuoted: UInt64 = 0x22_a680_e222
        static let singleQuoted: UInt64 = 0x27_a680_e227
        static let path: UInt64 = 0x3e68_7461_703c
        static let link: UInt64 = 0x3e_6c72_753c
        static let user: UInt64 = 0x3e72_6573_753c
        static let rest: UInt64 = 0xa6_80e2
    }
}
