internal import FootfallModel
internal import FootfallParsing

// Arrays of records, and where a value ends that is not looked into.
extension JSONScanner {
    /// Whether an array of objects begins at `range`.
    static func isArray(_ bytes: Span<UInt8>, _ range: ByteRange) -> Bool {
        guard bytes[range.lower] == UInt8(ascii: "[") else { return false }
        let next = skipBlanks(bytes, range.lower + 1, range.upper)
        return next < range.upper && bytes[next] == UInt8(ascii: "{")
    }

    /// The objects of a line that is one object or an array of them; false where the rest of it is malformed.
    static func objects(_ bytes: Span<UInt8>, _ range: ByteRange, into objects: inout [ByteRange]) -> Bool {
        objects.removeAll(keepingCapacity: true)
        let end = range.upper
        var index = skipBlanks(bytes, range.lower, end)
        guard index < end, bytes[index] == UInt8(ascii: "[") else {
            objects.append(range)
            return true
        }
        index = skipBlanks(bytes, index + 1, end)
        if index < end, bytes[index] == UInt8(ascii: "]") { return skipBlanks(bytes, index + 1, end) == end }
        while index < end, bytes[index] == UInt8(ascii: "{") {
            guard let close = closingMark(bytes, index, end) else { return false }
            objects.append(ByteRange(from: index, to: close + 1))
            index = close + 1
            switch separator(bytes, &index, end, closing: UInt8(ascii: "]")) {
            case .next: continue
            case .end: return index == end
            case .wrong: return false
            }
        }
        return false
    }

    /// Where the object or array that begins at `start` ends: in one pass, however deep it is.
    ///
    /// Marks of its own kind are counted, which is enough where it is well-formed.
    static func closingMark(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int? {
        let opening = bytes[start]
        // Both kinds of mark are two apart.
        let closing = opening + 2
        var depth = 0
        var isInString = false
        var index = start
        while index < end {
            switch bytes[index] {
            case UInt8(ascii: "\\") where isInString: index &+= 1
            case UInt8(ascii: "\""): isInString.toggle()
            case opening where !isInString: depth &+= 1
            case closing where !isInString:
                depth &-= 1
                if depth == 0 { return index }
            default: break
            }
            index &+= 1
        }
        return nil
    }
}
