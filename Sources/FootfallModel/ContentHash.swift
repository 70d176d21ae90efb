/// A running hash of a file's content, eight bytes a step, the same however the content is cut into pieces.
///
/// It tells whether two files begin alike; it is no defence against somebody who makes collisions on purpose.
package struct ContentHash: Sendable, Hashable {
    private var state: UInt64
    private var pending: UInt64 = 0
    private var pendingBytes: Int = 0
    /// Bytes taken in so far, since the beginning of the content or since the state it was resumed from.
    package private(set) var count: Int64 = 0

    package init() {
        state = 0x9e37_79b9_7f4a_7c15
    }

    /// Goes on from the value that `value` gave at a multiple of eight bytes.
    package init(resuming value: UInt64) {
        state = value
    }

    /// Takes in `bytes[range]`.
    package mutating func update(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        var index = range.lowerBound
        let end = range.upperBound
        count &+= Int64(end - index)
        while pendingBytes != 0, index < end {
            push(bytes[index])
            index &+= 1
        }
        while end &- index >= 8 {
            var word: UInt64 = 0
            for shift in 0..<8 { word |= UInt64(bytes[index &+ shift]) &<< (UInt64(shift) &* 8) }
            step(word)
            index &+= 8
        }
        while index < end {
            push(bytes[index])
            index &+= 1
        }
    }

    /// The hash of what was taken in; at a multiple of eight bytes it can be resumed from.
    package var value: UInt64 {
        guard pendingBytes != 0 else { return state }
        var copy = self
        copy.step(pending ^ (UInt64(pendingBytes) &<< 56))
        return copy.state
    }

    private mutating func push(_ byte: UInt8) {
        pending |= UInt64(byte) &<< (UInt64(pendingBytes) &* 8)
        pendingBytes &+= 1
        if pendingBytes == 8 {
            step(pending)
            pending = 0
            pendingBytes = 0
        }
    }

    @inline(__always)
    private mutating func step(_ word: UInt64) {
        state = (state ^ word) &* 0xff51_afd7_ed55_8ccd
        state ^= state >> 32
    }
}
