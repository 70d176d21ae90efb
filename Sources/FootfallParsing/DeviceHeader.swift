import FootfallModel

/// What network devices put before their messages, in any order: sequence numbers, the host, a stamp that a mark may
/// call untrusted, a process; up to the percent sign of a mnemonic.
///
/// `123: sw1: *Nov 22 10:00:01.123 UTC: %SYS-5-CONFIG_I: …`, `: 2026 Nov 22 10:00:01 UTC: %AUTHPRIV-5-…`,
/// `RP/0/RSP0/CPU0:Nov 22 10:00:01.123 UTC: exec[65710]: %SECURITY-LOGIN-4-… : …`.
struct DeviceHeader {
    private(set) var stamp: Timestamp?
    /// False where `*` or `.` before the stamp says that the clock was not set, or no longer synchronised.
    private(set) var isTrusted = true
    private(set) var hostFrom = 0
    private(set) var hostTo = 0
    private(set) var processIDFrom = 0
    private(set) var processIDTo = 0
    /// The end of the app's name, which begins where the message does; 0 where there is none.
    private(set) var facilityEnd = 0
    private(set) var message = 0
    private var hasSequence = false

    /// The header at `from`; `nil` where what stands there leads to no mnemonic, nor is a sequence number and a stamp.
    @inline(never)
    static func scan(_ bytes: Span<UInt8>, from: Int, to: Int) -> DeviceHeader? {
        var found = DeviceHeader()
        var index = from
        for _ in 0..<8 {
            index = bytes.skipBlanks(from: index, to: to)
            guard index < to else { return nil }
            if let end = Mnemonic.facilityEnd(bytes, from: index, to: to) {
                found.facilityEnd = end
                found.message = index
                return found
            }
            guard let next = found.take(bytes, from: index, to: to) else { break }
            index = next
        }
        // Debug messages have no mnemonic; with both number and stamp they are a device's all the same.
        guard found.hasSequence, found.stamp != nil else { return nil }
        found.message = index
        return found
    }

    /// Writes host, app and process id (not the stamp), and what follows as the message.
    func fill(_ header: inout Header, to: Int) {
        if hostTo > 0, header.host.isEmpty { header.host.set(from: hostFrom, to: hostTo) }
        header.app = .none
        header.processID = .none
        if facilityEnd > 0 { header.app.set(from: message, to: facilityEnd) }
        if processIDTo > 0 { header.processID.set(from: processIDFrom, to: processIDTo) }
        header.take(message: message, to: to)
    }

    /// Takes what stands at `index`, and returns where the next part may begin; `nil` where it is no part.
    private mutating func take(_ bytes: Span<UInt8>, from index: Int, to: Int) -> Int? {
        let byte = bytes[index]
        if byte == .colon { return index &+ 1 }
        if byte == UInt8(ascii: "*") || byte == UInt8(ascii: ".") {
            guard stamp == nil, let end = takeStamp(bytes, from: index &+ 1, to: to) else { return nil }
            isTrusted = false
            return end
        }
        if stamp == nil, let end = takeStamp(bytes, from: index, to: to) { return end }
        var end = index
        let limit = min(to, index &+ 255)
        while end < limit, bytes[end] > .blank { end &+= 1 }
        if stamp == nil, bytes.begins(with: "RP/", at: index, to: to) || bytes.begins(with: "LC/", at: index, to: to) {
            // IOS XR names the card, and sets no blank behind it.
            let colon = bytes.index(of: .colon, from: index, to: end)
            return colon < end ? colon &+ 1 : nil
        }
        guard end &- index >= 2, bytes[end &- 1] == .colon else { return nil }
        return takeWord(bytes, from: index, to: end &- 1)
    }

    private mutating func takeStamp(_ bytes: Span<UInt8>, from: Int, to: Int) -> Int? {
        // A number may be a sequence number, whatever its length.
        guard to &- from >= 14, bytes[from].isLetter || bytes[from].isDigit && !bytes[from &+ 4].isDigit,
            let scanned = Timestamp.application(bytes, from: from, to: to)
        else { return nil }
        stamp = scanned.stamp
        // The word of a zone stays outside some stamps.
        if scanned.end < to, bytes[scanned.end] == .blank,
            let zone = ZoneWord.scan(bytes, from: scanned.end &+ 1, to: to)
        {
            return zone.end
        }
        return scanned.end
    }

    /// A sequence number, the time since the start (`1w2d`, `00:00:46`), a process, or the host.
    private mutating func takeWord(_ bytes: Span<UInt8>, from: Int, to: Int) -> Int? {
        let open = bytes.index(of: .openBracket, from: from, to: to)
        if open > from, open < to, bytes[to &- 1] == .closeBracket {
            guard processIDTo == 0, open &+ 1 < to &- 1 else { return nil }
            (processIDFrom, processIDTo) = (open &+ 1, to &- 1)
            return to &+ 1
        }
        var points = 0
        var isCount = bytes[from].isDigit
        for index in from..<to {
            switch bytes[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), .colon: break
            case UInt8(ascii: "."): points &+= 1
            case UInt8(ascii: "w"), UInt8(ascii: "d"), UInt8(ascii: "h"), UInt8(ascii: "y"): break
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"),
                UInt8(ascii: "_"), UInt8(ascii: "/"):
                isCount = false
            default: return nil
            }
        }
        if isCount, points < 3 {
            hasSequence = true
            return to &+ 1
        }
        guard hostTo == 0 else { return nil }
        (hostFrom, hostTo) = (from, to)
        return to &+ 1
    }
}
