internal import FootfallModel
internal import FootfallParsing

/// Takes a JSON object (RFC 8259) apart into its scalars, flat, in one pass and without making strings.
///
/// `null` counts as absent. Objects within are reached by dotted paths, objects within arrays by their index. What is
/// not JSON is refused, but for what does no harm: control characters in strings, half surrogate pairs, broken UTF-8, and
/// a key that stands twice. What is nested deeper than any rule asks for is passed over.
struct JSONScanner: ~Copyable {
    private var prefix: [UInt8] = []
    /// The scalars of the arrays in hand, an array within another behind it.
    private var joined: [UInt8] = []
    private static let maximumDepth = 12

    /// Adds the scalars of the object that fills `bytes[range]`, blanks around it allowed; false where it is malformed.
    mutating func scan(_ bytes: Span<UInt8>, _ range: ByteRange, into table: inout RecordFields) -> Bool {
        joined.removeAll(keepingCapacity: true)
        prefix.removeAll(keepingCapacity: true)
        let end = range.upper
        var index = JSONScanner.skipBlanks(bytes, range.lower, end)
        guard object(bytes, &index, end, depth: 0, &table) else { return false }
        return JSONScanner.skipBlanks(bytes, index, end) == end
    }

    // MARK: Values

    private mutating func object(
        _ bytes: Span<UInt8>,
        _ index: inout Int,
        _ end: Int,
        depth: Int,
        _ table: inout RecordFields
    ) -> Bool {
        guard index < end, bytes[index] == UInt8(ascii: "{") else { return false }
        index = JSONScanner.skipBlanks(bytes, index + 1, end)
        if index < end, bytes[index] == UInt8(ascii: "}") {
            index += 1
            return true
        }
        while true {
            let outer = prefix.count
            if outer > 0 { prefix.append(UInt8(ascii: ".")) }
            guard JSONScanner.string(bytes, &index, end, into: &prefix) != nil else { return false }
            index = JSONScanner.skipBlanks(bytes, index, end)
            guard index < end, bytes[index] == UInt8(ascii: ":") else { return false }
            index = JSONScanner.skipBlanks(bytes, index + 1, end)
            guard value(bytes, &index, end, depth: depth, &table) else { return false }
            prefix.removeSubrange(outer...)
            switch JSONScanner.separator(bytes, &index, end, closing: UInt8(ascii: "}")) {
            case .next: continue
            case .end: return true
            case .wrong: return false
            }
        }
    }

    private mutating func value(
        _ bytes: Span<UInt8>,
        _ index: inout Int,
        _ end: Int,
        depth: Int,
        _ table: inout RecordFields
    ) -> Bool {
        guard index < end else { return false }
        switch bytes[index] {
        case UInt8(ascii: "\""):
            guard let found = JSONScanner.string(bytes, &index, end, into: &table.values) else { return false }
            table.add(prefix.span, ByteRange(from: 0, to: prefix.count), value: found, .string)
            return true
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            if depth + 1 == JSONScanner.maximumDepth {
                guard let close = JSONScanner.closingMark(bytes, index, end) else { return false }
                index = close + 1
                return true
            }
            return bytes[index] == UInt8(ascii: "{")
                ? object(bytes, &index, end, depth: depth + 1, &table)
                : array(bytes, &index, end, depth: depth + 1, &table)
        default:
            guard let found = JSONScanner.word(bytes, &index, end) else { return false }
            if bytes[found.lower] != UInt8(ascii: "n") {
                let kind: RecordField.Kind = bytes[found.lower] < UInt8(ascii: "A") ? .number : .boolean
                let kept = table.keep(bytes, found)
                table.add(prefix.span, ByteRange(from: 0, to: prefix.count), value: kept, kind)
            }
            return true
        }
    }

    /// Scalars of an array become one field, joined by commas; objects in it are fields under their index.
    private mutating func array(
        _ bytes: Span<UInt8>,
        _ index: inout Int,
        _ end: Int,
        depth: Int,
        _ table: inout RecordFields
    ) -> Bool {
        index = JSONScanner.skipBlanks(bytes, index + 1, end)
        if index < end, bytes[index] == UInt8(ascii: "]") {
            index += 1
            return true
        }
        let start = joined.count
        defer { joined.removeSubrange(start...) }
        var isList = false
        var element = 0
        while true {
            guard index < end else { return false }
            switch bytes[index] {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                let outer = prefix.count
                prefix.append(contentsOf: ".\(element)".utf8)
                guard value(bytes, &index, end, depth: depth, &table) else { return false }
                prefix.removeSubrange(outer...)
            case UInt8(ascii: "\""):
                if isList { joined.append(UInt8(ascii: ",")) }
                isList = true
                guard JSONScanner.string(bytes, &index, end, into: &joined) != nil else { return false }
            default:
                guard let found = JSONScanner.word(bytes, &index, end) else { return false }
                if bytes[found.lower] != UInt8(ascii: "n") {
                    if isList { joined.append(UInt8(ascii: ",")) }
                    isList = true
                    joined.append(bytes, found)
                }
            }
            element += 1
            switch JSONScanner.separator(bytes, &index, end, closing: UInt8(ascii: "]")) {
            case .next: continue
            case .end:
                if isList {
                    let kept = table.keep(joined.span, ByteRange(from: start, to: joined.count))
                    table.add(prefix.span, ByteRange(from: 0, to: prefix.count), value: kept, .list)
                }
                return true
            case .wrong: return false
            }
        }
    }

    /// Appends a string's inside, escapes resolved, and says where it went; `index` goes behind the closing mark.
    private static func string(
        _ bytes: Span<UInt8>,
        _ index: inout Int,
        _ end: Int,
        into out: inout [UInt8]
    ) -> ByteRange? {
        guard index < end, bytes[index] == UInt8(ascii: "\"") else { return nil }
        let first = out.count
        let start = index + 1
        var position = start
        while position < end {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                out.append(bytes, ByteRange(from: start, to: position))
                index = position + 1
                return ByteRange(from: first, to: out.count)
            }
            if byte == UInt8(ascii: "\\") {
                let range = JSONUnescaping.unescape(bytes, start, &position, end, into: &out)
                index = position
                return range
            }
            position &+= 1
        }
        return nil
    }

    // MARK: Pieces

    enum Separator { case next, end, wrong }

    /// A comma or the closing mark behind a value; `index` goes to what follows.
    static func separator(
        _ bytes: Span<UInt8>,
        _ index: inout Int,
        _ end: Int,
        closing: UInt8
    ) -> Separator {
        index = skipBlanks(bytes, index, end)
        guard index < end else { return .wrong }
        let byte = bytes[index]
        index = skipBlanks(bytes, index + 1, end)
        if byte == UInt8(ascii: ",") { return .next }
        // What stands behind the closing mark is for the caller.
        return byte == closing ? .end : .wrong
    }

    @inline(__always)
    static func skipBlanks(_ bytes: Span<UInt8>, _ from: Int, _ end: Int) -> Int {
        var index = from
        while index < end {
            switch bytes[index] {
            case 0x20, 0x09, 0x0a, 0x0d: index &+= 1
            default: return index
            }
        }
        return index
    }

    /// A number, `true`, `false` or `null`; what follows it is for the caller.
    private static func word(_ bytes: Span<UInt8>, _ index: inout Int, _ end: Int) -> ByteRange? {
        guard index < end else { return nil }
        let start = index
        switch bytes[index] {
        case UInt8(ascii: "t"): return literal("true", bytes, &index, end)
        case UInt8(ascii: "f"): return literal("false", bytes, &index, end)
        case UInt8(ascii: "n"): return literal("null", bytes, &index, end)
        case UInt8(ascii: "-"): index += 1
        default: break
        }
        let first = index
        guard skipDigits(bytes, &index, end) else { return nil }
        if bytes[first] == UInt8(ascii: "0"), index > first + 1 { return nil }
        if index < end, bytes[index] == UInt8(ascii: ".") {
            index += 1
            guard skipDigits(bytes, &index, end) else { return nil }
        }
        if index < end, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < end, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") { index += 1 }
            guard skipDigits(bytes, &index, end) else { return nil }
        }
        return ByteRange(from: start, to: index)
    }

    private static func literal(
        _ text: String,
        _ bytes: Span<UInt8>,
        _ index: inout Int,
        _ end: Int
    ) -> ByteRange? {
        let start = index
        guard end - start >= text.utf8.count else { return nil }
        var isEqual = true
        for byte in text.utf8 {
            if bytes[index] != byte { isEqual = false }
            index &+= 1
        }
        return isEqual ? ByteRange(from: start, to: index) : nil
    }

    /// Goes behind the digits at `index`; false where there is none.
    private static func skipDigits(_ bytes: Span<UInt8>, _ index: inout Int, _ end: Int) -> Bool {
        let start = index
        while index < end, bytes[index] &- 0x30 < 10 { index &+= 1 }
        return index > start
    }
}
