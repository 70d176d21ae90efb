import FootfallModel

/// `message repeated 3 times: [ Failed password for root … ]`, as rsyslog sums up what came again and again.
enum RepeatedMessage {
    /// Looks into the message from `from` to `to`, and makes its inside the subject.
    static func unwrap(_ header: inout Header, _ bytes: Span<UInt8>, _ from: Int, _ to: Int) {
        guard bytes.begins(with: "message repeated ", at: from, to: to) else { return }
        var index = from &+ 17
        var count: Int32 = 0
        while index < to, bytes.isDigit(at: index), count <= 1_000_000 {
            count = count &* 10 &+ Int32(bytes[index] &- 48)
            index &+= 1
        }
        guard count >= 2, count <= 1_000_000, bytes.begins(with: " times: [", at: index, to: to) else { return }
        let start = bytes.skipBlanks(from: index &+ 9, to: to)
        var end = to
        while end > start, bytes[end &- 1] <= .blank { end &-= 1 }
        // A line that was cut has lost the bracket, and still tells how often.
        if end > start, bytes[end &- 1] == .closeBracket { end &-= 1 }
        header.repeatCount = count
        header.subject.set(from: start, to: end)
    }
}
