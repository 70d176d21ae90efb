import FootfallModel

/// Lines that no syslog daemon wrote: an application's own, JSON, or anything at all.
enum BareLine {
    /// What an ISO 8601 stamp turns out to head, by the shape of what follows it.
    enum Shape {
        /// `hostEnd` is where the tag follows; `nil` where the tag follows at once.
        case syslog(hostEnd: Int?, tag: Tag)
        case application
    }

    /// Whether host and tag, a tag alone, or neither follows the stamp that ends at `from`.
    ///
    /// Behind `T` a syslog daemon is likely, and `name:` behind a host is a tag. A blank within the stamp is an
    /// application's way; there, and without a host, it takes `name[811]:`.
    @inline(__always)
    static func shape(_ bytes: Span<UInt8>, from: Int, to: Int, isBlankSeparated: Bool) -> Shape {
        guard from < to, bytes[from] == .blank, !isLevel(bytes, from: from &+ 1, to: to) else { return .application }
        let start = from &+ 1
        var wordEnd = start
        while wordEnd < to, !bytes[wordEnd].endsWord { wordEnd &+= 1 }
        if let tag = Tag.scan(bytes, from: start, nameEnd: wordEnd, to: to, isStrict: true) {
            let isTag = tag.hasProcessID || bytes[start] == UInt8(ascii: "%")
            return isTag ? .syslog(hostEnd: nil, tag: tag) : .application
        }
        guard let hostEnd = HeaderParser.hostEnd(bytes, from: start, at: wordEnd, to: to),
            let tag = Tag.scan(bytes, from: hostEnd &+ 1, to: to, isStrict: isBlankSeparated),
            !isBlankSeparated || tag.hasProcessID,
            isClosed(tag, bytes, to: to) || bytes[hostEnd &+ 1] == UInt8(ascii: "%")
        else { return .application }
        return .syslog(hostEnd: hostEnd, tag: tag)
    }

    /// Where the message of an application's line begins: behind its stamp, and what only closes the stamp.
    static func message(_ bytes: Span<UInt8>, from: Int, to: Int, isBracketed: Bool) -> Int {
        var index = from
        if isBracketed {
            let close = bytes.index(of: .closeBracket, from: index, to: min(to, index &+ 8))
            if close < to, bytes[close] == .closeBracket { index = close &+ 1 }
        } else if index < to, bytes[index] == .colon {
            index &+= 1
        }
        return index < to && bytes[index] == .blank ? index &+ 1 : index
    }

    /// The stamp within a line that has none in front: in brackets, as access logs have it, or behind the first word.
    static func innerStamp(_ bytes: Span<UInt8>, from: Int, to: Int) -> Timestamp? {
        let limit = min(to, from &+ 512)
        let blank = bytes.index(of: .blank, from: from, to: limit)
        if blank > from, blank &+ 1 < to,
            let scanned = Timestamp.iso8601(bytes, from: blank &+ 1, to: to)
        {
            return scanned.stamp
        }
        var open = bytes.index(of: .openBracket, from: from, to: limit)
        for _ in 0..<8 where open < limit && open &+ 1 < to {
            // Not a number of ten digits, which need not be a time.
            if open > from, bytes[open &- 1] == .blank, !isNumber(bytes, from: open &+ 1, to: to),
                let scanned = Timestamp.application(bytes, from: open &+ 1, to: to)
            {
                return scanned.stamp
            }
            open = bytes.index(of: .openBracket, from: open &+ 1, to: limit)
        }
        return nil
    }

    /// Whether a record of a vendor's own begins: behind a stamp and a host it needs no tag.
    static func beginsPayload(_ bytes: Span<UInt8>, from: Int, to: Int) -> Bool {
        for start in payloads where bytes.begins(with: start, at: from, to: to) { return true }
        // Palo Alto's begin with a number and the date: 1,2026/11/22 10:00:01,…
        let comma = bytes.index(of: UInt8(ascii: ","), from: from, to: min(to, from &+ 4))
        return comma > from && bytes[from].isDigit && comma < to && bytes[comma] == UInt8(ascii: ",")
            && bytes.begins(with: "20", at: comma &+ 1, to: to)
    }

    private static let payloads: [StaticString] = [
        "CEF:", "LEEF:", "{", "date=", "devid=", "device=", "device_name=", "MSWinEventLog\t",
    ]

    private static func isNumber(_ bytes: Span<UInt8>, from: Int, to: Int) -> Bool {
        guard to &- from >= 5 else { return true }
        for index in from..<from &+ 5 where !bytes[index].isDigit { return false }
        return true
    }

    /// A JSON object, or an array of them.
    static func isJSON(_ bytes: Span<UInt8>, from: Int, to: Int) -> Bool {
        var index = bytes.skipBlanks(from: from, to: to)
        guard index < to else { return false }
        if bytes[index] == UInt8(ascii: "{") { return true }
        guard bytes[index] == .openBracket else { return false }
        index = bytes.skipBlanks(from: index &+ 1, to: to)
        return index < to && bytes[index] == UInt8(ascii: "{")
    }

    /// Whether the tag ends in a colon, and a blank or nothing follows.
    @inline(__always)
    private static func isClosed(_ tag: Tag, _ bytes: Span<UInt8>, to: Int) -> Bool {
        let colon = tag.message &- (bytes[tag.message &- 1] == .blank ? 2 : 1)
        return bytes[colon] == .colon && (colon &+ 1 == to || bytes[colon &+ 1] == .blank)
    }

    /// Whether the word at `from` is a level: it stands where a host would, and applications put it there.
    @inline(__always)
    private static func isLevel(_ bytes: Span<UInt8>, from: Int, to: Int) -> Bool {
        guard to &- from >= 4, bytes[from] &- UInt8(ascii: "A") < 26, bytes[from &+ 1] &- UInt8(ascii: "A") < 26 else {
            return false
        }
        var end = from
        while end < to, bytes[end] &- UInt8(ascii: "A") < 26 { end &+= 1 }
        for level in levels where end &- from == level.utf8CodeUnitCount && bytes.begins(with: level, at: from, to: to)
        {
            return true
        }
        return false
    }

    private static let levels: [StaticString] = [
        "INFO", "WARN", "WARNING", "ERROR", "DEBUG", "TRACE", "FATAL", "NOTICE", "CRITICAL", "SEVERE", "LOG", "FINE",
    ]
}
