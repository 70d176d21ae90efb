/// A running hash of a file's content, 32 bytes a step, the same however the content is cut into pieces.
///
/// It tells whether two files begin alike; it is no defence against somebody who makes collisions on purpose.
/// Only the last multiplication of a step waits for the step before, so it runs as fast as memory is read.
package struct ContentHash: Sendable, Hashable {
    /// A value taken at a multiple of this many bytes can be resumed from.
    package static let stepBytes = 32

    private var state: UInt64
    private var pending = SIMD4<UInt64>(repeating: 0)
    private var pendingBytes = 0
    /// Bytes taken in so far, since the beginning of the content or since the state it was resumed from.
    package private(set) var count: Int64 = 0

    package init() {
        state = 0x9e37_79b9_7f4a_7c15
    }

    /// Goes on from the value that `value` gave at a multiple of `stepBytes`.
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
        let raw = unsafe bytes.bytes
        precondition(end <= raw.byteCount)
        var state = state
        while end &- index >= ContentHash.stepBytes {
            // Within the range: the loop's condition and the precondition above hold for all four words.
            let first = unsafe raw.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt64.self)
            let second = unsafe raw.unsafeLoadUnaligned(fromUncheckedByteOffset: index &+ 8, as: UInt64.self)
            let third = unsafe raw.unsafeLoadUnaligned(fromUncheckedByteOffset: index &+ 16, as: UInt64.self)
            let fourth = unsafe raw.unsafeLoadUnaligned(fromUncheckedByteOffset: index &+ 24, as: UInt64.self)
            state = ContentHash.step(
                state,
                first.littleEndian,
                second.littleEndian,
                third.littleEndian,
                fourth.littleEndian
            )
            index &+= ContentHash.stepBytes
        }
        self.state = state
        while index < end {
            push(bytes[index])
            index &+= 1
        }
    }

    /// The hash of what was taken in; at a multiple of `stepBytes` it can be resumed from.
    package var value: UInt64 {
        guard pendingBytes != 0 else { return state }
        // The last byte of the fourth word is never pending, so the length stands there.
        let last = pending[3] | UInt64(pendingBytes) &<< 56
        return ContentHash.step(state, pending[0], pending[1], pending[2], last)
    }

    private mutating func push(_ byte: UInt8) {
        pending[pendingBytes >> 3] |= UInt64(byte) &<< (UInt64(pendingBytes & 7) &* 8)
        pendingBytes &+= 1
        if pendingBytes == ContentHash.stepBytes {
            state = ContentHash.step(state, pending[0], pending[1], pending[2], pending[3])
            pending = SIMD4(repeating: 0)
            pendingBytes = 0
        }
    }

    @inline(__always)
    private static func step(_ state: UInt64, _ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) -> UInt64 {
        let first = fold(a ^ 0xa076_1d64_78bd_642f, b ^ 0xe703_7ed1_a0b4_28db)
        let second = fold(c ^ 0x8ebc_6af0_9c88_c6e3, d ^ 0x5899_65cc_7537_4cc3)
        let mixed = (state &<< 23 | state &>> 41) ^ first
        return mixed &* 0xff51_afd7_ed55_8ccd &+ second
    }

    /// Both halves of the product, one over the other, and the factors, so that a factor of 0 hides nothing.
    @inline(__always)
    private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low ^ a &+ (b &<< 31 | b &>> 33)
    }
}
