/// An IPv4 or IPv6 address as 16 bytes; IPv4 stands as `::ffff:a.b.c.d`, so one address has one value.
public struct IPAddress: Hashable, Comparable, Sendable {
    /// The first eight bytes, the first of them highest.
    public var high: UInt64
    /// The last eight bytes.
    public var low: UInt64

    /// An address by its two halves.
    @inlinable
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// An IPv4 address, its first octet highest.
    @inlinable
    public init(v4: UInt32) {
        self.high = 0
        self.low = 0x0000_ffff_0000_0000 | UInt64(v4)
    }

    /// Reads the whole of `bytes[range]`; `nil` where that is no address.
    ///
    /// Octets with leading zeros are refused: some programs read them as octal. A zone (`fe80::1%eth0`) is dropped.
    @inlinable
    public init?(_ bytes: Span<UInt8>, _ range: ByteRange) {
        if let v4 = IPAddress.octets(bytes, range.lower, range.upper) {
            self.init(v4: v4)
        } else if range.count >= 2, bytes[range.lower] <= UInt8(ascii: "f"),
            let found = IPAddress.groups(bytes, range.lower, range.upper)
        {
            self = found
        } else {
            return nil
        }
    }

    /// Reads the whole of `text`.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        self.init(bytes.span, ByteRange(from: 0, to: bytes.count))
    }

    /// Whether it is an IPv4 address.
    @inlinable
    public var isV4: Bool { high == 0 && low >> 32 == 0xffff }

    /// In the order of the bytes.
    @inlinable
    public static func < (a: IPAddress, b: IPAddress) -> Bool {
        a.high != b.high ? a.high < b.high : a.low < b.low
    }

    /// The sixteen bytes in network order, as the store keeps them.
    public var octets: [UInt8] {
        (0..<16).map { index in
            let word = index < 8 ? high : low
            return UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * (index % 8)))
        }
    }

    /// The address whose `octets` these are; `nil` where there are not sixteen.
    public init?(octets: some Collection<UInt8>) {
        guard octets.count == 16 else { return nil }
        self.init(
            high: octets.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
            low: octets.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }
        )
    }
}

// Reading.

extension IPAddress {
    /// `bytes[start..<end]` as four decimal octets.
    @inlinable
    static func octets(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> UInt32? {
        guard end &- start >= 7, end &- start <= 15 else { return nil }
        var address: UInt32 = 0
        var index = start
        for number in 0..<4 {
            if number > 0 {
                guard index < end, bytes[index] == UInt8(ascii: ".") else { return nil }
                index &+= 1
            }
            guard index < end, let first = decimal(bytes[index]) else { return nil }
            index &+= 1
            var octet = first
            if index < end, let second = decimal(bytes[index]) {
                if first == 0 { return nil }
                octet = octet &* 10 &+ second
                index &+= 1
                if index < end, let third = decimal(bytes[index]) {
                    octet = octet &* 10 &+ third
                    if octet > 255 { return nil }
                    index &+= 1
                }
            }
            address = address << 8 | octet
        }
        return index == end ? address : nil
    }

    @inlinable
    @inline(__always)
    static func decimal(_ byte: UInt8) -> UInt32? {
        let digit = byte &- 0x30
        return digit < 10 ? UInt32(digit) : nil
    }

    /// `bytes[start..<end]` as RFC 4291 text: groups of hexadecimal digits, `::` once, IPv4 at the end.
    @usableFromInline
    static func groups(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> IPAddress? {
        var end = end
        for index in start..<end where bytes[index] == UInt8(ascii: "%") {
            if index &+ 1 == end { return nil }
            end = index
            break
        }
        guard end &- start >= 2, end &- start <= 45 else { return nil }
        var read = GroupReader()
        var index = start
        if bytes[index] == UInt8(ascii: ":") {
            guard bytes[index &+ 1] == UInt8(ascii: ":") else { return nil }
            read.gap = 0
            index &+= 2
        }
        while index < end {
            var value: UInt64 = 0
            let first = index
            while index < end, let digit = hexadecimal(bytes[index]) {
                value = value << 4 | digit
                index &+= 1
            }
            if index < end, bytes[index] == UInt8(ascii: ".") {
                guard let v4 = octets(bytes, first, end) else { return nil }
                read.add(UInt64(v4 >> 16))
                read.add(UInt64(v4 & 0xffff))
                return read.address
            }
            guard index > first, index &- first <= 4, read.count < 8 else { return nil }
            read.add(value)
            if index == end { break }
            guard bytes[index] == UInt8(ascii: ":"), index &+ 1 < end else { return nil }
            index &+= 1
            if bytes[index] == UInt8(ascii: ":") {
                guard read.gap == nil else { return nil }
                read.gap = read.count
                index &+= 1
            }
        }
        return read.address
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte &- UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte &- UInt8(ascii: "a") &+ 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte &- UInt8(ascii: "A") &+ 10)
        default: nil
        }
    }

    /// The groups read so far, and where `::` stood among them.
    private struct GroupReader {
        var value: UInt128 = 0
        var count = 0
        var gap: Int?

        mutating func add(_ group: UInt64) {
            value = value << 16 | UInt128(group)
            count &+= 1
        }

        /// The groups before the gap moved to the beginning; `nil` where there are too few or too many.
        var address: IPAddress? {
            var value = value
            if let gap {
                guard count < 8 else { return nil }
                let behind = 16 * (count - gap)
                let tail = value & ((1 << behind) - 1)
                value = (value >> behind) << (16 * (8 - gap)) | tail
            } else if count != 8 {
                return nil
            }
            return IPAddress(high: UInt64(truncatingIfNeeded: value >> 64), low: UInt64(truncatingIfNeeded: value))
        }
    }
}

// Writing.

extension IPAddress: CustomStringConvertible {
    /// The canonical text (RFC 5952; IPv4-mapped addresses as IPv4).
    public var text: String {
        var out: [UInt8] = []
        appendText(to: &out)
        return String(decoding: out, as: UTF8.self)
    }

    /// The canonical text.
    public var description: String { text }

    /// Appends the canonical text.
    public func appendText(to out: inout [UInt8]) {
        if isV4 {
            for number in 0..<4 {
                let octet = UInt8(truncatingIfNeeded: low >> UInt64(24 &- 8 &* number))
                if octet >= 100 { out.append(48 &+ octet / 100) }
                if octet >= 10 { out.append(48 &+ octet / 10 % 10) }
                out.append(48 &+ octet % 10)
                if number < 3 { out.append(UInt8(ascii: ".")) }
            }
            return
        }
        let zeros = longestZeros
        var index = 0
        while index < 8 {
            if index == zeros.lowerBound, !zeros.isEmpty {
                out.append(UInt8(ascii: ":"))
                out.append(UInt8(ascii: ":"))
                index = zeros.upperBound
                continue
            }
            if index > 0, index != zeros.upperBound || zeros.isEmpty { out.append(UInt8(ascii: ":")) }
            IPAddress.appendHexadecimal(group(index), to: &out)
            index &+= 1
        }
    }

    /// One of the eight groups.
    private func group(_ index: Int) -> UInt64 {
        (index < 4 ? high : low) >> UInt64(48 &- 16 &* (index & 3)) & 0xffff
    }

    /// The first of the longest runs of two or more groups that are zero.
    private var longestZeros: Range<Int> {
        var best = 0..<0
        var start = 0
        for index in 0..<8 {
            if group(index) != 0 {
                start = index &+ 1
            } else if index &+ 1 &- start > max(1, best.count) {
                best = start..<(index &+ 1)
            }
        }
        return best
    }

    private static func appendHexadecimal(_ number: UInt64, to out: inout [UInt8]) {
        if number >= 16 { appendHexadecimal(number >> 4, to: &out) }
        let digit = UInt8(truncatingIfNeeded: number & 15)
        out.append(digit < 10 ? 48 &+ digit : 87 &+ digit)
    }
}
