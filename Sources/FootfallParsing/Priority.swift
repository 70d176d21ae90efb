/// A syslog priority in its angle brackets: facility × 8 + severity (RFC 5424 §6.2.1).
enum Priority {
    /// `<38>` at `from`; `nil` where anything else than 0 to 191 stands there.
    @inline(__always)
    static func scan(_ bytes: Span<UInt8>, from: Int, to: Int) -> (value: Int16, end: Int)? {
        guard to &- from >= 3, bytes[from] == UInt8(ascii: "<") else { return nil }
        var value: Int16 = 0
        var index = from &+ 1
        let limit = min(to, from &+ 4)
        while index < limit, bytes.isDigit(at: index) {
            value = value &* 10 &+ Int16(bytes[index] &- 48)
            index &+= 1
        }
        guard index > from &+ 1, index < to, bytes[index] == UInt8(ascii: ">"), value <= 191 else { return nil }
        return (value, index &+ 1)
    }
}
