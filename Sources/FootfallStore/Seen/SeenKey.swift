internal import FootfallModel

/// That a user was seen with something, in one number that sorts by user, kind and value.
///
/// Seen is who did something that succeeded and is not merely claimed: 31 bits of user, 2 of kind, 31 of value.
struct SeenKey: Hashable, Comparable {
    enum Kind: UInt64 {
        case address = 0
        case host = 1
        case app = 2
        /// At this hour of the clock, or on this local day.
        case time = 3
    }

    var raw: UInt64

    init(raw: UInt64) {
        self.raw = raw
    }

    @inline(__always)
    init(user: Int32, _ kind: Kind, _ value: Int32) {
        raw = UInt64(user) << 33 | kind.rawValue << 31 | UInt64(value)
    }

    var user: Int64 { Int64(raw >> 33) }
    var kind: Kind { Kind(rawValue: raw >> 31 & 3) ?? .time }
    var value: Int64 { Int64(raw & 0x7fff_ffff) }

    static func < (a: SeenKey, b: SeenKey) -> Bool { a.raw < b.raw }

    // Times: the hours of the clock come first, then days, none of them negative.

    /// The first value that is a day.
    static let firstDay: Int64 = 24
    private static let dayZero: Int64 = 1 << 29

    @inline(__always)
    static func value(ofDay day: Int64) -> Int32 { Int32(truncatingIfNeeded: day + dayZero) }

    /// The hour of the clock, 0 to 23; `nil` where this is no hour.
    var hour: Int? { kind == .time && value < SeenKey.firstDay ? Int(value) : nil }
    /// The number of the local day; `nil` where this is no day.
    var day: Int64? { kind == .time && value >= SeenKey.firstDay ? value - SeenKey.dayZero : nil }
}

extension StoredRow {
    /// It says with what its user was seen.
    @inline(__always)
    var isSeen: Bool { outcome == 1 && user != 0 && !isClaimed && !isEvidence }
}

extension Span<UInt8> {
    /// Whether details say that the user is only claimed to be that user.
    ///
    /// Footfall writes that member itself, and in a value its quotation marks would be escaped. (Horspool's search: most
    /// places are passed over fourteen at a time.)
    func saysClaimed(_ range: Range<Int>) -> Bool {
        var last = range.lowerBound &+ 13
        while last < range.upperBound {
            switch self[last] {
            case UInt8(ascii: "e"):
                let start = last &- 13
                if word(at: start) == ClaimedWord.first, word(at: start &+ 6) == ClaimedWord.last { return true }
                last &+= 7
            case UInt8(ascii: "u"): last &+= 1
            case UInt8(ascii: "r"): last &+= 2
            case UInt8(ascii: "t"): last &+= 3
            case UInt8(ascii: ":"): last &+= 4
            case UInt8(ascii: "\""): last &+= 5
            case UInt8(ascii: "d"): last &+= 6
            case UInt8(ascii: "m"): last &+= 8
            case UInt8(ascii: "i"): last &+= 9
            case UInt8(ascii: "a"): last &+= 10
            case UInt8(ascii: "l"): last &+= 11
            case UInt8(ascii: "c"): last &+= 12
            default: last &+= 14
            }
        }
        return false
    }
}

/// `"claimed":true` as two numbers of eight bytes, the first byte lowest, that share two.
private enum ClaimedWord {
    /// `"claimed`.
    static let first: UInt64 = 0x6465_6d69_616c_6322
    /// `ed":true`.
    static let last: UInt64 = 0x6575_7274_3a22_6465
}
