package import FootfallModel

/// Lines in, headers out.
///
/// It remembers for every stream what its stamps said, because stamps leave out the year and the zone.
package struct HeaderParser: ~Copyable {
    var zone: ZoneReader
    var hosts: HostZones
    private let referenceTime: Instant?
    /// The stream of the batch in hand; its clock stands outside `clocks` meanwhile.
    private var current: StreamID?
    var isFile = false
    var clock = StreamClock()
    /// What stamps within the stream's records said: kept apart, because records are read batch by batch behind the
    /// headers, and no header may depend on where a batch ends.
    private var recordClock = StreamClock()
    private var clocks: [StreamID: (headers: StreamClock, records: StreamClock)] = [:]
    var batch: BatchTime
    /// Whether a line of the batch in hand wraps another, or is a piece of one.
    var hasWrapped = false
    /// The line in hand is what a container wrote, and its stamp is read already.
    var isInner = false
    /// The clocks behind the stamps of live streams.
    private var watches: [StreamID: (clocks: ClockWatch, host: String)] = [:]
    /// How often a clock was set within the batch in hand.
    package private(set) var clockCorrections: Int64 = 0
    /// What every header begins as.
    let blank = Header(form: .bare, time: Instant(microseconds: 0), message: .none)

    /// - Parameters:
    ///   - zone: the zone of stamps that name none.
    ///   - hosts: zones of single hosts, by the name in the header or the sender's address.
    ///   - referenceTime: stands for the arrival of every batch.
    package init(zone: ZoneOffsets, hosts: [String: ZoneOffsets] = [:], referenceTime: Instant? = nil) {
        self.zone = ZoneReader(zone: zone)
        self.hosts = HostZones(hosts)
        self.referenceTime = referenceTime
        let time = referenceTime ?? Instant(microseconds: 0)
        self.batch = BatchTime(arrival: time, isBacklog: false, latest: LatestYear(before: time, in: zone))
    }

    /// Reads stamps that name no zone in this one from now on: another source is read.
    package mutating func use(zone: ZoneOffsets) {
        if self.zone.zone != zone { self.zone = ZoneReader(zone: zone) }
    }

    /// Goes on with other zones; what streams said of their years stays.
    package mutating func replace(zone: ZoneOffsets, hosts: [String: ZoneOffsets]) {
        use(zone: zone)
        self.hosts = HostZones(hosts)
    }

    /// Headers of all lines of a batch, in their order; `headers` is emptied first and its storage reused.
    package mutating func parse(_ batch: LineBatch, into headers: inout [Header]) {
        begin(batch)
        headers.removeAll(keepingCapacity: true)
        // All blank first, then each filled where it stands: to build one and to copy it costs a tenth more.
        headers.append(contentsOf: repeatElement(blank, count: batch.lines.count))
        if !hosts.isEmpty { return fillByHost(&headers, of: batch) }
        let bytes = batch.bytes.span
        let lines = batch.lines.span
        var filled = headers.mutableSpan
        for index in lines.indices {
            fill(&filled[index], bytes, lines[index].range)
        }
    }

    /// As `parse`, for lines that may be wrapped: Docker's JSON, a container runtime's pieces, the journal's records.
    ///
    /// Where there are any, the batch is replaced by one that has as many lines and says what stands inside; the
    /// headers are those of the new one.
    package mutating func parse(unwrapping batch: inout LineBatch, into headers: inout [Header]) {
        enter(batch.stream)
        let before = clock
        parse(batch, into: &headers)
        if hasWrapped {
            // What the first reading said of the time is said again.
            clock = before
            batch = Unwrapping.unwrap(batch)
            parse(batch, into: &headers)
        }
        clockCorrections = 0
        // Only what comes as it is written can be held against the clock.
        if !batch.isBacklog, referenceTime == nil { watchClocks(batch, headers) }
    }

    /// How far a stream's stamps are from the clock, where that stays the same and is known.
    package func stampDifference(of stream: StreamID) -> StampDifference? {
        guard let watch = watches[stream], let difference = watch.clocks.difference else { return nil }
        let offset = zone.zone.offset(atUTC: batch.arrival.seconds)
        return StampDifference(
            seconds: difference.seconds,
            host: watch.host,
            fittingOffset: offset &+ difference.seconds
        )
    }

    private mutating func watchClocks(_ batch: LineBatch, _ headers: [Header]) {
        var (clocks, host) = watches.removeValue(forKey: batch.stream) ?? (ClockWatch(), "")
        var told = clocks.difference?.host
        let bytes = batch.bytes.span
        for index in headers.indices where headers[index].hasStamp {
            let header = headers[index]
            let arrival = batch.arrival.microseconds
            let name = FNV.hash(bytes, header.host)
            if clocks.observe(header.time.microseconds, arrival: arrival, host: name) { clockCorrections &+= 1 }
            if let now = clocks.difference?.host, now != told {
                told = now
                host = batch.bytes.text(header.host)
            }
        }
        watches[batch.stream] = (clocks, host)
    }

    /// The year of the stream's last stamp that named none, for its checkpoint.
    package func year(of stream: StreamID) -> Int32? {
        if stream == current { return clock.year ?? recordClock.year }
        return clocks[stream]?.headers.year ?? clocks[stream]?.records.year
    }

    /// The instant of a stamp found inside a record (a JSON field, a named group) in the light of its stream.
    ///
    /// `nil` where the range, blanks around it aside, is not a stamp and nothing else. The batch last parsed says when
    /// that was; meant for the records of that batch.
    package mutating func resolve(_ bytes: Span<UInt8>, _ range: ByteRange, in stream: StreamID) -> Instant? {
        let from = bytes.skipBlanks(from: range.lower, to: range.upper)
        guard let scanned = Timestamp.scan(bytes, from: from, to: range.upper) else { return nil }
        var end = scanned.end
        if end < range.upper, bytes[end] == .blank,
            let word = ZoneWord.scan(bytes, from: end &+ 1, to: range.upper)
        {
            end = word.end
        }
        guard bytes.skipBlanks(from: end, to: range.upper) == range.upper else { return nil }
        enter(stream)
        return Instant(microseconds: recordClock.resolve(scanned.stamp, &zone, batch))
    }

    private mutating func begin(_ batch: LineBatch) {
        hasWrapped = false
        enter(batch.stream)
        let arrival = referenceTime ?? batch.arrival
        self.batch = BatchTime(
            arrival: arrival,
            isBacklog: batch.isBacklog && !batch.hasDisorderedStamps,
            latest: LatestYear(before: arrival, in: zone.zone)
        )
        if let year = batch.startingYear {
            clock.begin(in: year)
            recordClock.begin(in: year)
        }
    }

    /// Makes `stream` the one in hand.
    private mutating func enter(_ stream: StreamID) {
        if stream == current { return }
        if let current { clocks[current] = (clock, recordClock) }
        (clock, recordClock) = clocks[stream] ?? (StreamClock(), StreamClock())
        current = stream
        isFile = stream.file != 0
    }
}
