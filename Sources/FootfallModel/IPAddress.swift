/// An IPv4 or IPv6 address as 16 bytes; IPv4 stands as `::ffff:a.b.c.d`, so one address has one value.
package struct IPAddress: Hashable, Comparable, Sendable {
    /// The first eight bytes, the first of them highest.
    package var high: UInt64
    /// The last eight bytes.
    package var low: UInt64

    @inlinable
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// An IPv4 address, its first octet highest.
    @inlinable
    package init(v4: UInt32) {
        self.high = 0
        self.low = 0x0000_ffff_0000_0000 | UInt64(v4)
    }

    /// Reads the whole of `bytes[range]`; `nil` where that is no address.
    ///
    /// Octets with leading zeros are refused: some programs read them as octal. A zone (`fe80::1%eth0`) is dropped.
    @inlinable
    package init?(_ bytes: Span<UInt8>, _ range: ByteRange) {
        if let v4 = IPAddress.octets(bytes, range.lower, range.upper) {
            self.init(v4: v4)
        } else if let found = IPAddress.groups(bytes, range.lower, range.upper) {
            self = found
        } else {
            return nil
        }
    }

    /// Reads the whole of `text`.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        self.init(bytes.span, ByteRange(from: 0, to: bytes.count))
    }

    /// Whether it is an IPv4 address.
    @inlinable
    package var isV4: Bool { high == 0 && low >> 32 == 0xffff }

    @inlinable
    package static func < (a: IPAddress, b: IPAddress) -> Bool {
        a.high != b.high ? a.high < b.high : a.low < b.low
    }

    /// The sixteen bytes in network order, as the store keeps them.
    package var octets: [UInt8] {
        (0..<16).map { index in
            let word = index < 8 ? high : low
            return UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * (index % 8)))
        }
    }

    /// The address whose `octets` these are; `nil` where there are not sixteen.
    package init?(octets: some Collection<UInt8>) {
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
        var octet: UInt32 = 0
        var digits = 0
        var dots = 0
        var index = start
        while index < end {
            let byte = bytes[index]
            index &+= 1
            let digit = byte &- 0x30
            if digit < 10 {
                if digits > 0, octet == 0 { return nil }
                octet = octet &* 10 &+ UInt32(digit)
                if octet > 255 { return nil }
                digits &+= 1
            } else if byte == UInt8(ascii: "."), digits > 0, dots < 3 {
                address = address << 8 | octet
                octet = 0
                digits = 0
                dots &+= 1
            } else {
                return nil
            }
        }
        return dots == 3 && digits > 0 ? address << 8 | octet : nil
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
        var high: UInt64 = 0
        var low: UInt64 = 0
        var count = 0
        var gap: Int?

        mutating func add(_ group: UInt64) {
            high = high << 16 | low >> 48
            low = low << 16 | group
            count &+= 1
        }

        /// The groups behind the gap moved to the end; `nil` where there are too few or too many.
        var address: IPAddress? {
            guard let gap else { return count == 8 ? IPAddress(high: high, low: low) : nil }
            guard count < 8 else { return nil }
            var groups = [UInt64](repeating: 0, count: 8)
            for index in 0..<count {
                let behind = count &- 1 &- index
                let word = behind < 4 ? low >> UInt64(16 &* behind) : high >> UInt64(16 &* (behind &- 4))
                groups[index < gap ? index : 8 &- count &+ index] = word & 0xffff
            }
            return IPAddress(
                high: groups[..<4].reduce(0) { $0 << 16 | $1 },
                low: groups[4...].reduce(0) { $0 << 16 | $1 }
            )
        }
    }
}

// Writing.

extension IPAddress: CustomStringConvertible {
    /// The canonical text (RFC 5952; IPv4-mapped addresses as IPv4).
    package var text: String {
        var out: [UInt8] = []
        appendText(to: &out)
        return String(decoding: out, as: UTF8.self)
    }

    package var description: String { text }

    /// Appends the canonical text.
    package func appendText(to out: inout [UInt8]) {
        if isV4 {
            for shift in stride(from: UInt64(24), through: 0, by: -8) {
                IPAddress.append(UInt64(low >> shift & 0xff), radix: 10, to: &out)
                if shift > 0 { out.append(UInt8(ascii: ".")) }
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
            IPAddress.append(group(index), radix: 16, to: &out)
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

    private static func append(_ number: UInt64, radix: UInt64, to out: inout [UInt8]) {
        if number >= radix { append(number / radix, radix: radix, to: &out) }
        let digit = UInt8(truncatingIfNeeded: number % radix)
        out.append(digit < 10 ? 48 &+ digit : 87 &+ digit)
    }
}
