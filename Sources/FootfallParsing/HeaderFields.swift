import FootfallModel

// The optimizer does not inline another module's `package` functions, so what every line needs is written to the
// stored properties directly.

extension ByteRange {
    /// Moves the range to the bytes from `lower` up to, not including, `upper`.
    @inline(__always)
    mutating func set(from lower: Int, to upper: Int) {
        start = UInt32(truncatingIfNeeded: lower)
        count = UInt32(truncatingIfNeeded: upper &- lower)
    }
}

extension Header {
    /// Makes what begins at `from` the message, and the subject with it.
    @inline(__always)
    mutating func take(message from: Int, to: Int) {
        message.set(from: from, to: to)
        subject = message
    }
}
