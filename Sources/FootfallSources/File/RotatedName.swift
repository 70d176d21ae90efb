internal import FootfallModel

/// What a file's name says about rotation: `auth.log.2.gz` is the second predecessor of `auth.log`.
///
/// Numbers and dates only, with or without a compressor's ending. `app.log.old` is a file of its own, and so is
/// `192.0.2.1`: what would be left of a predecessor's name must hold a letter.
package struct RotatedName: Hashable, Sendable {
    /// How old a file of a group is: the greater, the newer.
    package enum Age: Hashable, Comparable, Sendable {
        /// The date's digits, most significant first, padded to one length.
        case dated(String)
        /// The negated number: `.1` is newer than `.2`.
        case numbered(Int)
        case live
    }

    /// The path without what rotation added: the live file's.
    package let live: String
    package let age: Age

    package init(path: String) {
        let stem = RotatedName.withoutCompression(path)
        let nameStart = stem.lastIndex(of: "/").map { stem.index(after: $0) } ?? stem.startIndex
        let name = Array(stem[nameStart...].utf8)
        var best: (length: Int, age: Age)?
        for mark in name.indices where name[mark] == UInt8(ascii: ".") || name[mark] == UInt8(ascii: "-") {
            guard let age = RotatedName.age(of: name[(mark + 1)...], after: name[mark]) else { continue }
            guard name[..<mark].contains(where: { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7a }) else { continue }
            best = (mark, age)
            break
        }
        if let best {
            live = String(stem[..<nameStart]) + String(decoding: name[..<best.length], as: UTF8.self)
            age = best.age
        } else {
            live = path
            age = .live
        }
    }

    private static func withoutCompression(_ path: String) -> Substring {
        for (ending, _) in Compression.endings where path.hasSuffix(ending) {
            return path.dropLast(ending.count)
        }
        return path[...]
    }

    /// `1` after a point; `20261115`, `2026-11-15`, `2026111507` or `20261115-1794700000` after a point or a hyphen.
    private static func age(of suffix: ArraySlice<UInt8>, after mark: UInt8) -> Age? {
        let parts = suffix.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard !parts.isEmpty, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }) else {
            return nil
        }
        let digits = parts.flatMap { Array($0) }
        let lengths = parts.map(\.count)
        switch lengths {
        case [1], [2], [3]:
            guard mark == UInt8(ascii: "."), lengths == [1] || digits[0] != 0x30 else { return nil }
            return .numbered(-number(digits[...]))
        case [4, 2, 2], [8], [10], [12], [14]:
            break
        default:
            guard lengths.count == 2, lengths[0] == 8, lengths[1] <= 12 else { return nil }
        }
        let date = CivilDate(
            year: Int32(number(digits[0..<4])),
            month: Int32(number(digits[4..<6])),
            day: Int32(number(digits[6..<8]))
        )
        guard date.exists, date.year >= 1970, date.year < 2200 else { return nil }
        // A counter behind the date may have any length; padding makes it compare as a number.
        let rest = digits[8...]
        let padding = [UInt8](repeating: 0x30, count: max(0, 12 - rest.count))
        let padded: [UInt8] = lengths.count == 2 ? padding + Array(rest) : Array(rest) + padding
        return .dated(String(decoding: Array(digits[..<8]) + padded, as: UTF8.self))
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int {
        digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}

/// What names say, remembered: the same ones are asked again and again.
final class RotatedNames {
    private var known: [String: RotatedName] = [:]

    subscript(path: String) -> RotatedName {
        if let name = known[path] { return name }
        // Names that come and go, such as temporary files, must not add up.
        if known.count >= 65_536 { known = [:] }
        let name = RotatedName(path: path)
        known[path] = name
        return name
    }
}
