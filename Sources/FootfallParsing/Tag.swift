import FootfallModel

/// RFC 3164's tag: the app name, perhaps with a process id, and where the message begins after it.
struct Tag {
    let app: ByteRange
    let processID: ByteRange
    let message: Int

    /// How much may be a tag before it is called text.
    private static let limit = 255

    /// The tag at `from`, where one stands there.
    ///
    /// It ends at the first blank, colon or bracket; a name that ends at a blank is a word, no tag.
    /// - Parameter isStrict: where a word is as likely, what closes the tag has to stand alone: `name:` before a blank,
    ///   `name[digits]:`.
    @inline(__always)
    static func scan(_ bytes: Span<UInt8>, from: Int, to: Int, isStrict: Bool) -> Tag? {
        var end = from
        while end < to {
            let byte = bytes[end]
            if byte == .colon || byte == .openBracket { break }
            // A blank or a control character.
            if byte <= .blank { return nil }
            end &+= 1
        }
        guard end > from, end < to, end &- from <= limit else { return nil }
        let app = ByteRange(from: from, to: end)
        if bytes[end] == .openBracket { return withProcessID(app, bytes, to: to, isStrict: isStrict) }
        let next = end &+ 1
        if next == to { return Tag(app: app, processID: .none, message: next) }
        if bytes[next] == .blank { return Tag(app: app, processID: .none, message: next &+ 1) }
        if isStrict || !mayBeginMessage(bytes[next]) { return nil }
        return Tag(app: app, processID: .none, message: next)
    }

    @inline(__always)
    private static func withProcessID(_ app: ByteRange, _ bytes: Span<UInt8>, to: Int, isStrict: Bool) -> Tag? {
        let start = app.upper &+ 1
        var end = start
        while end < to, bytes[end] != .closeBracket {
            if bytes[end] <= .blank || isStrict && !bytes.isDigit(at: end) { return nil }
            end &+= 1
        }
        guard end > start, end < to, end &- start <= limit else { return nil }
        let processID = ByteRange(from: start, to: end)
        var message = end &+ 1
        if message < to, bytes[message] == .colon {
            message &+= 1
        } else if isStrict || message < to && bytes[message] != .blank {
            return nil
        }
        if message < to, bytes[message] == .blank { message &+= 1 }
        return Tag(app: app, processID: processID, message: message)
    }

    /// What stands behind a colon without a blank is a message, unless the colon belongs to `CEF:0|`, `http://`,
    /// `Module::name` or an address.
    private static func mayBeginMessage(_ byte: UInt8) -> Bool {
        !(byte.isDigit || byte == .colon || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\"))
    }
}
