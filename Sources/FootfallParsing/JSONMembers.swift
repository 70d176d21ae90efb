import FootfallModel

/// The members of one JSON object, in their order, nested values as a whole.
///
/// Only as strict as it takes to find where each value ends; what is no JSON ends the members early.
struct JSONMembers {
    private var index: Int
    private let end: Int

    /// - Parameter range: the object, blanks around it included.
    init(_ bytes: Span<UInt8>, _ range: ByteRange) {
        end = range.upper
        index = bytes.skipBlanks(from: range.lower, to: range.upper)
        if index < end, bytes[index] == UInt8(ascii: "{") { index += 1 } else { index = end }
    }

    /// The next member: the key without its quotation marks, the value with its own; `nil` after the last.
    mutating func next(_ bytes: Span<UInt8>) -> (key: ByteRange, value: ByteRange)? {
        skip(bytes, UInt8(ascii: ","))
        guard index < end, bytes[index] == UInt8(ascii: "\""),
            let keyEnd = JSONMembers.stringEnd(bytes, from: index, to: end)
        else { return nil }
        let key = ByteRange(from: index + 1, to: keyEnd - 1)
        index = keyEnd
        skip(bytes, .colon)
        let start = index
        guard index < end, let valueEnd = JSONMembers.valueEnd(bytes, from: index, to: end) else { return nil }
        index = valueEnd
        return (key, ByteRange(from: start, to: valueEnd))
    }

    /// Appends the text of a value: a string, or an array of the numbers of its bytes, as the journal writes what is
    /// no UTF-8; false where it is neither.
    ///
    /// Of several values, as the journal writes a field that an entry has more than once, the first.
    static func append(_ value: ByteRange, _ bytes: Span<UInt8>, to out: inout [UInt8]) -> Bool {
        guard value.count >= 2 else { return false }
        if bytes[value.lower] == .openBracket {
            let start = bytes.skipBlanks(from: value.lower + 1, to: value.upper)
            let isNumbers = bytes[start] != UInt8(ascii: "\"") && bytes[start] != .openBracket
            if isNumbers { return appendNumbers(value, bytes, to: &out) }
            // What arrays hold that no journal writes is nested deeper.
            guard bytes[start] != .openBracket || bytes[start + 1] != .openBracket,
                let end = valueEnd(bytes, from: start, to: value.upper)
            else { return false }
            return append(ByteRange(from: start, to: end), bytes, to: &out)
        }
        guard bytes[value.lower] == UInt8(ascii: "\"") else { return false }
        let start = value.lower + 1
        var index = bytes.index(of: UInt8(ascii: "\\"), from: start, to: value.upper)
        if index == value.upper {
            out.append(bytes, ByteRange(from: start, to: value.upper - 1))
            return true
        }
        let kept = out.count
        if JSONUnescaping.unescape(bytes, start, &index, value.upper, into: &out) != nil { return true }
        out.removeSubrange(kept...)
        return false
    }

    private static func appendNumbers(_ value: ByteRange, _ bytes: Span<UInt8>, to out: inout [UInt8]) -> Bool {
        let kept = out.count
        var number = -1
        for index in value.lower + 1..<value.upper {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                number = max(number, 0) * 10 + Int(byte - 48)
                if number <= 255 { continue }
            case UInt8(ascii: ","), .closeBracket:
                if number >= 0 { out.append(UInt8(truncatingIfNeeded: number)) }
                number = -1
                continue
            case 0...0x20: continue
            default: break
            }
            out.removeSubrange(kept...)
            return false
        }
        return true
    }

    /// Skips blanks, and `mark` among them.
    private mutating func skip(_ bytes: Span<UInt8>, _ mark: UInt8) {
        while index < end, bytes[index] <= .blank || bytes[index] == mark { index += 1 }
    }

    /// The index behind the string whose quotation mark is at `from`.
    private static func stringEnd(_ bytes: Span<UInt8>, from: Int, to: Int) -> Int? {
        var index = from + 1
        while index < to {
            if bytes[index] == UInt8(ascii: "\"") { return index + 1 }
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return nil
    }

    private static func valueEnd(_ bytes: Span<UInt8>, from: Int, to: Int) -> Int? {
        if bytes[from] == UInt8(ascii: "\"") { return stringEnd(bytes, from: from, to: to) }
        var depth = 0
        var index = from
        while index < to {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                guard let end = stringEnd(bytes, from: index, to: to) else { return nil }
                index = end
                continue
            case .openBracket, UInt8(ascii: "{"): depth += 1
            case .closeBracket, UInt8(ascii: "}"):
                if depth == 0 { return index }
                depth -= 1
                if depth == 0 { return index + 1 }
            case UInt8(ascii: ",") where depth == 0: return index
            default: break
            }
            index += 1
        }
        return nil
    }
}
