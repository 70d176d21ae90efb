package import FootfallModel

/// Lines in, headers out.
///
/// It remembers for every stream what its stamps said, because stamps leave out the year and the zone.
package struct HeaderParser: ~Copyable {
    private var zone: ZoneReader
    private let referenceTime: Instant?
    /// The stream of the batch in hand; its clock stands outside `clocks` meanwhile.
    private var current: StreamID?
    private var isFile = false
    private var clock = StreamClock()
    private var clocks: [StreamID: StreamClock] = [:]
    private var batch: BatchTime
    /// What every header begins as.
    private let blank = Header(form: .bare, time: Instant(microseconds: 0), message: .none)

    /// - Parameters:
    ///   - zone: the zone of stamps that name none.
    ///   - referenceTime: stands for the arrival of every batch.
    package init(zone: ZoneOffsets, referenceTime: Instant? = nil) {
        self.zone = ZoneReader(zone: zone)
        self.referenceTime = referenceTime
        let time = referenceTime ?? Instant(microseconds: 0)
        self.batch = BatchTime(arrival: time, isBacklog: false, latest: LatestYear(before: time, in: zone))
    }

    /// Headers of all lines of a batch, in their order; `headers` is emptied first and its storage reused.
    package mutating func parse(_ batch: LineBatch, into headers: inout [Header]) {
        begin(batch)
        headers.removeAll(keepingCapacity: true)
        // All blank first, then each filled where it stands: to build one and to copy it costs a tenth more.
        headers.append(contentsOf: repeatElement(blank, count: batch.lines.count))
        let bytes = batch.bytes.span
        let lines = batch.lines.span
        var filled = headers.mutableSpan
        for index in lines.indices {
            fill(&filled[index], bytes, lines[index].range)
        }
    }

    /// The year of the stream's last stamp that named none, for its checkpoint.
    package func year(of stream: StreamID) -> Int32? {
        stream == current ? clock.year : clocks[stream]?.year
    }

    /// The instant of a stamp found inside a record (a JSON field, a named group) in the light of its stream.
    ///
    /// `nil` where the range, blanks around it aside, is not a stamp and nothing else. The batch last parsed says when
    /// that was; meant for the records of that batch.
    package mutating func resolve(_ bytes: Span<UInt8>, _ range: ByteRange, in stream: StreamID) -> Instant? {
        let from = bytes.skipBlanks(from: range.lower, to: range.upper)
        guard let scanned = Timestamp.scan(bytes, from: from, to: range.upper) else { return nil }
        var end = scanned.end
        if bytes.begins(with: " UTC", at: end, to: range.upper) || bytes.begins(with: " GMT", at: end, to: range.upper)
        {
            end += 4
        }
        guard bytes.skipBlanks(from: end, to: range.upper) == range.upper else { return nil }
        enter(stream)
        return Instant(microseconds: clock.resolve(scanned.stamp, &zone, batch))
    }

    private mutating func begin(_ batch: LineBatch) {
        enter(batch.stream)
        let arrival = referenceTime ?? batch.arrival
        self.batch = BatchTime(
            arrival: arrival,
            isBacklog: batch.isBacklog,
            latest: LatestYear(before: arrival, in: zone.zone)
        )
        if let year = batch.startingYear { clock.begin(in: year) }
    }

    /// Makes `stream` the one in hand.
    private mutating func enter(_ stream: StreamID) {
        if stream == current { return }
        if let current { clocks[current] = clock }
        clock = clocks[stream] ?? StreamClock()
        current = stream
        isFile = stream.file != 0
    }

    /// Fills the blank header of one line; every line has one.
    @inline(__always)
    private mutating func fill(_ header: inout Header, _ bytes: Span<UInt8>, _ line: ByteRange) {
        var from = Int(line.start)
        let to = from &+ Int(line.count)
        header.time.microseconds = timeWithoutStamp
        header.message = line
        header.subject = line
        if let priority = Priority.scan(bytes, from: from, to: to) {
            header.priority = priority.value
            header.form = .rfc3164
            from = priority.end
        }
        if from < to, bytes[from] == UInt8(ascii: "1"), takeRFC5424(&header, bytes, from: from, to: to) {
            return
        }
        if header.priority >= 0 { from = bytes.skipBlanks(from: from, to: to) }
        if from < to {
            takeOthers(&header, bytes, from: from, to: to)
        } else if header.priority >= 0 {
            header.take(message: from, to: to)
        }
        RepeatedMessage.unwrap(&header, bytes)
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
        } else if header.priority >= 0 {
            HeaderParser.fillWithoutStamp(&header, bytes, from: from, to: to)
        } else if BareLine.isJSON(bytes, from: from, to: to) {
            header.form = .json
        } else {
            takeApplicationLine(&header, bytes, from: from, to: to)
        }
    }

    @inline(__always)
    private mutating func takeRFC5424(_ header: inout Header, _ bytes: Span<UInt8>, from: Int, to: Int) -> Bool {
        guard let parts = RFC5424.scan(bytes, from: from, to: to), header.priority >= 0 || parts.isWhole else {
            return false
        }
        header.form = .rfc5424
        if let stamp = parts.stamp { take(stamp, &header) }
        parts.fill(&header, to: to)
        RepeatedMessage.unwrap(&header, bytes)
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
        case .application:
            let message = BareLine.message(bytes, from: scanned.end, to: to, isBracketed: false)
            header.take(message: message, to: to)
        }
    }

    /// `[2026-11-22 10:00:01] …` and other stamps that head a line; else the whole line is the message.
    private mutating func takeApplicationLine(_ header: inout Header, _ bytes: Span<UInt8>, from: Int, to: Int) {
        let isBracketed = bytes[from] == .openBracket
        let start = isBracketed ? from &+ 1 : from
        guard start < to else { return }
        let scanned =
            Timestamp.iso8601(bytes, from: start, to: to) ?? Timestamp.asctime(bytes, from: start, to: to)
            ?? Timestamp.apache(bytes, from: start, to: to)
        guard let scanned else { return }
        take(scanned.stamp, &header)
        header.take(message: BareLine.message(bytes, from: scanned.end, to: to, isBracketed: isBracketed), to: to)
    }

    @inline(__always)
    private mutating func take(_ stamp: Timestamp, _ header: inout Header) {
        header.time.microseconds = clock.resolve(stamp, &zone, batch)
        header.hasStamp = true
    }

    /// The stream's last stamp in a file, where lines follow each other; the arrival elsewhere.
    @inline(__always)
    private var timeWithoutStamp: Int64 {
        isFile && clock.hasLast ? clock.lastMicroseconds : batch.arrival.microseconds
    }
}
