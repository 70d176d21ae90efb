internal import FootfallModel

/// By what a record is known when another source tells it too, its time apart; the same in every run.
///
/// A syslog server's file, a relay and the journal differ in how they write one record (measured with rsyslog 8.2302 and
/// systemd 252): a host with its domain or without it, or a relay's address where there is none; a process id that only
/// the journal knows (sudo's); control characters as `#012`; blanks at the end.
struct RecordIdentity: Hashable {
    /// A hash of app and message.
    var content: UInt64
    /// Hashes of host and process id; 0 where unknown.
    ///
    /// A host that is an address has the lowest bit set, a name has not.
    var host: UInt32
    var process: UInt32

    /// Whether hosts and process ids may be the same.
    @inline(__always)
    func agrees(host other: UInt32, process otherProcess: UInt32) -> Bool {
        guard process == otherProcess || process == 0 || otherProcess == 0 else { return false }
        // An address beside a name may be that host's: nobody else would have sent the same record in that second.
        return host == other || host == 0 || other == 0 || (host ^ other) & 1 != 0
    }

    /// The key under which a record of that second is found.
    @inline(__always)
    func key(at second: Int64) -> UInt64 {
        var hash = (content ^ UInt64(bitPattern: second) &* 0x9e37_79b9_7f4a_7c15) &* 0xff51_afd7_ed55_8ccd
        hash ^= hash &>> 32
        hash = hash &* 0xc4ce_b9fe_1a85_ec53
        return hash ^ hash &>> 29
    }

    // MARK: Parts

    /// A hash of a message and its app's hash: control characters, as such or as rsyslog writes them, left out.
    static func content(app: UInt64, _ bytes: Span<UInt8>, _ message: ByteRange) -> UInt64 {
        var index = message.lower
        var end = message.upper
        while index < end, bytes[index] <= 0x20 { index &+= 1 }
        while end > index, bytes[end &- 1] <= 0x20 { end &-= 1 }
        var hash = FNV.seed ^ app
        while index < end {
            let byte = bytes[index]
            index &+= 1
            if byte < 0x20 || byte == 0x7f { continue }
            if byte == UInt8(ascii: "#"), end &- index >= 3, isOctal(bytes, index) {
                index &+= 3
                continue
            }
            hash = FNV.mix(hash, byte)
        }
        return hash
    }

    private static func isOctal(_ bytes: Span<UInt8>, _ index: Int) -> Bool {
        bytes[index] &- 0x30 < 4 && bytes[index &+ 1] &- 0x30 < 8 && bytes[index &+ 2] &- 0x30 < 8
    }

    /// A host's name up to the first dot, in small letters; an address whole.
    static func host(_ bytes: Span<UInt8>, _ range: ByteRange) -> UInt32 {
        if range.isEmpty { return 0 }
        if IPAddress(bytes, range) != nil { return short(FNV.hash(bytes, range)) | 1 }
        var hash = FNV.seed
        for index in range.lower..<range.upper {
            let byte = bytes[index]
            if byte == UInt8(ascii: ".") { break }
            hash = FNV.mix(hash, byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte)
        }
        let name = short(hash) & ~1
        return name == 0 ? 2 : name
    }

    static func process(_ bytes: Span<UInt8>, _ range: ByteRange) -> UInt32 {
        if range.isEmpty { return 0 }
        let hash = short(FNV.hash(bytes, range))
        return hash == 0 ? 1 : hash
    }

    private static func short(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash ^ hash &>> 32) }
}
