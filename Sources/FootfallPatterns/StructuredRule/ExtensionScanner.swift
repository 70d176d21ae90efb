internal import FootfallModel

/// CEF (ArcSight's Common Event Format) and LEEF (QRadar's): fields between bars, then keys with their values.
enum ExtensionScanner {
    private static let cefNames = ["vendor", "product", "version", "signature", "name", "severity"].map {
        Array("cef.\($0)".utf8)
    }
    private static let leefNames = ["vendor", "product", "version", "event"].map { Array("leef.\($0)".utf8) }

    /// `0|vendor|product|version|signature|name|severity|key=value …`, behind `CEF:`; false where bars are missing.
    static func scanCEF(_ bytes: Span<UInt8>, _ range: ByteRange, into table: inout RecordFields) -> Bool {
        var index = range.lower
        guard bar(bytes, &index, range.upper) != nil else { return false }
        for name in cefNames {
            guard let value = bar(bytes, &index, range.upper) else { return false }
            let kept = unescape(bytes, value, into: &table)
            table.add(name.span, ByteRange(from: 0, to: name.count), value: kept)
        }
        pairs(bytes, ByteRange(from: index, to: range.upper), into: &table)
        return true
    }

    /// `1.0|vendor|product|version|event|key=value<tab>…`, behind `LEEF:`; 2.0 names its separator before them.
    static func scanLEEF(_ bytes: Span<UInt8>, _ range: ByteRange, into table: inout RecordFields) -> Bool {
        var index = range.lower
        guard let version = bar(bytes, &index, range.upper) else { return false }
        for name in leefNames {
            guard let value = bar(bytes, &index, range.upper) else { return false }
            table.add(name.span, ByteRange(from: 0, to: name.count), value: table.keep(bytes, value))
        }
        var separator: UInt8 = 0x09
        if version.count > 0, bytes[version.lower] == UInt8(ascii: "2") {
            // Not every sender of 2.0 names one.
            var ahead = index
            if let named = bar(bytes, &ahead, range.upper), named.count <= 5, !contains(bytes, named, UInt8(ascii: "="))
            {
                index = ahead
                separator = self.separator(bytes, named)
            }
        }
        let attributes = ByteRange(from: index, to: range.upper)
        if contains(bytes, attributes, separator) || !contains(bytes, attributes, 0x20) {
            separated(bytes, attributes, separator, into: &table)
        } else {
            // A relay made blanks of the tabs.
            pairs(bytes, attributes, into: &table)
        }
        return true
    }

    // MARK: Pieces

    /// What stands before the next bar; `index` goes behind it.
    private static func bar(_ bytes: Span<UInt8>, _ index: inout Int, _ end: Int) -> ByteRange? {
        let start = index
        while index < end {
            switch bytes[index] {
            case UInt8(ascii: "\\"): index += 2
            case UInt8(ascii: "|"):
                index += 1
                return ByteRange(from: start, to: index - 1)
            default: index &+= 1
            }
        }
        return nil
    }

    private static func contains(_ bytes: Span<UInt8>, _ range: ByteRange, _ byte: UInt8) -> Bool {
        for index in range.lower..<range.upper where bytes[index] == byte { return true }
        return false
    }

    /// A character, or `x09`, `0x09`; a tab where nothing stands.
    private static func separator(_ bytes: Span<UInt8>, _ range: ByteRange) -> UInt8 {
        if range.isEmpty { return 0x09 }
        if range.count == 1 { return bytes[range.lower] }
        var number = 0
        for index in range.lower..<range.upper {
            switch bytes[index] {
            case UInt8(ascii: "x"), UInt8(ascii: "X"): number = 0
            case UInt8(ascii: "0")...UInt8(ascii: "9"): number = number * 16 + Int(bytes[index]) - 48
            case UInt8(ascii: "a")...UInt8(ascii: "f"): number = number * 16 + Int(bytes[index]) - 87
            case UInt8(ascii: "A")...UInt8(ascii: "F"): number = number * 16 + Int(bytes[index]) - 55
            default: return 0x09
            }
        }
        return UInt8(exactly: number) ?? 0x09
    }

    /// `key=value` between separators.
    private static func separated(
        _ bytes: Span<UInt8>,
        _ range: ByteRange,
        _ separator: UInt8,
        into table: inout RecordFields
    ) {
        var index = range.lower
        while index < range.upper {
            let start = index
            var equals = -1
            while index < range.upper, bytes[index] != separator {
                if equals < 0, bytes[index] == UInt8(ascii: "=") { equals = index }
                index &+= 1
            }
            if equals > start {
                let value = ByteRange(from: equals + 1, to: index)
                table.add(bytes, path: ByteRange(from: start, to: equals), value: value)
            }
            index += 1
        }
    }

    /// `key=value with blanks key2=…`: a value ends before the word that an equals sign follows.
    private static func pairs(_ bytes: Span<UInt8>, _ range: ByteRange, into table: inout RecordFields) {
        let end = range.upper
        var index = range.lower
        var key = ByteRange.none
        var valueStart = index
        var wordStart = index
        while index < end {
            switch bytes[index] {
            case UInt8(ascii: "\\"):
                index += 2
                continue
            case 0x20, 0x09: wordStart = index + 1
            case UInt8(ascii: "=") where isName(bytes, wordStart, index):
                close(bytes, key, ByteRange(from: valueStart, to: max(valueStart, wordStart)), &table)
                key = ByteRange(from: wordStart, to: index)
                valueStart = index + 1
                // No further equals sign may make a key of this word.
                wordStart = end
            default: break
            }
            index &+= 1
        }
        close(bytes, key, ByteRange(from: valueStart, to: end), &table)
    }

    private static func close(
        _ bytes: Span<UInt8>,
        _ key: ByteRange,
        _ range: ByteRange,
        _ table: inout RecordFields
    ) {
        var upper = range.upper
        while upper > range.lower, bytes[upper - 1] <= 0x20 { upper -= 1 }
        if key.isEmpty { return }
        table.add(bytes, key, value: unescape(bytes, ByteRange(from: range.lower, to: upper), into: &table))
    }

    private static func isName(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        guard start < end, end - start <= 128 else { return false }
        for index in start..<end {
            switch bytes[index] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "["), UInt8(ascii: "]"):
                continue
            default: return false
            }
        }
        return true
    }

    /// Copies a value without the backslashes before `|`, `=` and `\`; `\n` and `\r` are ends of lines.
    private static func unescape(
        _ bytes: Span<UInt8>,
        _ range: ByteRange,
        into table: inout RecordFields
    ) -> ByteRange {
        let start = table.values.count
        var index = range.lower
        var copied = index
        while index < range.upper {
            guard bytes[index] == UInt8(ascii: "\\"), index + 1 < range.upper else {
                index &+= 1
                continue
            }
            let letter = bytes[index + 1]
            switch letter {
            case UInt8(ascii: "|"), UInt8(ascii: "="), UInt8(ascii: "\\"):
                table.values.append(bytes, ByteRange(from: copied, to: index))
                copied = index + 1
            case UInt8(ascii: "n"), UInt8(ascii: "r"):
                table.values.append(bytes, ByteRange(from: copied, to: index))
                table.values.append(letter == UInt8(ascii: "n") ? 0x0a : 0x0d)
                copied = index + 2
            default: break
            }
            index += 2
        }
        table.values.append(bytes, ByteRange(from: copied, to: range.upper))
        return ByteRange(from: start, to: table.values.count)
    }
}
