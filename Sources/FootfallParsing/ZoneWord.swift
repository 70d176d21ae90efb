/// The abbreviations of zones that stand behind a time of day: `10:00:01 CET`.
enum ZoneWord {
    /// `offset` is `nil` where the word is used for several zones: then the source's own holds.
    typealias Scanned = (offset: Int32?, end: Int)

    /// The word that begins at `from`; `nil` where none that is known stands there alone.
    @inline(never)
    static func scan(_ bytes: Span<UInt8>, from: Int, to: Int) -> Scanned? {
        var end = from
        var word: UInt64 = 0
        while end < to, bytes[end] &- UInt8(ascii: "A") < 26 {
            guard end &- from < 5 else { return nil }
            word = word << 8 | UInt64(bytes[end])
            end &+= 1
        }
        guard end &- from >= 2, let known = offset(of: word) else { return nil }
        guard end < to else { return (known.seconds, end) }
        switch bytes[end] {
        case .blank, .colon, .closeBracket, UInt8(ascii: ")"), UInt8(ascii: ","), UInt8(ascii: "|"), 9:
            return (known.seconds, end)
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            guard known.seconds == 0, let zone = Timestamp.numericZone(bytes, from: end, to: to) else { return nil }
            return (zone.offset, zone.end)
        default:
            return nil
        }
    }

    /// RFC 5322 §4.3's, and those that one part of the world uses; CST, IST and BST are three zones each.
    private static func offset(of word: UInt64) -> (seconds: Int32?, Void)? {
        switch word {
        case 0x55_5443, 0x47_4d54, 0x55_4354, 0x5554: (0, ())  // UTC GMT UCT UT
        case 0x5745_54: (0, ())  // WET
        case 0x5745_5354, 0x43_4554, 0x4d_4554, 0x4d_455a: (3600, ())  // WEST CET MET MEZ
        case 0x4345_5354, 0x4d45_5354, 0x4d45_535a, 0x45_4554: (7200, ())  // CEST MEST MESZ EET
        case 0x4545_5354, 0x4d_534b: (10_800, ())  // EEST MSK
        case 0x4a_5354, 0x4b_5354: (32_400, ())  // JST KST
        case 0x4145_5354: (36_000, ())  // AEST
        case 0x4145_4454: (39_600, ())  // AEDT
        case 0x4e5a_5354: (43_200, ())  // NZST
        case 0x4e5a_4454: (46_800, ())  // NZDT
        case 0x45_4454: (-14_400, ())  // EDT
        case 0x45_5354, 0x43_4454: (-18_000, ())  // EST CDT
        case 0x4d_4454: (-21_600, ())  // MDT
        case 0x4d_5354, 0x50_4454: (-25_200, ())  // MST PDT
        case 0x50_5354: (-28_800, ())  // PST
        case 0x43_5354, 0x49_5354, 0x42_5354, 0x5341_5354: (nil, ())  // CST IST BST SAST
        default: nil
        }
    }
}
