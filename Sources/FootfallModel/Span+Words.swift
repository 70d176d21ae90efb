extension Span<UInt8> {
    /// The eight bytes from `index` on as one number, the first lowest.
    ///
    /// - Precondition: eight bytes are there.
    @inlinable
    @inline(__always)
    public func word(at index: Int) -> UInt64 {
        // Sound: the load is checked against the bounds, and every bit pattern is a number.
        unsafe UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
    }

    /// The first eight bytes of a range as one number, the first lowest; zeros beyond the range's end.
    @inlinable
    @inline(__always)
    public func firstWord(of range: ByteRange) -> UInt64 {
        let length = Int(range.count)
        if range.lower &+ 8 <= count {
            let loaded = word(at: range.lower)
            return length >= 8 ? loaded : loaded & ((1 &<< UInt64(length &* 8)) &- 1)
        }
        var assembled: UInt64 = 0
        for index in 0..<Swift.min(8, length) {
            assembled |= UInt64(self[range.lower &+ index]) &<< UInt64(index &* 8)
        }
        return assembled
    }
}
