/// `auth.info`, `authpriv.warn`, `Local4.Info`, AIX's `auth|security:info`: a priority in words.
enum FacilityWord {
    /// The priority, and the index of the blank behind the word.
    typealias Scanned = (priority: Int16, end: Int)

    /// The word at `from`; `nil` where it is another one, or nothing follows.
    @inline(never)
    static func scan(_ bytes: Span<UInt8>, from: Int, to: Int) -> Scanned? {
        guard let word = word(bytes, from: from, to: to), word.end < to,
            bytes[word.end] == .blank || bytes[word.end] == 9
        else { return nil }
        return word
    }

    /// `<auth.info> ` or `<4.6> `, as FreeBSD's syslogd writes them with `-vv` and `-v`; the index of the blank behind.
    @inline(never)
    static func scanMarked(_ bytes: Span<UInt8>, from: Int, to: Int) -> Scanned? {
        guard let word = word(bytes, from: from &+ 1, to: to) ?? numbers(bytes, from: from &+ 1, to: to),
            bytes.begins(with: "> ", at: word.end, to: to)
        else { return nil }
        return (word.priority, word.end &+ 1)
    }

    private static func numbers(_ bytes: Span<UInt8>, from: Int, to: Int) -> Scanned? {
        var point = from
        while point < min(to, from &+ 2), bytes.isDigit(at: point) { point &+= 1 }
        guard point > from, to &- point >= 2, bytes[point] == UInt8(ascii: ".") else { return nil }
        let facility = bytes.number(from: from, to: point)
        let level = bytes[point &+ 1] &- UInt8(ascii: "0")
        guard facility < 24, level < 8 else { return nil }
        return (Int16(facility) &* 8 &+ Int16(level), point &+ 2)
    }

    private static func word(_ bytes: Span<UInt8>, from: Int, to: Int) -> Scanned? {
        var end = nameEnd(bytes, from: from, to: to)
        guard let facility = index(of: bytes, from, end, in: facilities) else { return nil }
        // AIX names some facilities and levels twice.
        if end < to, bytes[end] == UInt8(ascii: "|") { end = nameEnd(bytes, from: end &+ 1, to: to) }
        guard end < to, bytes[end] == UInt8(ascii: ".") || bytes[end] == .colon else { return nil }
        let start = end &+ 1
        end = nameEnd(bytes, from: start, to: to)
        guard let level = index(of: bytes, start, end, in: levels) else { return nil }
        if end < to, bytes[end] == UInt8(ascii: "|") { end = nameEnd(bytes, from: end &+ 1, to: to) }
        return (Int16(facilityCodes[facility]) &* 8 &+ Int16(levelCodes[level]), end)
    }

    /// Whether a point stands where the names of facilities end: a cheap test for the path of every line.
    @inline(__always)
    static func isLikely(_ bytes: Span<UInt8>, from: Int, end: Int) -> Bool {
        guard end &- from >= 7, end &- from <= 16 else { return false }
        let point = UInt8(ascii: ".")
        guard bytes[from &+ 4] == point || bytes[from &+ 6] == point || bytes[from &+ 3] == point else {
            return end &- from >= 12 && bytes[from &+ 8] == point
        }
        return bytes[from].isLetter
    }

    private static func nameEnd(_ bytes: Span<UInt8>, from: Int, to: Int) -> Int {
        var end = from
        let limit = min(to, from &+ 10)
        while end < limit, bytes[end].isLetter || bytes[end].isDigit { end &+= 1 }
        return end
    }

    private static func index(
        of bytes: Span<UInt8>,
        _ from: Int,
        _ to: Int,
        in names: [StaticString]
    ) -> Int? {
        for (index, name) in names.enumerated() where name.utf8CodeUnitCount == to &- from {
            if bytes.isWord(name, at: from, to: to) { return index }
        }
        return nil
    }

    private static let facilities: [StaticString] = [
        "kern", "user", "mail", "daemon", "auth", "security", "syslog", "lpr", "news", "uucp", "cron", "authpriv",
        "ftp", "ntp", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
    ]
    private static let facilityCodes: [UInt8] = [
        0, 1, 2, 3, 4, 4, 5, 6, 7, 8, 9, 10, 11, 12, 16, 17, 18, 19, 20, 21, 22, 23,
    ]
    private static let levels: [StaticString] = [
        "emerg", "panic", "alert", "crit", "critical", "err", "error", "warn", "warning", "notice", "info", "debug",
    ]
    private static let levelCodes: [UInt8] = [0, 0, 1, 2, 2, 3, 3, 4, 4, 5, 6, 7]
}
