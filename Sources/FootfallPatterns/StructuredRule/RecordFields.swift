internal import FootfallModel

/// One scalar of a record, with the path to it.
struct RecordField {
    enum Kind {
        case string, number, boolean
        /// An array of scalars, joined by commas.
        case list
    }

    /// Dotted, in the table's `paths`.
    var path: ByteRange
    var pathHash: UInt64
    /// In the table's `values`.
    var value: ByteRange
    var kind: Kind
    /// Whether it has gone into the event already.
    var isUsed = false
}

/// What a record holds, flat: filled by the scanner of its format, read by the rules, and reused for the next record.
struct RecordFields: ~Copyable {
    var fields: [RecordField] = []
    private(set) var paths: [UInt8] = []
    /// The text of all values, escapes resolved, one after another.
    var values: [UInt8] = []

    /// A longer path says nothing to anybody, and written out for every value below it would make megabytes of a line.
    private static let longestPath = 256

    mutating func removeAll() {
        fields.removeAll(keepingCapacity: true)
        paths.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
    }

    /// Adds a field whose value is in `values` already.
    mutating func add(_ path: Span<UInt8>, _ range: ByteRange, value: ByteRange, _ kind: RecordField.Kind = .string) {
        guard range.count <= RecordFields.longestPath else { return }
        let start = paths.count
        paths.append(path, range)
        fields.append(
            RecordField(
                path: ByteRange(from: start, to: paths.count),
                pathHash: FNV.hash(path, range),
                value: value,
                kind: kind
            )
        )
    }

    /// Adds a field whose path and value stand in the same text, as they are.
    mutating func add(_ bytes: Span<UInt8>, path: ByteRange, value: ByteRange) {
        add(bytes, path, value: keep(bytes, value))
    }

    /// Copies a value as it is; where it went.
    mutating func keep(_ bytes: Span<UInt8>, _ range: ByteRange) -> ByteRange {
        let start = values.count
        values.append(bytes, range)
        return ByteRange(from: start, to: values.count)
    }
}
