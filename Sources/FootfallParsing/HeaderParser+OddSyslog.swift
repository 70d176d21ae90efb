import FootfallModel

// Hosts and tags as few daemons write them.
extension HeaderParser {
    /// What follows a priority without a stamp: a tag, an address and a tag, or a message at once.
    static func fillWithoutStamp(_ header: inout Header, _ bytes: Span<UInt8>, from: Int, to: Int) {
        if takeFacility(&header, bytes, from: from, to: to) { return }
        if let tag = Tag.scan(bytes, from: from, to: to, isStrict: true) {
            tag.fill(&header, from: from, to: to)
            return
        }
        if let host = hostEnd(bytes, from: from, at: from, to: to), isAddress(bytes, from: from, to: host),
            let tag = Tag.scan(bytes, from: host &+ 1, to: to, isStrict: true)
        {
            header.host.set(from: from, to: host)
            tag.fill(&header, from: host &+ 1, to: to)
            return
        }
        header.take(message: from, to: to)
    }

    /// `web1 sshd[811]: …` without a stamp; false where it is not exactly that.
    static func takeHostAndTag(_ header: inout Header, _ bytes: Span<UInt8>, from: Int, to: Int) -> Bool {
        guard let host = hostEnd(bytes, from: from, at: from, to: to),
            let tag = Tag.scan(bytes, from: host &+ 1, to: to, isStrict: true), tag.hasNumber(bytes)
        else { return false }
        header.host.set(from: from, to: host)
        tag.fill(&header, from: host &+ 1, to: to)
        return true
    }

    /// `auth.info sshd[811]: …` without a stamp; false where it is not exactly that.
    static func takeFacilityAndTag(_ header: inout Header, _ bytes: Span<UInt8>, from: Int, to: Int) -> Bool {
        guard let word = FacilityWord.scan(bytes, from: from, to: to),
            let tag = Tag.scan(bytes, from: word.end &+ 1, to: to, isStrict: true), tag.hasNumber(bytes)
        else { return false }
        return takeFacility(&header, bytes, from: from, to: to)
    }

    /// `auth.info sshd[811]: …`: the priority in words before the tag; false where the first word is no such thing.
    @inline(never)
    static func takeFacility(_ header: inout Header, _ bytes: Span<UInt8>, from: Int, to: Int) -> Bool {
        guard let word = FacilityWord.scan(bytes, from: from, to: to) else { return false }
        if header.priority < 0 { header.priority = word.priority }
        var next = bytes.skipBlanks(from: word.end &+ 1, to: to)
        // Kiwi's files set tabs around the words, and name the host behind them.
        if bytes[word.end] == 9, header.host.isEmpty {
            let tab = bytes.index(of: 9, from: next, to: to)
            if tab > next, tab < to {
                header.host.set(from: next, to: tab)
                next = tab &+ 1
            }
        }
        if let device = DeviceHeader.scan(bytes, from: next, to: to) {
            device.fill(&header, to: to)
        } else if let tag = Tag.scan(bytes, from: next, to: to, isStrict: false) {
            tag.fill(&header, from: next, to: to)
        } else {
            header.take(message: next, to: to)
        }
        return true
    }

    /// Makes a device's message of what looked like a tag, where it is one.
    @inline(never)
    static func takeDevice(_ header: inout Header, _ bytes: Span<UInt8>, from: Int, to: Int) {
        if let device = DeviceHeader.scan(bytes, from: from, to: to) { device.fill(&header, to: to) }
    }

    /// What follows the stamp, where it does not begin with a host's plain name.
    @inline(never)
    static func takeOddHost(_ header: inout Header, _ bytes: Span<UInt8>, from: Int, to: Int) {
        if let device = DeviceHeader.scan(bytes, from: from, to: to) {
            device.fill(&header, to: to)
            return
        }
        header.take(message: from, to: to)
        guard to &- from >= 3 else { return }
        var host = ByteRange.none
        var next = from
        switch bytes[from] {
        case UInt8(ascii: "<") where header.priority < 0:
            if let word = FacilityWord.scanMarked(bytes, from: from, to: to) {
                header.priority = word.priority
                fillRFC3164(&header, bytes, from: word.end, to: to)
            }
            return
        case UInt8(ascii: "-") where bytes[from &+ 1] == .blank:
            next = from &+ 2
        case .openBracket:
            let close = bytes.index(of: .closeBracket, from: from, to: min(to, from &+ 64))
            guard to &- close >= 2, bytes[close] == .closeBracket, bytes[close &+ 1] == .blank,
                isAddress(bytes, from: from &+ 1, to: close)
            else { return }
            host = ByteRange(from: from &+ 1, to: close)
            next = close &+ 2
        case UInt8(ascii: "(") where bytes[from &+ 1] == UInt8(ascii: "\""):
            // UniFi's ("U7PG2,0123456789ab,v4.0.42") before the tag.
            let quote = bytes.index(of: UInt8(ascii: "\""), from: from &+ 2, to: min(to, from &+ 255))
            guard bytes.begins(with: "\") ", at: quote, to: to) else { return }
            host = ByteRange(from: from &+ 2, to: quote)
            next = quote &+ 3
        default:
            return
        }
        next = bytes.skipBlanks(from: next, to: to)
        if let tag = Tag.scan(bytes, from: next, to: to, isStrict: host.isEmpty) {
            header.host = host
            tag.fill(&header, from: next, to: to)
        } else if !host.isEmpty {
            header.host = host
            header.take(message: next, to: to)
        }
    }

    /// What follows the host, where it does not begin with a plain tag.
    ///
    /// - Parameter hostFrom: where the host that is in the header begins.
    @inline(never)
    static func takeOddMessage(
        _ header: inout Header,
        _ bytes: Span<UInt8>,
        hostFrom: Int,
        from: Int,
        to: Int
    ) {
        if takeFacility(&header, bytes, from: from, to: to) { return }
        if let device = DeviceHeader.scan(bytes, from: from, to: to) {
            device.fill(&header, to: to)
        } else if let tag = Tag.scan(bytes, from: from, to: to, isStrict: false) {
            tag.fill(&header, from: from, to: to)
            // UniFi's access points name model, address and version where the tag should be.
            if bytes.index(of: UInt8(ascii: ","), from: from, to: tag.nameEnd) < tag.nameEnd, !tag.hasProcessID,
                let own = Tag.scan(bytes, from: tag.message, to: to, isStrict: false)
            {
                own.fill(&header, from: tag.message, to: to)
            }
        } else if let tag = Tag.apart(bytes, from: from, to: to) {
            tag.fill(&header, from: from, to: to)
            header.processID.set(from: tag.nameEnd &+ 2, to: tag.processIDEnd)
        } else if Tag.fillWithParentheses(&header, bytes, from: from, to: to)
            || takeForwarded(&header, bytes, from: from, to: to)
        {
            return
        } else if isList(bytes, header.host) {
            // RouterOS names its topics, and no host: system,error,critical login failure …
            header.host = .none
            header.take(message: hostFrom, to: to)
        } else {
            header.take(message: from, to: to)
        }
    }

    /// AIX's `Message forwarded from web1: sshd[811]: …`.
    private static func takeForwarded(_ header: inout Header, _ bytes: Span<UInt8>, from: Int, to: Int) -> Bool {
        guard bytes.begins(with: "Message forwarded from ", at: from, to: to) else { return false }
        let start = from &+ 23
        let colon = bytes.index(of: .colon, from: start, to: min(to, start &+ 255))
        guard colon > start, to &- colon >= 2, bytes[colon] == .colon, bytes[colon &+ 1] == .blank else { return false }
        header.host.set(from: start, to: colon)
        let next = colon &+ 2
        if let tag = Tag.scan(bytes, from: next, to: to, isStrict: false) {
            tag.fill(&header, from: next, to: to)
        } else {
            header.take(message: next, to: to)
        }
        return true
    }

    /// A message that begins with `m`, `[` or `%`.
    @inline(never)
    static func finishOdd(_ header: inout Header, _ bytes: Span<UInt8>) {
        guard header.form != .bare, header.form != .json else { return }
        let from = header.message.lower
        let to = header.message.upper
        switch bytes[from] {
        case UInt8(ascii: "m"):
            RepeatedMessage.unwrap(&header, bytes, from, to)
        case .openBracket:
            // Solaris: [ID 800047 auth.info] …
            guard bytes.begins(with: "[ID ", at: from, to: to) else { return }
            var index = from &+ 4
            while index < to, bytes.isDigit(at: index) { index &+= 1 }
            guard index > from &+ 4, index < to, bytes[index] == .blank else { return }
            let close = bytes.index(of: .closeBracket, from: index, to: min(to, index &+ 32))
            guard close < to, bytes[close] == .closeBracket else { return }
            header.messageID.set(from: from &+ 4, to: index)
            header.take(message: bytes.skipBlanks(from: close &+ 1, to: to), to: to)
        default:
            guard header.app.isEmpty || bytes[header.app.lower] != UInt8(ascii: "%"),
                let end = Mnemonic.facilityEnd(bytes, from: from, to: to)
            else { return }
            // fw1: %ASA-6-113012: … names the host where others name themselves; a number counts messages.
            if header.host.isEmpty, header.processID.isEmpty, !header.app.isEmpty, bytes[header.app.lower].isLetter {
                header.host = header.app
            }
            header.app.set(from: from, to: end)
        }
    }

    /// Whether only figures, points and colons of an address stand there, as IOS' 192.0.2.7.514 too.
    private static func isAddress(_ bytes: Span<UInt8>, from: Int, to: Int) -> Bool {
        guard to &- from >= 2, to &- from <= 64 else { return false }
        var marks = 0
        for index in from..<to {
            let byte = bytes[index]
            if byte == UInt8(ascii: ".") || byte == .colon {
                marks &+= 1
            } else if !byte.isDigit, (byte | 0x20) &- UInt8(ascii: "a") > 5 {
                return false
            }
        }
        return marks >= 2
    }

    private static func isList(_ bytes: Span<UInt8>, _ host: ByteRange) -> Bool {
        bytes.index(of: UInt8(ascii: ","), from: host.lower, to: host.upper) < host.upper
            && !bytes[host.lower].isDigit && bytes[host.lower] &- UInt8(ascii: "A") >= 26
    }

    /// Where the syslog line begins behind what a cluster's collector set before it; `nil` where nothing is before it.
    ///
    /// `- 1795341601 2026.11.22 n17 Nov 22 10:00:01 n17/n17 sshd[811]: …`: a label, seconds since 1970, the day, the node.
    static func behindCollectorsWords(_ bytes: Span<UInt8>, from: Int, to: Int) -> Int? {
        var index = from
        if to &- index > 2, bytes[index] == UInt8(ascii: "-"), bytes[index &+ 1] == .blank { index &+= 2 }
        var digits = index
        while digits < to, bytes[digits].isDigit { digits &+= 1 }
        guard digits &- index == 10, to &- digits > 32, bytes[digits] == .blank,
            bytes[digits &+ 5] == UInt8(ascii: "."),
            bytes[digits &+ 8] == UInt8(ascii: "."), bytes[digits &+ 11] == .blank
        else { return nil }
        let node = bytes.index(of: .blank, from: digits &+ 12, to: min(to, digits &+ 12 &+ 255))
        guard node &+ 1 < to, Timestamp.rfc3164(bytes, from: node &+ 1, to: to) != nil else { return nil }
        return node &+ 1
    }
}
