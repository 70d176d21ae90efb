import FootfallModel

// The header of one line: the forms that most lines have. What they have not is in `HeaderParser+Odd`.
extension HeaderParser {
    /// Fills the blank header of one line; every line has one.
    @inline(__always)
    mutating func fill(_ header: inout Header, _ bytes: Span<UInt8>, _ line: ByteRange) {
        header.time.microseconds = timeWithoutStamp
        header.message = line
        header.subject = line
        var from = Int(line.start)
        var to = from &+ Int(line.count)
        if from < to, bytes[from] == 0 || bytes[to &- 1] == 0 {
            header.message = bytes.withoutNULs(line)
            header.subject = header.message
            from = header.message.lower
            to = header.message.upper
        }
        read(&header, bytes, from: from, to: to)
    }

    /// Reads what stands between `from` and `to` into a header whose time and message are set for no header at all.
    @inline(__always)
    mutating func read(_ header: inout Header, _ bytes: Span<UInt8>, from: Int, to: Int) {
        var from = from
        if let priority = Priority.scan(bytes, from: from, to: to) {
            header.priority = priority.value
            header.form = .rfc3164
            from = priority.end
        }
        if to &- from >= 3, bytes[from] == UInt8(ascii: "1"), bytes[from &+ 1] == .blank,
            takeRFC5424(&header, bytes, from: from &+ 2, to: to)
        {
            return
        }
        if header.priority >= 0 { from = bytes.skipBlanks(from: from, to: to) }
        if from < to {
            takeOthers(&header, bytes, from: from, to: to)
        } else if header.priority >= 0 {
            header.take(message: from, to: to)
        }
        HeaderParser.finish(&header, bytes)
    }

    @inline(__always)
    private mutating func takeOthers(_ header: inout Header, _ bytes: Span<UInt8>, from: Int, to: Int) {
        let first = bytes[from]
        if first.isLetter, let scanned = Timestamp.rfc3164(bytes, from: from, to: to) {
            header.form = .rfc3164
            take(scanned.stamp, &header)
            HeaderParser.fillRFC3164(&header, bytes, from: scanned.end, to: to)
        } else if first.isDigit, let scanned = Timestamp.iso8601(bytes, from: from, to: to) {
            takeISO8601(&header, scanned, bytes[from &+ 10] == .blank, bytes, to: to)
        } else {
            takeOdd(&header, bytes, from: from, to: to)
        }
    }

    /// - Parameter from: behind the version.
    @inline(__always)
    mutating func takeRFC5424(_ header: inout Header, _ bytes: Span<UInt8>, from: Int, to: Int) -> Bool {
        guard let parts = RFC5424.scan(bytes, from: from, to: to), header.priority >= 0 || parts.isWhole else {
            return false
        }
        header.form = .rfc5424
        if let stamp = parts.stamp { take(stamp, &header) }
        parts.fill(&header, to: to)
        HeaderParser.finish(&header, bytes)
        // Relays that turn RFC 3164 into 5424 keep the blank that stood behind the tag.
        if header.repeatCount == 1, parts.message < to, bytes[parts.message] == .blank {
            header.subject.set(from: parts.message &+ 1, to: to)
        }
        return true
    }

    @inline(__always)
    private mutating func takeISO8601(
        _ header: inout Header,
        _ scanned: Timestamp.Scanned,
        _ isBlankSeparated: Bool,
        _ bytes: Span<UInt8>,
        to: Int
    ) {
        take(scanned.stamp, &header)
        if header.priority >= 0 {
            header.form = .iso8601
            HeaderParser.fillRFC3164(&header, bytes, from: scanned.end, to: to)
            return
        }
        switch BareLine.shape(bytes, from: scanned.end, to: to, isBlankSeparated: isBlankSeparated) {
        case .syslog(let hostEnd, let tag):
            header.form = .iso8601
            // One blank stands before each word.
            var start = scanned.end &+ 1
            if let hostEnd {
                header.host.set(from: start, to: hostEnd)
                start = hostEnd &+ 1
            }
            tag.fill(&header, from: start, to: to)
            if !tag.hasProcessID, bytes[start].isDigit { HeaderParser.takeDevice(&header, bytes, from: start, to: to) }
        case .application:
            takeOddISO(&header, bytes, from: scanned.end, to: to)
        }
    }

    /// What the first byte of the message tells: a repeated message, a message id of Solaris, a mnemonic of Cisco.
    @inline(__always)
    static func finish(_ header: inout Header, _ bytes: Span<UInt8>) {
        guard header.message.count > 0 else { return }
        switch bytes[Int(header.message.start)] {
        case UInt8(ascii: "m"), .openBracket, UInt8(ascii: "%"): finishOdd(&header, bytes)
        default: break
        }
    }

    @inline(__always)
    mutating func take(_ stamp: Timestamp, _ header: inout Header) {
        header.time.microseconds = clock.resolve(stamp, &zone, batch)
        header.hasStamp = true
    }

    /// The stream's last stamp in a file, where lines follow each other; the arrival elsewhere.
    @inline(__always)
    private var timeWithoutStamp: Int64 {
        isFile && clock.hasLast ? clock.lastMicroseconds : batch.arrival.microseconds
    }
}
