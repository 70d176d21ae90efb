/// Where something stands in a batch's bytes.
///
/// An absent part of a header has no bytes; nothing that is kept is ever empty, so one value serves for both.
public struct ByteRange: Hashable, Sendable {
    /// The first byte's place.
    public var start: UInt32
    /// How many bytes there are.
    public var count: UInt32

    /// `count` bytes from `start` on.
    @inlinable
    public init(start: UInt32, count: UInt32) {
        self.start = start
        self.count = count
    }

    /// The bytes from `lower` up to, not including, `upper`.
    @inlinable
    public init(from lower: Int, to upper: Int) {
        self.start = UInt32(truncatingIfNeeded: lower)
        self.count = UInt32(truncatingIfNeeded: upper &- lower)
    }

    /// Nothing.
    @inlinable public static var none: ByteRange { ByteRange(start: 0, count: 0) }
    /// Whether it is nothing.
    @inlinable public var isEmpty: Bool { count == 0 }
    /// The first byte's index.
    @inlinable public var lower: Int { Int(start) }
    /// The index behind the last byte.
    @inlinable public var upper: Int { Int(start) &+ Int(count) }
}

extension Array where Element == UInt8 {
    /// The bytes of a range as text for a human; malformed UTF-8 becomes U+FFFD.
    public func text(_ range: ByteRange) -> String {
        String(decoding: self[range.lower..<range.upper], as: UTF8.self)
    }
}
