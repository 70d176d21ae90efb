internal import FootfallModel

/// The members of the flat JSON object that `EventWriter` wrote, as they stand there.
struct DetailMembers {
    struct Member {
        /// Between the quotation marks, escapes as written.
        var key: ArraySlice<UInt8>
        /// The same for text; a literal as it is.
        var value: ArraySlice<UInt8>
        var whole: ArraySlice<UInt8>
    }

    private(set) var members: [Member] = []

    /// - Parameter bytes: an object's members with or without its braces.
    init(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        if rest.first == UInt8(ascii: "{") { rest = rest.dropFirst().dropLast() }
        while let key = DetailMembers.string(&rest), rest.popFirst() == UInt8(ascii: ":") {
            let start = key.startIndex - 1
            let value: ArraySlice<UInt8>
            if let text = DetailMembers.string(&rest) {
                value = text
            } else {
                value = rest.prefix { $0 != UInt8(ascii: ",") }
                rest = rest[value.endIndex...]
            }
            members.append(Member(key: key, value: value, whole: bytes[start..<rest.startIndex]))
            if rest.popFirst() != UInt8(ascii: ",") { return }
        }
    }

    subscript(name: String) -> ArraySlice<UInt8>? {
        members.first { $0.key.elementsEqual(name.utf8) }?.value
    }

    /// The value of a text member among `bytes[range]`, which `EventWriter` wrote, without taking the others apart; none
    /// where there is none.
    static func value(of name: [UInt8], _ bytes: Span<UInt8>, _ range: ByteRange) -> ByteRange {
        var index = range.lower &+ 1
        let end = range.upper &- 1
        while index < end, bytes[index] == UInt8(ascii: "\"") {
            let key = text(bytes, &index, end)
            guard index < end, bytes[index] == UInt8(ascii: ":") else { return .none }
            index &+= 1
            var value = ByteRange.none
            if index < end, bytes[index] == UInt8(ascii: "\"") {
                value = text(bytes, &index, end)
            } else {
                while index < end, bytes[index] != UInt8(ascii: ",") { index &+= 1 }
            }
            if isEqual(name, bytes, key) { return value }
            index &+= 1
        }
        return .none
    }

    /// What stands between the quotation mark at `index` and its other, behind which `index` is then.
    private static func text(_ bytes: Span<UInt8>, _ index: inout Int, _ end: Int) -> ByteRange {
        index &+= 1
        let start = index
        while index < end, bytes[index] != UInt8(ascii: "\"") {
            index &+= bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        let found = ByteRange(from: start, to: min(index, end))
        index &+= 1
        return found
    }

    private static func isEqual(_ name: [UInt8], _ bytes: Span<UInt8>, _ range: ByteRange) -> Bool {
        guard name.count == range.count else { return false }
        for place in name.indices where name[place] != bytes[range.lower &+ place] { return false }
        return true
    }

    /// What stands between quotation marks, which are taken off `rest`.
    private static func string(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard rest.first == UInt8(ascii: "\"") else { return nil }
        let start = rest.startIndex + 1
        var index = start
        while index < rest.endIndex, rest[index] != UInt8(ascii: "\"") {
            index += rest[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard index < rest.endIndex else { return nil }
        let found = rest[start..<index]
        rest = rest[(index + 1)...]
        return found
    }
}
