import FootfallModel

extension HeaderParser {
    /// What follows a stamp (or a priority without one) as RFC 3164 has it: host, tag, message.
    ///
    /// Devices leave out the host, people write messages without a tag; what does not fit is message.
    @inline(__always)
    static func fillRFC3164(_ header: inout Header, _ bytes: Span<UInt8>, from: Int, to: Int) {
        // Cisco's devices end the stamp with a colon.
        var from = from
        if from < to, bytes[from] == .colon { from &+= 1 }
        from = bytes.skipBlanks(from: from, to: to)
        // Most lines begin with a plain word, which is the host; only what a colon or a bracket breaks may be the tag.
        var wordEnd = from
        while wordEnd < to, !bytes[wordEnd].endsWord { wordEnd &+= 1 }
        if wordEnd < to, bytes[wordEnd] > .blank,
            let tag = Tag.scan(bytes, from: from, nameEnd: wordEnd, to: to, isStrict: true)
        {
            tag.fill(&header, from: from, to: to)
            return
        }
        guard let hostEnd = hostEnd(bytes, from: from, at: wordEnd, to: to),
            !isRepetition(bytes, from: from, to: to)
        else {
            takeOddHost(&header, bytes, from: from, to: to)
            return
        }
        if FacilityWord.isLikely(bytes, from: from, end: hostEnd),
            takeFacility(&header, bytes, from: from, to: to)
        {
            return
        }
        header.host.set(from: from, to: hostEnd)
        var next = bytes.skipBlanks(from: hostEnd, to: to)
        if to &- next >= 2, bytes[next] == .colon, bytes[next &+ 1] == .blank { next &+= 2 }
        // Names begin with a small letter or a capital; what begins otherwise, and UniFi's, is looked at closely.
        if next < to, bytes[next].isLetter, bytes[next] != UInt8(ascii: "U"),
            let tag = Tag.scan(bytes, from: next, to: to, isStrict: false)
        {
            tag.fill(&header, from: next, to: to)
        } else {
            takeOddMessage(&header, bytes, hostFrom: from, from: next, to: to)
        }
    }

    /// The end of the word at `from`, where it may be a host and something follows it.
    ///
    /// - Parameter index: how far the word is known to go.
    @inline(__always)
    static func hostEnd(_ bytes: Span<UInt8>, from: Int, at index: Int, to: Int) -> Int? {
        var end = index
        // date=2026-11-22 is a key and its value, no host.
        while end < to, bytes[end] > .blank, bytes[end] != UInt8(ascii: "=") { end &+= 1 }
        guard end > from, end < to, bytes[end] == .blank, end &- from <= 255 else { return nil }
        guard
            bytes[from].isLetter || bytes[from].isDigit || bytes[from] == .colon || bytes[from] >= 0x80
                || bytes[from] == UInt8(ascii: "_")
        else { return nil }
        // A colon ends an address such as 2001:db8::, no name.
        if bytes[end &- 1] == .colon, end &- from < 2 || bytes[end &- 2] != .colon { return nil }
        return end
    }

    /// `last message repeated 2 times` and its like where a host is expected.
    @inline(__always)
    static func isRepetition(_ bytes: Span<UInt8>, from: Int, to: Int) -> Bool {
        bytes.begins(with: "last message repeated ", at: from, to: to)
            || bytes.begins(with: "message repeated ", at: from, to: to)
    }
}
