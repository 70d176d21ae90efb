extension [UInt8] {
    /// Seven bits a byte, the lowest first.
    @inline(__always)
    mutating func append(number value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }

    /// A number of either sign; small ones are short.
    @inline(__always)
    mutating func append(signed value: Int64) {
        append(number: UInt64(bitPattern: (value &<< 1) ^ (value >> 63)))
    }
}

extension Span<UInt8> {
    /// Reads what `append(number:)` wrote and moves behind it; `nil` where the bytes end too early.
    @inline(__always)
    func number(at place: inout Int) -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while place < count, shift < 64 {
            let byte = self[place]
            place &+= 1
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
            shift &+= 7
        }
        return nil
    }

    /// The same of `append(signed:)`.
    @inline(__always)
    func signed(at place: inout Int) -> Int64? {
        guard let value = number(at: &place) else { return nil }
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }
}
