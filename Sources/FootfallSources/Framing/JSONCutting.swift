internal import FootfallModel

/// Cuts JSON documents into their records: the objects of an array, of the array in `{"Records": [ … ]}`, or one after
/// another, on as many lines as they like.
///
/// Between records everything that is no opening brace is passed over, so that reading can go on behind any record.
/// A line's end inside a string is no JSON: the record ends there, and the parser will say that it is malformed.
struct JSONCutting: Sendable {
    private var position = 0
    /// Where the object in hand begins; -1 between records.
    private var start = -1
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    /// How many arrays around the records were opened.
    private var arrays = 0
    /// The object in hand was taken before its end.
    private var isTaken = false
    /// Lines since the last taking: at the object in hand, and at `position`.
    private var startLine: Int64 = 0
    private var line: Int64 = 0

    /// Arrays with these names, first in an object, hold a service's records.
    private static let wrappers = ["records", "events", "value", "logs"]

    /// Whether a stream that begins so is one of JSON documents rather than of lines with an object each.
    static func isDocument(_ bytes: Span<UInt8>) -> Bool {
        var index = skip(bytes, 0)
        if bytes.count >= 3, bytes[0] == 0xef, bytes[1] == 0xbb, bytes[2] == 0xbf { index = skip(bytes, 3) }
        guard index < bytes.count else { return false }
        switch bytes[index] {
        case UInt8(ascii: "["):
            let next = skip(bytes, index + 1)
            // A stamp in brackets follows at once; an array may be opened on a line of its own.
            if next == bytes.count { return next > index + 1 }
            guard bytes[next] == UInt8(ascii: "{") else { return false }
            let inner = skip(bytes, next + 1)
            return inner == bytes.count || bytes[inner] == UInt8(ascii: "\"")
        case UInt8(ascii: "{"):
            var next = index + 1
            while next < bytes.count, bytes[next] == 0x20 || bytes[next] == 0x0d { next += 1 }
            if next < bytes.count, bytes[next] == 0x0a { return true }
            if case .found = wrapper(bytes, index) { return true }
            return false
        default: return false
        }
    }

    mutating func forget(_ count: Int) {
        position = max(0, position - count)
        if start >= 0 { start = max(0, start - count) }
    }

    mutating func trim(to count: Int) {
        position = min(position, count)
    }

    /// The number of the line on which the object begins that is taken as it stands.
    mutating func finish() -> Int64 {
        isTaken = start >= 0
        start = -1
        return startLine
    }

    /// How many lines were taken with the records that were handed out.
    mutating func takeLineCount() -> Int64 {
        let taken = start >= 0 ? startLine : line
        line -= taken
        startLine -= taken
        return taken
    }

    /// The records that end in `bytes`, in which an object in hand begins at 0.
    mutating func cut(_ bytes: Span<UInt8>, limit: Int, isDropped: Bool) -> FoundRecords {
        var found = FoundRecords()
        var isDropped = isDropped
        loop: while position < bytes.count {
            let byte = bytes[position]
            if byte == 0x0a { line += 1 }
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                } else if byte == 0x0a {
                    end(at: position, limit, &isDropped, &found)
                }
                position += 1
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{") where depth == 0:
                if arrays == 0 {
                    switch JSONCutting.wrapper(bytes, position) {
                    case .undecided: break loop
                    case .found(let inside):
                        for index in position..<inside where bytes[index] == 0x0a { line += 1 }
                        arrays += 1
                        position = inside
                        continue
                    case .none: break
                    }
                }
                start = position
                startLine = line
                depth = 1
            case UInt8(ascii: "["):
                if depth > 0 { depth += 1 } else { arrays += 1 }
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth > 0 {
                    depth -= 1
                    if depth == 0 {
                        end(at: position + 1, limit, &isDropped, &found)
                    }
                } else if byte == UInt8(ascii: "]") {
                    arrays = max(0, arrays - 1)
                }
            default: break
            }
            position += 1
        }
        // What stands between records belongs to nothing that could still come.
        found.wholeEnd = start >= 0 ? start : position
        return found
    }

    private mutating func end(at index: Int, _ limit: Int, _ isDropped: inout Bool, _ found: inout FoundRecords) {
        if start >= 0 {
            found.add(from: start, to: index, number: startLine, limit: limit, isDropped: isDropped)
        }
        isDropped = false
        isTaken = false
        isInString = false
        isEscaped = false
        start = -1
        depth = 0
    }

    private enum Wrapper {
        case none, undecided
        /// Where the array's inside begins.
        case found(Int)
    }

    /// `{"Records": [` and its like, from the brace on.
    private static func wrapper(_ bytes: Span<UInt8>, _ brace: Int) -> Wrapper {
        var index = skip(bytes, brace + 1)
        guard index < bytes.count else { return .undecided }
        guard bytes[index] == UInt8(ascii: "\"") else { return .none }
        let name = index + 1
        index = name
        while index < bytes.count, bytes[index] != UInt8(ascii: "\""), index - name <= 8 { index += 1 }
        guard index < bytes.count else { return .undecided }
        guard bytes[index] == UInt8(ascii: "\""), wrappers.contains(where: { isEqual(bytes, name..<index, $0) }) else {
            return .none
        }
        for mark in [UInt8(ascii: ":"), UInt8(ascii: "[")] {
            index = skip(bytes, index + 1)
            guard index < bytes.count else { return .undecided }
            guard bytes[index] == mark else { return .none }
        }
        let inside = index + 1
        index = skip(bytes, inside)
        guard index < bytes.count else { return .undecided }
        return bytes[index] == UInt8(ascii: "{") || bytes[index] == UInt8(ascii: "]") ? .found(inside) : .none
    }

    private static func isEqual(_ bytes: Span<UInt8>, _ range: Range<Int>, _ name: String) -> Bool {
        range.count == name.utf8.count && zip(range, name.utf8).allSatisfy { bytes[$0] | 0x20 == $1 }
    }

    private static func skip(_ bytes: Span<UInt8>, _ from: Int) -> Int {
        var index = from
        while index < bytes.count, bytes[index] <= 0x20, bytes[index] != 0 { index += 1 }
        return index
    }
}
