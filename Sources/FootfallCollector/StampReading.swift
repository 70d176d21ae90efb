internal import FootfallModel
internal import FootfallParsing
internal import FootfallSources

/// Lets a file source ask the parser when a record happened.
struct StampReading: StampReader {
    private let zone: ZoneOffsets

    init(zone: ZoneOffsets) {
        self.zone = zone
    }

    mutating func time(_ bytes: Span<UInt8>, _ line: ByteRange, modified: Instant) -> Instant? {
        var text: [UInt8] = []
        for index in line.lower..<line.upper { text.append(bytes[index]) }
        var batch = LineBatch(
            stream: StreamID(source: ""),
            bytes: text,
            lines: [Line(range: ByteRange(from: 0, to: text.count))],
            arrival: modified,
            byteCount: Int64(text.count)
        )
        // A new one each time: what one line says of the year must not rub off on the next.
        var parser = HeaderParser(zone: zone)
        var headers: [Header] = []
        parser.parse(unwrapping: &batch, into: &headers)
        guard let header = headers.first, header.hasStamp else { return nil }
        return header.time
    }
}
