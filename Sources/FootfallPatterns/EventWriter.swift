internal import FootfallModel

/// Makes events out of what a pattern or rule found: fills rows, writes messages and details into the batch's text.
///
/// One for each thread; `details` are written as they come, as the bytes of a flat JSON object.
struct EventWriter: ~Copyable {
    var interner: Interner
    private var detailsStart = 0
    private var address: [UInt8] = []

    init(interner: consuming Interner) {
        self.interner = interner
    }

    /// Begins an event's details at the end of `text`.
    @inline(__always)
    mutating func beginDetails(_ text: borrowing [UInt8]) {
        detailsStart = text.count
    }

    /// Adds bytes that are complete members (`"key":"value"`).
    @inline(__always)
    mutating func addDetail(_ member: Span<UInt8>, _ range: ByteRange, to text: inout [UInt8]) {
        text.append(text.count == detailsStart ? UInt8(ascii: "{") : UInt8(ascii: ","))
        text.append(member, range)
    }

    /// Details grow no further than this, in bytes: escapes and repeated paths must not swell a line into megabytes.
    private static let longestDetails = 128 << 10

    /// Adds a member: `key` is complete up to the value's opening mark (`"key":"`).
    @inline(__always)
    mutating func addDetail(
        key: Span<UInt8>,
        _ keyRange: ByteRange,
        value: Span<UInt8>,
        _ range: ByteRange,
        to text: inout [UInt8]
    ) {
        // An escape takes six bytes at most.
        let needed = Int(keyRange.count) + Int(range.count) * 6
        if text.count - detailsStart + needed > EventWriter.longestDetails { return }
        addDetail(key, keyRange, to: &text)
        JSONText.appendEscaped(value, range, to: &text)
        text.append(UInt8(ascii: "\""))
    }

    /// Adds a member whose name came with a record.
    mutating func addDetail(
        name: Span<UInt8>,
        _ nameRange: ByteRange,
        value: Span<UInt8>,
        _ range: ByteRange,
        to text: inout [UInt8]
    ) {
        // Whether a user is claimed is Footfall's word, not the record's; it stays in the message.
        if isClaimedName(name, nameRange) { return }
        let needed = Int(nameRange.count) * 6 + Int(range.count) * 6 + 4
        if text.count - detailsStart + needed > EventWriter.longestDetails { return }
        text.append(text.count == detailsStart ? UInt8(ascii: "{") : UInt8(ascii: ","))
        text.append(UInt8(ascii: "\""))
        JSONText.appendEscaped(name, nameRange, to: &text)
        text.append(UInt8(ascii: "\""))
        text.append(UInt8(ascii: ":"))
        text.append(UInt8(ascii: "\""))
        JSONText.appendEscaped(value, range, to: &text)
        text.append(UInt8(ascii: "\""))
    }

    private func isClaimedName(_ name: Span<UInt8>, _ range: ByteRange) -> Bool {
        range.count == 7 && name.firstWord(of: range) == EventWriter.claimedWord
    }

    /// `claimed` as one number, the first byte lowest.
    private static let claimedWord = "claimed".utf8.reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }

    /// Ends the details: where they stand, none if there were none.
    @inline(__always)
    mutating func endDetails(_ text: inout [UInt8]) -> ByteRange {
        if text.count == detailsStart { return .none }
        text.append(UInt8(ascii: "}"))
        return ByteRange(from: detailsStart, to: text.count)
    }

    /// The number of an address in canonical text; 0 where the text is no address.
    @inline(__always)
    mutating func addressNumber(_ bytes: Span<UInt8>, _ range: ByteRange) -> Int32 {
        guard let found = IPAddress(bytes, range) else { return 0 }
        // Dotted decimals that `IPAddress` takes are canonical as they stand; `::ffff:192.0.2.7` is not.
        if found.isV4, !hasColon(bytes, range) { return interner.intern(.address, bytes, range) }
        address.removeAll(keepingCapacity: true)
        found.appendText(to: &address)
        let text = address
        return interner.intern(.address, text.span, ByteRange(from: 0, to: text.count))
    }
}

@inline(__always)
private func hasColon(_ bytes: Span<UInt8>, _ range: ByteRange) -> Bool {
    for index in range.lower..<range.upper where bytes[index] == UInt8(ascii: ":") { return true }
    return false
}

/// Members of details that a pattern writes itself, ready to be copied.
enum DetailText {
    /// `"name":"` in bytes.
    static func key(_ name: String) -> [UInt8] {
        Array((JSONText.quoted(name) + ":\"").utf8)
    }

    /// `"name":"value"` in bytes.
    static func member(_ name: String, _ value: String) -> [UInt8] {
        Array((JSONText.quoted(name) + ":" + JSONText.quoted(value)).utf8)
    }

    static let claimed = Array("\"claimed\":true".utf8)
    static let remoteHost = key("rhost")
}

/// Whether a text says that something is missing.
@inline(__always)
func isMissing(_ bytes: Span<UInt8>, _ range: ByteRange) -> Bool {
    range.isEmpty || (range.count == 1 && bytes[range.lower] == UInt8(ascii: "-"))
}

/// A whole number, 1 to a million; `nil` for anything else.
func countValue(_ bytes: Span<UInt8>, _ range: ByteRange) -> Int32? {
    guard range.count >= 1, range.count <= 7 else { return nil }
    var value: Int32 = 0
    for index in range.lower..<range.upper {
        let digit = bytes[index] &- 0x30
        guard digit < 10 else { return nil }
        value = value * 10 + Int32(digit)
    }
    return value >= 1 && value <= 1_000_000 ? value : nil
}
