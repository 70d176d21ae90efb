internal import FootfallModel

/// Takes RFC 5424's structured data apart: `[id name="value" …][…]` under `id.name`, and the message as `message`.
struct StructuredDataScanner {
    private var path: [UInt8] = []
    private static let message = Array("message".utf8)

    /// - Parameter range: the elements, which the header's parser found well formed.
    mutating func scan(_ bytes: Span<UInt8>, _ range: ByteRange, message: ByteRange, into table: inout RecordFields) {
        let name = StructuredDataScanner.message
        table.add(name.span, ByteRange(from: 0, to: name.count), value: table.keep(bytes, message))
        let end = range.upper
        var index = range.lower
        while index < end, bytes[index] == UInt8(ascii: "[") {
            let start = index + 1
            index = nameEnd(bytes, start, end)
            path.removeAll(keepingCapacity: true)
            path.append(bytes, ByteRange(from: start, to: index))
            path.append(UInt8(ascii: "."))
            element(bytes, &index, end, into: &table)
        }
    }

    private mutating func element(
        _ bytes: Span<UInt8>,
        _ index: inout Int,
        _ end: Int,
        into table: inout RecordFields
    ) {
        let prefix = path.count
        while index < end, bytes[index] != UInt8(ascii: "]") {
            if bytes[index] == 0x20 {
                index += 1
                continue
            }
            let start = index
            index = nameEnd(bytes, start, end)
            guard index + 1 < end, index > start, bytes[index] == UInt8(ascii: "=") else {
                index = end
                return
            }
            path.removeSubrange(prefix...)
            path.append(bytes, ByteRange(from: start, to: index))
            index += 2
            let first = table.values.count
            while index < end, bytes[index] != UInt8(ascii: "\"") {
                if bytes[index] == UInt8(ascii: "\\"), index + 1 < end {
                    switch bytes[index + 1] {
                    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "]"): index += 1
                    default: break
                    }
                }
                table.values.append(bytes[index])
                index &+= 1
            }
            index += 1
            let value = ByteRange(from: first, to: table.values.count)
            table.add(path.span, ByteRange(from: 0, to: path.count), value: value)
        }
        index += 1
    }

    private func nameEnd(_ bytes: Span<UInt8>, _ from: Int, _ end: Int) -> Int {
        var index = from
        while index < end {
            switch bytes[index] {
            case 0...0x20, UInt8(ascii: "="), UInt8(ascii: "]"), UInt8(ascii: "\""): return index
            default: index &+= 1
            }
        }
        return end
    }
}
