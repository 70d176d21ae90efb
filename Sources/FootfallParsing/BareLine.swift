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
    /// Behind `T` a syslog daemon is likely, and `name:` is a tag. A blank within the stamp is an application's way;
    /// there it takes `name[811]:`.
    @inline(__always)
    static func shape(_ bytes: Span<UInt8>, from: Int, to: Int, isBlankSeparated: Bool) -> Shape {
        guard from < to, bytes[from] == .blank, !isLevel(bytes, from: from &+ 1, to: to) else { return .application }
        let start = from &+ 1
        var wordEnd = start
        while wordEnd < to, !bytes[wordEnd].endsWord { wordEnd &+= 1 }
        if let tag = Tag.scan(bytes, from: start, nameEnd: wordEnd, to: to, isStrict: true) {
            return isBlankSeparated && !tag.hasProcessID ? .application : .syslog(hostEnd: nil, tag: tag)
        }
        guard let hostEnd = HeaderParser.hostEnd(bytes, from: start, at: wordEnd, to: to),
            let tag = Tag.scan(bytes, from: hostEnd &+ 1, to: to, isStrict: isBlankSeparated),
            !isBlankSeparated || tag.hasProcessID, isClosed(tag, bytes, to: to)
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
