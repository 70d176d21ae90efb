/// FNV-1a with 64 bits: a quick hash of short texts.
///
/// Not proof against collisions made on purpose: compare as well.
public enum FNV {
    /// Where a hash begins.
    @inlinable public static var seed: UInt64 { 0xcbf2_9ce4_8422_2325 }

    /// Takes in one byte.
    @inlinable
    public static func mix(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
        (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }

    /// The hash of `bytes[range]`.
    @inlinable
    public static func hash(_ bytes: Span<UInt8>, _ range: ByteRange, seed: UInt64 = FNV.seed) -> UInt64 {
        var hash = seed
        for index in range.lower..<range.upper { hash = mix(hash, bytes[index]) }
        return hash
    }

    /// The hash of a text's UTF-8.
    @inlinable
    public static func hash(_ text: String) -> UInt64 {
        var hash = seed
        for byte in text.utf8 { hash = mix(hash, byte) }
        return hash
    }
}
