import FootfallModel

/// The parts of an RFC 5424 header behind the priority.
struct RFC5424 {
    /// Where one part stands; empty where it is absent.
    struct Part {
        var from = 0
        var to = 0

        @inline(__always)
        func fill(_ range: inout ByteRange) {
            range.set(from: from, to: to)
        }
    }

    var stamp: Timestamp?
    var host = Part()
    var app = Part()
    var processID = Part()
    var messageID = Part()
    var structuredData = Part()
    var message: Int
    /// Whether all parts were there, and well formed.
    var isWhole = false

    /// The header behind the version that ends at `from`; `nil` unless its stamp is there.
    ///
    /// Behind the stamp anything goes: a header that ends too early leaves its parts absent, and where the structured
    /// data is broken the message begins.
    @inline(__always)
    static func scan(_ bytes: Span<UInt8>, from: Int, to: Int) -> RFC5424? {
        guard from < to else { return nil }
        var index = from
        var parts = RFC5424(message: to)
        if bytes[index] == UInt8(ascii: "-") {
            index &+= 1
        } else {
            guard let scanned = Timestamp.iso8601(bytes, from: index, to: to), bytes[index &+ 10] != .blank else {
                return nil
            }
            parts.stamp = scanned.stamp
            index = scanned.end
        }
        guard index == to || bytes[index] == .blank else { return nil }
        parts.host = part(bytes, &index, to)
        parts.app = part(bytes, &index, to)
        parts.processID = part(bytes, &index, to)
        parts.messageID = part(bytes, &index, to)
        guard index < to else { return parts }
        parts.takeStructuredData(bytes, from: index &+ 1, to: to)
        return parts
    }

    /// The index behind a version other than 1, of which there is none yet, and its blank.
    static func versionEnd(_ bytes: Span<UInt8>, from: Int, to: Int) -> Int? {
        var index = from
        while index < to, index &- from < 3, bytes.isDigit(at: index) { index &+= 1 }
        return index > from && index < to && bytes[index] == .blank ? index &+ 1 : nil
    }

    /// Writes all parts but the stamp.
    @inline(__always)
    func fill(_ header: inout Header, to: Int) {
        host.fill(&header.host)
        app.fill(&header.app)
        processID.fill(&header.processID)
        messageID.fill(&header.messageID)
        structuredData.fill(&header.structuredData)
        header.take(message: message, to: to)
    }

    /// The next part, behind the blank at `index`, which moves to the part's end; empty for `-`.
    @inline(__always)
    private static func part(_ bytes: Span<UInt8>, _ index: inout Int, _ to: Int) -> Part {
        guard index < to else { return Part() }
        let start = index &+ 1
        index = bytes.index(of: .blank, from: start, to: to)
        if index &- start == 1, bytes[start] == UInt8(ascii: "-") { return Part() }
        return Part(from: start, to: index)
    }

    @inline(__always)
    private mutating func takeStructuredData(_ bytes: Span<UInt8>, from: Int, to: Int) {
        message = from
        guard from < to else { return }
        var end = from
        if bytes[from] == UInt8(ascii: "-") {
            end = from &+ 1
            guard end == to || bytes[end] == .blank else { return }
        } else {
            guard let found = RFC5424.elementsEnd(bytes, from: from, to: to) else { return }
            end = found
            structuredData = Part(from: from, to: end)
        }
        isWhole = end == to || bytes[end] == .blank
        message = end < to && bytes[end] == .blank ? end &+ 1 : end
        if bytes.begins(with: "\u{FEFF}", at: message, to: to) { message &+= 3 }
    }

    /// The end of `[id name="value" …][…]`; `nil` where it is none or breaks off.
    private static func elementsEnd(_ bytes: Span<UInt8>, from: Int, to: Int) -> Int? {
        var index = from
        while index < to, bytes[index] == .openBracket {
            guard let end = elementEnd(bytes, from: index &+ 1, to: to) else { return nil }
            index = end
        }
        return index > from ? index : nil
    }

    private static func elementEnd(_ bytes: Span<UInt8>, from: Int, to: Int) -> Int? {
        guard var index = nameEnd(bytes, from: from, to: to) else { return nil }
        while index < to, bytes[index] != .closeBracket {
            guard bytes[index] == .blank else { return nil }
            index = bytes.skipBlanks(from: index, to: to)
            if index < to, bytes[index] == .closeBracket { break }
            guard let name = nameEnd(bytes, from: index, to: to), to &- name >= 2, bytes[name] == UInt8(ascii: "="),
                bytes[name &+ 1] == UInt8(ascii: "\"")
            else { return nil }
            index = name &+ 2
            while index < to, bytes[index] != UInt8(ascii: "\"") {
                index &+= bytes[index] == UInt8(ascii: "\\") ? 2 : 1
            }
            index &+= 1
        }
        return index < to ? index &+ 1 : nil
    }

    /// The end of an SD-NAME; `nil` where none begins.
    private static func nameEnd(_ bytes: Span<UInt8>, from: Int, to: Int) -> Int? {
        var index = from
        while index < to {
            switch bytes[index] {
            case 0...0x20, UInt8(ascii: "="), .closeBracket, UInt8(ascii: "\""): return index > from ? index : nil
            default: index &+= 1
            }
        }
        return nil
    }
}
