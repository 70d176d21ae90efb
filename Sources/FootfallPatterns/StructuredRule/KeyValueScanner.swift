internal import FootfallModel

/// Takes `key=value key2="quoted value"` apart: logfmt, and what devices and services make of it.
///
/// What separates the first pair from the second separates all: blanks, or a comma or semicolon (then a blank is part
/// of a value). Words without an equals sign are skipped. One pass, whatever the line holds.
enum KeyValueScanner {
    private enum Style { case unknown, blanks, marks }

    static func scan(_ bytes: Span<UInt8>, _ range: ByteRange, into table: inout RecordFields) {
        let end = range.upper
        var index = range.lower
        var style = Style.unknown
        while index < end {
            index = skipSeparators(bytes, index, end)
            let keyEnd = bytes.keyEnd(from: index, to: end)
            guard keyEnd < end else { return }
            guard bytes[keyEnd] == UInt8(ascii: "="), keyEnd > index else {
                // A word alone, or a mark of quotation where none belongs.
                index = skipWord(bytes, keyEnd, end)
                continue
            }
            let key = ByteRange(from: index, to: keyEnd)
            index = keyEnd + 1
            var value = ByteRange(from: index, to: index)
            if index < end, bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'") {
                value = quoted(bytes, &index, end, into: &table)
                if style == .unknown { style = self.style(bytes, index, end) }
            } else {
                let found = bare(bytes, index, end, &style)
                index = found.upper
                value = table.keep(bytes, found)
            }
            table.add(bytes, key, value: value)
        }
    }

    private static func isMark(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") }

    private static func skipSeparators(_ bytes: Span<UInt8>, _ from: Int, _ end: Int) -> Int {
        var index = from
        while index < end, bytes[index] <= 0x20 || isMark(bytes[index]) { index &+= 1 }
        return index
    }

    private static func skipWord(_ bytes: Span<UInt8>, _ from: Int, _ end: Int) -> Int {
        var index = from
        while index < end, bytes[index] > 0x20 { index &+= 1 }
        return index
    }

    private static func style(_ bytes: Span<UInt8>, _ index: Int, _ end: Int) -> Style {
        guard index < end else { return .unknown }
        return isMark(bytes[index]) ? .marks : .blanks
    }

    /// A value without marks of quotation: up to what separates.
    private static func bare(_ bytes: Span<UInt8>, _ from: Int, _ end: Int, _ style: inout Style) -> ByteRange {
        var index = from
        while index < end {
            let byte = bytes[index]
            if byte <= 0x20, style != .marks || byte != 0x20 && byte != 0x09 {
                if style == .unknown { style = .blanks }
                break
            }
            if isMark(byte), style != .blanks || index + 1 == end || bytes[index + 1] <= 0x20 {
                let next = index + 1
                let isFree = next == end || bytes[next] <= 0x20
                // A key is short: a line of commas takes one pass.
                if isFree || bytes.isKey(at: next, to: end) {
                    if style == .unknown { style = .marks }
                    break
                }
            }
            index &+= 1
        }
        return ByteRange(from: from, to: index)
    }

    /// The inside of what is quoted at `index`, which goes behind it.
    ///
    /// A backslash stands before a mark of quotation or another backslash, else it is one (`CORP\alice`). The closing
    /// mark has a separator behind it, or nothing; without one, the value goes to the end.
    private static func quoted(
        _ bytes: Span<UInt8>,
        _ index: inout Int,
        _ end: Int,
        into table: inout RecordFields
    ) -> ByteRange {
        let mark = bytes[index]
        let start = table.values.count
        index += 1
        var copied = index
        while index < end {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\\"), index + 1 < end,
                bytes[index + 1] == mark || bytes[index + 1] == UInt8(ascii: "\\")
            {
                table.values.append(bytes, ByteRange(from: copied, to: index))
                copied = index + 1
                index += 2
                continue
            }
            if byte == mark, index + 1 == end || bytes[index + 1] <= 0x20 || isMark(bytes[index + 1]) {
                table.values.append(bytes, ByteRange(from: copied, to: index))
                index += 1
                return ByteRange(from: start, to: table.values.count)
            }
            index &+= 1
        }
        table.values.append(bytes, ByteRange(from: copied, to: end))
        return ByteRange(from: start, to: table.values.count)
    }
}
