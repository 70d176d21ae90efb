import FootfallModel
import Testing

@testable import FootfallParsing

/// Stamps without a zone, of hosts whose clocks show another one than their source's.
struct HostZoneTests {
    private static let vienna = ZoneOffsets(name: "V", starts: [.min], offsets: [3600])
    private static let york = ZoneOffsets(name: "Y", starts: [.min], offsets: [-18_000])

    /// The hours (UTC) of lines with their senders.
    private func hours(_ lines: [(String, sender: String?)], _ parser: inout HeaderParser) -> [Int64] {
        var bytes: [UInt8] = []
        var found: [Line] = []
        let senders = Array(Set(lines.compactMap(\.sender))).sorted()
        for (text, sender) in lines {
            let start = bytes.count
            bytes += Array(text.utf8)
            let number = sender.flatMap { senders.firstIndex(of: $0) } ?? -1
            found.append(Line(range: ByteRange(from: start, to: bytes.count), sender: Int32(number)))
        }
        let batch = LineBatch(
            stream: StreamID(source: "s"),
            bytes: bytes,
            lines: found,
            arrival: Instant(microseconds: 1_795_370_400_000_000),
            senders: senders,
            byteCount: Int64(bytes.count)
        )
        var headers: [Header] = []
        parser.parse(batch, into: &headers)
        return headers.map { $0.time.seconds / 3600 % 24 }
    }

    @Test func `the host in the header counts, else the sender, else the source`() {
        var parser = HeaderParser(
            zone: .utc,
            hosts: ["fw1": HostZoneTests.vienna, "192.0.2.9": HostZoneTests.york, "2001:DB8:0::7": HostZoneTests.york]
        )
        let found = hours(
            [
                ("Nov 22 12:00:00 web1 sshd[1]: x", nil), ("Nov 22 12:00:00 fw1 sshd[1]: x", nil),
                ("Nov 22 12:00:00 FW1 sshd[1]: x", nil), ("Nov 22 12:00:00 fw10 sshd[1]: x", nil),
                ("<86>Nov 22 12:00:00 web1 sshd[1]: x", "192.0.2.9"), ("<86>Nov 22 12:00:00 fw1 sshd[1]: x", "192.0.2.9"),
                ("<86>Nov 22 12:00:00 web1 sshd[1]: x", "192.0.2.8"), ("<86>Nov 22 12:00:00 web1 sshd[1]: x", "2001:db8::7"),
                ("2026-11-22T12:00:00Z fw1 sshd[1]: x", "192.0.2.9"), ("2026-11-22T12:00:00 fw1 sshd[1]: x", nil),
            ],
            &parser
        )
        #expect(found == [12, 11, 11, 12, 17, 11, 12, 17, 12, 11])
    }

    @Test func `another zone holds from the next batch on`() {
        var parser = HeaderParser(zone: .utc)
        let line = [("Nov 22 12:00:00 fw1 sshd[1]: x", sender: String?.none)]
        #expect(hours(line, &parser) == [12])
        parser.use(zone: HostZoneTests.vienna)
        #expect(hours(line, &parser) == [11])
        parser.replace(zone: HostZoneTests.vienna, hosts: ["fw1": HostZoneTests.york])
        #expect(hours(line, &parser) == [17])
        parser.replace(zone: .utc, hosts: [:])
        #expect(hours(line, &parser) == [12])
    }
}
