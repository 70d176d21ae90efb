import FootfallModel

@testable import FootfallPatterns

extension RecordFields {
    /// `path=value` for each field.
    var shown: [String] {
        fields.map { paths.text($0.path) + "=" + values.text($0.value) }
    }
}

/// A table filled by a scanner.
func scanned(_ text: String, _ scan: (Span<UInt8>, ByteRange, inout RecordFields) -> Void) -> [String] {
    scanned(Array(text.utf8), scan)
}

func scanned(_ bytes: [UInt8], _ scan: (Span<UInt8>, ByteRange, inout RecordFields) -> Void) -> [String] {
    var table = RecordFields()
    scan(bytes.span, ByteRange(from: 0, to: bytes.count), &table)
    return table.shown
}
