import FootfallModel

// Lines that begin with none of the common stamps, and lines of applications.
extension HeaderParser {
    /// A line, or what follows its priority, that begins with neither RFC 3164's stamp nor ISO's.
    @inline(never)
    mutating func takeOdd(_ header: inout Header, _ bytes: Span<UInt8>, from: Int, to: Int) {
        let hasPriority = header.priority >= 0
        if bytes[from] == 0xEF, takeMarked(&header, bytes, from: from, to: to) { return }
        if !hasPriority, BareLine.isJSON(bytes, from: from, to: to) {
            header.form = .json
            if !hasWrapped { hasWrapped = Unwrapping.isLikely(bytes, from: from, to: to) }
            return
        }
        if !hasPriority, let start = HeaderParser.behindCollectorsWords(bytes, from: from, to: to) {
            read(&header, bytes, from: start, to: to)
            return
        }
        if let device = DeviceHeader.scan(bytes, from: from, to: to) {
            header.form = .rfc3164
            if let stamp = device.stamp, device.isTrusted { take(stamp, &header) }
            device.fill(&header, to: to)
            return
        }
        if hasPriority, let version = RFC5424.versionEnd(bytes, from: from, to: to),
            takeRFC5424(&header, bytes, from: version, to: to) || takeMeraki(&header, bytes, from: version, to: to)
        {
            return
        }
        if takeStamped(&header, bytes, from: from, to: to) { return }
        if let stamp = KeyedStamp.scan(bytes, from: from, to: to) {
            take(stamp, &header)
            if hasPriority { header.take(message: from, to: to) }
            return
        }
        if HeaderParser.takeFacilityAndTag(&header, bytes, from: from, to: to)
            || HeaderParser.takeHostAndTag(&header, bytes, from: from, to: to)
        {
            header.form = .rfc3164
        } else if hasPriority {
            HeaderParser.fillWithoutStamp(&header, bytes, from: from, to: to)
        } else if let stamp = BareLine.innerStamp(bytes, from: from, to: to) {
            take(stamp, &header)
        }
    }

    /// What follows the mark of an order of bytes: an editor's file begins with it, and some senders' messages do.
    private mutating func takeMarked(_ header: inout Header, _ bytes: Span<UInt8>, from: Int, to: Int) -> Bool {
        var start = from
        while bytes.begins(with: "\u{FEFF}", at: start, to: to) { start &+= 3 }
        guard start > from else { return false }
        header.take(message: start, to: to)
        guard start < to else { return true }
        if header.priority < 0 {
            // A priority may follow, and a mark behind that; then nothing is left that would come here again.
            read(&header, bytes, from: start, to: to)
        } else {
            takeOdd(&header, bytes, from: start, to: to)
        }
        return true
    }

    /// What follows the ISO stamp of a line that is not plainly syslog's; the stamp is taken already.
    @inline(never)
    mutating func takeOddISO(_ header: inout Header, _ bytes: Span<UInt8>, from: Int, to: Int) {
        if !isInner, let part = ContainerLine(bytes, behindStamp: from, to: to) {
            if part.isPiece { hasWrapped = true }
            header.take(message: part.text, to: to)
            isInner = true
            read(&header, bytes, from: part.text, to: to)
            isInner = false
            return
        }
        // Some write two blanks behind the stamp.
        if to &- from > 2, bytes[from] == .blank, bytes[from &+ 1] == .blank,
            case .syslog(let hostEnd?, let tag) = BareLine.shape(
                bytes,
                from: bytes.skipBlanks(from: from, to: to) &- 1,
                to: to,
                isBlankSeparated: false
            ), tag.hasProcessID
        {
            header.form = .iso8601
            header.host.set(from: bytes.skipBlanks(from: from, to: to), to: hostEnd)
            tag.fill(&header, from: hostEnd &+ 1, to: to)
            return
        }
        let start = from &+ 1
        if start < to, bytes[from] == .blank || bytes[from] == 9 {
            var next = start
            if let host = HeaderParser.hostEnd(bytes, from: start, at: start, to: to) {
                next = host &+ 1
                if Tag.fillWithParentheses(&header, bytes, from: next, to: to) {
                    header.form = .iso8601
                    header.host.set(from: start, to: host)
                    return
                }
                if BareLine.beginsPayload(bytes, from: next, to: to) {
                    header.form = .iso8601
                    header.host.set(from: start, to: host)
                    header.take(message: next, to: to)
                    return
                }
                if FacilityWord.scan(bytes, from: next, to: to) != nil { header.host.set(from: start, to: host) }
            }
            for index in [start, next]
            where HeaderParser.takeFacility(&header, bytes, from: index, to: to) {
                header.form = .iso8601
                return
            }
        }
        header.take(message: BareLine.message(bytes, from: from, to: to, isBracketed: false), to: to)
    }

    /// `[2026-11-22 10:00:01] …` and other stamps that head a line; false where none does.
    private mutating func takeStamped(_ header: inout Header, _ bytes: Span<UInt8>, from: Int, to: Int) -> Bool {
        let isBracketed = bytes[from] == .openBracket
        let start = isBracketed ? from &+ 1 : from
        guard start < to else { return false }
        guard let scanned = Timestamp.application(bytes, from: start, to: to) else {
            return isBracketed && HeaderParser.takeSinceBoot(&header, bytes, from: start, to: to)
        }
        take(scanned.stamp, &header)
        let rest = scanned.end
        if isBracketed || rest == to {
            header.take(message: BareLine.message(bytes, from: rest, to: to, isBracketed: isBracketed), to: to)
            return true
        }
        var next = rest
        if bytes[next] == .blank, let zone = ZoneWord.scan(bytes, from: next &+ 1, to: to) { next = zone.end }
        // Only devices write 2026 Nov 22.
        if header.priority >= 0 || bytes[start].isDigit && bytes[start &+ 4] == .blank {
            header.form = .rfc3164
            HeaderParser.fillRFC3164(&header, bytes, from: next, to: to)
            return true
        }
        if next < to, bytes[next] == .blank,
            HeaderParser.takeFacility(&header, bytes, from: next &+ 1, to: to)
                || HeaderParser.takeHostAndTag(&header, bytes, from: next &+ 1, to: to)
        {
            header.form = .rfc3164
            return true
        }
        header.take(message: BareLine.message(bytes, from: rest, to: to, isBracketed: false), to: to)
        return true
    }

    /// Meraki's `<134>1 1795341601.123456789 MX84 events …`: seconds since 1970, the host, the message.
    private mutating func takeMeraki(_ header: inout Header, _ bytes: Span<UInt8>, from: Int, to: Int) -> Bool {
        guard to &- from > 10, bytes.isDigit(at: from &+ 4),
            let scanned = Timestamp.application(bytes, from: from, to: to), scanned.end < to,
            bytes[scanned.end] == .blank
        else { return false }
        take(scanned.stamp, &header)
        HeaderParser.fillRFC3164(&header, bytes, from: scanned.end, to: to)
        return true
    }

    /// The journal's `[   12.345678] web1 sshd[811]: …`: seconds since the start, which tell no time.
    private static func takeSinceBoot(_ header: inout Header, _ bytes: Span<UInt8>, from: Int, to: Int) -> Bool {
        var index = bytes.skipBlanks(from: from, to: to)
        let start = index
        while index < to, bytes[index].isDigit || bytes[index] == UInt8(ascii: ".") { index &+= 1 }
        guard index > start, to &- index >= 2, bytes[index] == .closeBracket, bytes[index &+ 1] == .blank,
            takeHostAndTag(&header, bytes, from: index &+ 2, to: to)
        else { return false }
        header.form = .rfc3164
        return true
    }
}
