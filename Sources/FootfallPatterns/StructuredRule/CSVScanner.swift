internal import FootfallModel

/// Takes a line of values apart by their order (RFC 4180, with any separator).
enum CSVScanner {
    /// Adds the values of named columns; those beyond the last are left.
    static func scan(
        _ bytes: Span<UInt8>,
        _ range: ByteRange,
        _ columns: borrowing [[UInt8]],
        _ separator: UInt8,
        into table: inout RecordFields
    ) {
        let end = range.upper
        var index = range.lower
        for column in columns.indices {
            guard index <= end else { return }
            let start = table.values.count
            if index < end, bytes[index] == UInt8(ascii: "\"") {
                quoted(bytes, &index, end, separator, &table)
            } else {
                let first = index
                while index < end, bytes[index] != separator { index &+= 1 }
                table.values.append(bytes, ByteRange(from: first, to: index))
            }
            index += 1
            let name = columns[column]
            if name.isEmpty { continue }
            table.add(
                name.span,
                ByteRange(from: 0, to: name.count),
                value: ByteRange(from: start, to: table.values.count)
            )
        }
    }

    /// Appends what is quoted at `index`, `""` being one mark; `index` goes to the separator behind.
    private static func quoted(
        _ bytes: Span<UInt8>,
        _ index: inout Int,
        _ end: Int,
        _ separator: UInt8,
        _ table: inout RecordFields
    ) {
        index += 1
        var copied = index
        while index < end {
            guard bytes[index] == UInt8(ascii: "\"") else {
                index &+= 1
                continue
            }
            let next = index + 1
            if next == end || bytes[next] == separator {
                table.values.append(bytes, ByteRange(from: copied, to: index))
                index = next
                return
            }
            if bytes[next] == UInt8(ascii: "\"") {
                table.values.append(bytes, ByteRange(from: copied, to: next))
                copied = next + 1
                index = copied
            } else {
                index = next
            }
        }
        table.values.append(bytes, ByteRange(from: copied, to: end))
        index = end
    }
}
