/// Where something stands in a batch's bytes.
///
/// An absent part of a header has no bytes; nothing that is kept is ever empty, so one value serves for both.
@usableFromInline
package struct ByteRange: Hashable, Sendable {
    @usableFromInline package var start: UInt32
    @usableFromInline package var count: UInt32

    @inlinable
    package init(start: UInt32, count: UInt32) {
        self.start = start
        self.count = count
    }

    /// The bytes from `lower` up to, not including, `upper`.
    @inlinable
    package init(from lower: Int, to upper: Int) {
        self.start = UInt32(truncatingIfNeeded: lower)
        self.count = UInt32(truncatingIfNeeded: upper &- lower)
    }

    @inlinable package static var none: ByteRange { ByteRange(start: 0, count: 0) }
    @inlinable package var isEmpty: Bool { count == 0 }
    @inlinable package var lower: Int { Int(start) }
    @inlinable package var upper: Int { Int(start) &+ Int(count) }
}

extension Array where Element == UInt8 {
    /// The bytes of a range as text for a human; malformed UTF-8 becomes U+FFFD.
    package func text(_ range: ByteRange) -> String {
        String(decoding: self[range.lower..<range.upper], as: UTF8.self)
    }
}
