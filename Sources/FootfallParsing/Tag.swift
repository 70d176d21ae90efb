import FootfallModel

/// RFC 3164's tag: the app name, perhaps with a process id, and where the message begins after it.
struct Tag {
    /// The end of the name.
    let nameEnd: Int
    /// The end of the process id behind the bracket at `nameEnd`; 0 where there is none.
    var processIDEnd = 0
    var message = 0

    /// How much may be a tag before it is called text.
    private static let limit = 255

    /// The tag at `from`, where one stands there.
    ///
    /// It ends at the first blank, colon or bracket; a name that ends at a blank is a word, no tag, and one that ends
    /// at an equals sign is a key.
    /// - Parameter isStrict: where a word is as likely, what closes the tag has to stand alone: `name:` before a blank,
    ///   `name[id]:`.
    @inline(__always)
    static func scan(_ bytes: Span<UInt8>, from: Int, to: Int, isStrict: Bool) -> Tag? {
        var end = from
        while end < to, !bytes[end].endsWord { end &+= 1 }
        return scan(bytes, from: from, nameEnd: end, to: to, isStrict: isStrict)
    }

    /// The tag at `from` whose name, if it is one, ends at `end`.
    @inline(__always)
    static func scan(_ bytes: Span<UInt8>, from: Int, nameEnd end: Int, to: Int, isStrict: Bool) -> Tag? {
        guard end > from, end < to, bytes[end] == .colon || bytes[end] == .openBracket, end &- from <= limit else {
            return nil
        }
        // JSON behind a header without a tag is the message, not a tag with a mark of quotation in it.
        if bytes[from] == UInt8(ascii: "{") || bytes[from] == UInt8(ascii: "\"") { return nil }
        if bytes[from] == UInt8(ascii: "%"), let facility = Mnemonic.facilityEnd(bytes, from: from, to: to) {
            // The message begins with the mnemonic, which tells what it is about.
            return Tag(nameEnd: facility, message: from)
        }
        if bytes[end] == .openBracket { return withProcessID(nameEnd: end, bytes, to: to, isStrict: isStrict) }
        let next = end &+ 1
        if next == to { return Tag(nameEnd: end, message: next) }
        if bytes[next] == .blank { return Tag(nameEnd: end, message: next &+ 1) }
        if isStrict || bytes[from].isDigit || !mayBeginMessage(bytes[next]) { return nil }
        // AIX writes auth:info before the tag.
        if FacilityWord.scan(bytes, from: from, to: to) != nil { return nil }
        return Tag(nameEnd: end, message: next)
    }

    /// Writes the tag that was found at `from`, and the message behind it.
    @inline(__always)
    func fill(_ header: inout Header, from: Int, to: Int) {
        header.app.set(from: from, to: nameEnd)
        if hasProcessID { header.processID.set(from: nameEnd &+ 1, to: processIDEnd) }
        header.take(message: message, to: to)
    }

    var hasProcessID: Bool { processIDEnd > 0 }

    /// Whether the process id is a number.
    func hasNumber(_ bytes: Span<UInt8>) -> Bool {
        guard hasProcessID else { return false }
        for index in nameEnd &+ 1..<processIDEnd where !bytes[index].isDigit { return false }
        return true
    }

    /// `polkitd(authority=local)[611]: …`: what stands in the parentheses is left out of the name.
    static func fillWithParentheses(_ header: inout Header, _ bytes: Span<UInt8>, from: Int, to: Int) -> Bool {
        let limit = min(to, from &+ Tag.limit)
        var open = from
        while open < limit, !bytes[open].endsWord, bytes[open] != UInt8(ascii: "(") { open &+= 1 }
        guard open > from, open < limit, bytes[open] == UInt8(ascii: "(") else { return false }
        var close = open
        while close < limit, bytes[close] > .blank, bytes[close] != UInt8(ascii: ")") { close &+= 1 }
        guard close &+ 1 < limit, bytes[close] == UInt8(ascii: ")"), bytes[close &+ 1] == .openBracket,
            let tag = withProcessID(nameEnd: close &+ 1, bytes, to: to, isStrict: true), tag.hasNumber(bytes)
        else { return false }
        header.app.set(from: from, to: open)
        header.processID.set(from: close &+ 2, to: tag.processIDEnd)
        header.take(message: tag.message, to: to)
        return true
    }

    /// `named [811]: …`: name and process id with a blank between them; `fill` takes the name and the message.
    static func apart(_ bytes: Span<UInt8>, from: Int, to: Int) -> Tag? {
        var end = from
        while end < to, !bytes[end].endsWord { end &+= 1 }
        guard end > from, to &- end >= 4, bytes[end] == .blank, bytes[end &+ 1] == .openBracket,
            let tag = withProcessID(nameEnd: end &+ 1, bytes, to: to, isStrict: true), tag.hasNumber(bytes)
        else { return nil }
        return Tag(nameEnd: end, processIDEnd: tag.processIDEnd, message: tag.message)
    }

    @inline(__always)
    private static func withProcessID(nameEnd: Int, _ bytes: Span<UInt8>, to: Int, isStrict: Bool) -> Tag? {
        let start = nameEnd &+ 1
        var end = start
        while end < to, bytes[end] != .closeBracket {
            if bytes[end] <= .blank { return nil }
            end &+= 1
        }
        guard end > start, end < to, end &- start <= limit else { return nil }
        var message = end &+ 1
        if message < to, bytes[message] == UInt8(ascii: "(") {
            // MIT Kerberos writes krb5kdc[811](info): into its own log.
            message = bytes.index(of: UInt8(ascii: ")"), from: message, to: min(to, message &+ 16)) &+ 1
            guard message < to, bytes[message] == .colon else { return nil }
        }
        if message < to, bytes[message] == .colon {
            message &+= 1
        } else if to &- message >= 3, bytes[message] == .blank, bytes[message &+ 1] == .colon,
            bytes[message &+ 2] == .blank
        {
            message &+= 2
        } else if isStrict || message < to && bytes[message] != .blank {
            return nil
        }
        if message < to, bytes[message] == .blank { message &+= 1 }
        return Tag(nameEnd: nameEnd, processIDEnd: end, message: message)
    }

    /// What stands behind a colon without a blank is a message, unless the colon belongs to `CEF:0|`, `http://`,
    /// `Module::name` or an address.
    private static func mayBeginMessage(_ byte: UInt8) -> Bool {
        !(byte.isDigit || byte == .colon || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\"))
    }
}
