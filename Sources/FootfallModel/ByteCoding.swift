/// Writes numbers and byte strings one after another, for what is kept as a blob.
package struct ByteWriter {
    package private(set) var bytes: [UInt8] = []

    /// - Parameter capacity: how many bytes there is room for in one piece.
    package init(capacity: Int = 0) {
        bytes.reserveCapacity(capacity)
    }

    /// Eight bytes, the highest first: such keys sort as their numbers do.
    @inline(__always)
    package mutating func word(_ value: UInt64) {
        var rest = value.byteSwapped
        for _ in 0..<8 {
            bytes.append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
    }

    /// Seven bits a byte, the lowest first.
    @inline(__always)
    package mutating func number(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// A number of either sign; small ones are short.
    @inline(__always)
    package mutating func signed(_ value: Int64) {
        number(UInt64(bitPattern: (value &<< 1) ^ (value >> 63)))
    }

    /// A length and as many bytes.
    package mutating func string(_ value: ArraySlice<UInt8>) {
        number(UInt64(value.count))
        bytes += value
    }

    package mutating func string(_ value: [UInt8]) { string(value[...]) }
}

/// Reads what a `ByteWriter` wrote; `nil` where the bytes end too early.
package struct ByteReader {
    private let bytes: [UInt8]
    private var index = 0

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Whether everything was read.
    package var isAtEnd: Bool { index >= bytes.count }

    package mutating func word() -> UInt64? {
        guard bytes.count - index >= 8 else { return nil }
        var value: UInt64 = 0
        for byte in bytes[index..<index + 8] { value = value << 8 | UInt64(byte) }
        index += 8
        return value
    }

    package mutating func number() -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while index < bytes.count, shift < 64 {
            let byte = bytes[index]
            index += 1
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        return nil
    }

    package mutating func signed() -> Int64? {
        number().map { Int64(bitPattern: $0 >> 1) ^ -Int64(bitPattern: $0 & 1) }
    }

    package mutating func string() -> [UInt8]? {
        guard let count = number(), count <= UInt64(bytes.count - index) else { return nil }
        let end = index + Int(count)
        defer { index = end }
        return Array(bytes[index..<end])
    }
}
