extension Array where Element == UInt8 {
    /// Appends `bytes[range]` in one copy.
    @inlinable
    public mutating func append(_ bytes: Span<UInt8>, _ range: ByteRange) {
        precondition(range.upper <= bytes.count)
        // Sound: the range was just checked, and the buffer does not outlive the call.
        unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe append(contentsOf: UnsafeBufferPointer(rebasing: buffer[range.lower..<range.upper]))
        }
    }
}
