import FootfallModel

/// Zones of single hosts, by the name or address under which they log; capitals and small letters are the same.
struct HostZones {
    private var readers: [ZoneReader] = []
    /// By the hash of the name in small letters.
    private var numbers: [UInt64: [(name: [UInt8], number: Int)]] = [:]

    init(_ zones: [String: ZoneOffsets]) {
        for (name, zone) in zones.sorted(by: { $0.key < $1.key }) {
            // An address has several spellings, and senders come in the canonical one.
            let bytes = Array((IPAddress(name)?.description ?? name).utf8).map(HostZones.small)
            numbers[HostZones.hash(bytes.span, ByteRange(from: 0, to: bytes.count)), default: []]
                .append((bytes, readers.count))
            readers.append(ZoneReader(zone: zone))
        }
    }

    var isEmpty: Bool { readers.isEmpty }

    /// The number of a host's zone; -1 where none was named for it.
    func number(_ bytes: Span<UInt8>, _ host: ByteRange) -> Int {
        guard !host.isEmpty, let found = numbers[HostZones.hash(bytes, host)] else { return -1 }
        for (name, number) in found where name.count == host.count {
            if name.indices.allSatisfy({ name[$0] == HostZones.small(bytes[host.lower + $0]) }) { return number }
        }
        return -1
    }

    func number(_ host: String) -> Int {
        let bytes = Array(host.utf8)
        return number(bytes.span, ByteRange(from: 0, to: bytes.count))
    }

    /// Exchanges a zone with one of these; the same again undoes it.
    mutating func exchange(_ number: Int, with zone: inout ZoneReader) {
        swap(&readers[number], &zone)
    }

    private static func small(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }

    private static func hash(_ bytes: Span<UInt8>, _ range: ByteRange) -> UInt64 {
        var hash = FNV.seed
        for index in range.lower..<range.upper { hash = FNV.mix(hash, small(bytes[index])) }
        return hash
    }
}

// Lines of hosts whose clocks show another zone than their source's.
extension HeaderParser {
    /// As the plain loop over a batch's lines, with the zone of the host that each names, else of its sender.
    mutating func fillByHost(_ headers: inout [Header], of batch: LineBatch) {
        let bytes = batch.bytes.span
        let senders = batch.senders.map { hosts.number($0) }
        for (index, line) in batch.lines.enumerated() {
            let sender = line.sender >= 0 ? senders[Int(line.sender)] : -1
            let before = clock
            fill(&headers[index], bytes, line.range, zone: sender)
            let named = hosts.number(bytes, headers[index].host)
            guard named >= 0, named != sender, headers[index].hasStamp else { continue }
            // The host stands behind the stamp: what was said of the time is said again.
            clock = before
            headers[index] = blank
            fill(&headers[index], bytes, line.range, zone: named)
        }
    }

    private mutating func fill(_ header: inout Header, _ bytes: Span<UInt8>, _ line: ByteRange, zone number: Int) {
        if number < 0 { return fill(&header, bytes, line) }
        hosts.exchange(number, with: &zone)
        fill(&header, bytes, line)
        hosts.exchange(number, with: &zone)
    }
}
