package import FootfallModel

/// What ends a record.
package enum FramingRule: Sendable {
    /// A line's end.
    case newline
    /// The end of a JSON object: whole files of them, in arrays, on one line or on many.
    case json
    /// The next line that begins a record.
    case records(any RecordStart)
}

/// Tells which lines begin a record, where records go over several lines.
///
/// The source knows no expressions, so whoever does lends it one.
package protocol RecordStart: Sendable {
    /// Whether the line, without its end, begins a record.
    func begins(_ bytes: Span<UInt8>, _ line: ByteRange) -> Bool
}

/// What a rule has found in the bytes at hand.
struct FoundRecords {
    var lines: [Line] = []
    /// The line each of them begins on, from 0 at the first that was not taken before.
    var numbers: [Int64] = []
    /// Everything before it is whole.
    var wholeEnd = 0

    mutating func add(from lower: Int, to upper: Int, number: Int64, limit: Int, isDropped: Bool) {
        let isCut = isDropped || upper - lower > limit
        let end = isCut ? min(upper, lower + limit) : upper
        lines.append(Line(range: ByteRange(from: lower, to: end), isCut: isCut))
        numbers.append(number)
    }
}
