import FootfallModel

/// The fields of a journal's record that make a header, and its message.
struct JournalRecord {
    /// When the journal took it in, and when its sender says it was, where that is known.
    private var received: Int64 = 0
    private var sent: Int64 = 0
    private var host = ByteRange.none
    private var identifier = ByteRange.none
    private var command = ByteRange.none
    private var processID = ByteRange.none
    private var syslogProcessID = ByteRange.none
    private var facility: Int?
    private var severity: Int?
    private var message = ByteRange.none

    /// The record of a JSON object; `nil` where that has no time of the journal.
    init?(_ bytes: Span<UInt8>, _ range: ByteRange) {
        var members = JSONMembers(bytes, range)
        while let (key, value) = members.next(bytes) {
            func isKey(_ name: StaticString) -> Bool {
                key.count == name.utf8CodeUnitCount && bytes.begins(with: name, at: key.lower, to: key.upper)
            }
            switch bytes[key.lower] {
            case UInt8(ascii: "M") where isKey("MESSAGE"): message = value
            case UInt8(ascii: "S") where isKey("SYSLOG_IDENTIFIER"): identifier = value
            case UInt8(ascii: "S") where isKey("SYSLOG_PID"): syslogProcessID = value
            case UInt8(ascii: "S") where isKey("SYSLOG_FACILITY"):
                facility = JournalRecord.number(bytes, value, limit: 23)
            case UInt8(ascii: "P") where isKey("PRIORITY"): severity = JournalRecord.number(bytes, value, limit: 7)
            case UInt8(ascii: "_") where isKey("_COMM"): command = value
            case UInt8(ascii: "_") where isKey("_PID"): processID = value
            case UInt8(ascii: "_") where isKey("_HOSTNAME"): host = value
            case UInt8(ascii: "_") where isKey("__REALTIME_TIMESTAMP"):
                received = JournalRecord.microseconds(bytes, value)
            case UInt8(ascii: "_") where isKey("_SOURCE_REALTIME_TIMESTAMP"):
                sent = JournalRecord.microseconds(bytes, value)
            default: break
            }
        }
        guard received > 0 else { return nil }
    }

    /// When it happened: by its sender, unless that is out of reason, as before a clock was set.
    private var time: Instant {
        let isBelievable = sent > 0 && sent <= received && received - sent < 86_400_000_000
        return Instant(microseconds: isBelievable ? sent : received)
    }

    /// Appends the record as RFC 5424 has it; false where its message cannot be read.
    func write(_ bytes: Span<UInt8>, to out: inout [UInt8]) -> Bool {
        if let severity { out += Array("<\((facility ?? 1) * 8 + severity)>".utf8) }
        out += Array("1 \(time.rfc3339) ".utf8)
        writeName(host, bytes, to: &out)
        writeName(identifier.isEmpty ? command : identifier, bytes, to: &out)
        // As the sender wrote it, and a syslog server writes it into its files; else as the kernel knows it.
        writeName(syslogProcessID.isEmpty ? processID : syslogProcessID, bytes, to: &out)
        out += [UInt8(ascii: "-"), .blank, UInt8(ascii: "-"), .blank]
        // Some entries have no message, and of one that is too long journalctl may say `null`.
        if message.isEmpty || bytes.isWord("null", at: message.lower, to: message.upper) { return true }
        return JSONMembers.append(message, bytes, to: &out)
    }

    /// A part of the header, in which no blank may stand.
    private func writeName(_ value: ByteRange, _ bytes: Span<UInt8>, to out: inout [UInt8]) {
        let start = out.count
        if !JSONMembers.append(value, bytes, to: &out) || out.count == start { out.append(UInt8(ascii: "-")) }
        for index in start..<out.count where out[index] <= .blank { out[index] = UInt8(ascii: "_") }
        out.append(.blank)
    }

    private static func microseconds(_ bytes: Span<UInt8>, _ value: ByteRange) -> Int64 {
        Int64(number(bytes, value, limit: 253_402_300_799_999_999) ?? 0)
    }

    /// A number, with quotation marks or without, from 0 to `limit`.
    private static func number(_ bytes: Span<UInt8>, _ value: ByteRange, limit: Int) -> Int? {
        var number = 0
        var digits = 0
        for index in value.lower..<value.upper where bytes[index] != UInt8(ascii: "\"") {
            guard bytes.isDigit(at: index), digits < 18 else { return nil }
            number = number * 10 + Int(bytes[index] - 48)
            digits += 1
        }
        return digits > 0 && number <= limit ? number : nil
    }
}
