import FootfallModel
import FootfallTesting
import Testing

struct IPAddressTests {
    @Test(arguments: [
        ("192.0.2.7", "192.0.2.7"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
        ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("2001:DB8:0:0:0:0:0:7", "2001:db8::7"),
        ("2001:0db8:0000:0000:0000:ff00:0042:8329", "2001:db8::ff00:42:8329"),
        ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
        ("2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
        ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"),
        ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
        ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
        ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("fe80::1%eth0", "fe80::1"),
        ("::ffff:192.0.2.7", "192.0.2.7"), ("::FFFF:c000:207", "192.0.2.7"), ("0:0:0:0:0:ffff:192.0.2.7", "192.0.2.7"),
        ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"), ("::192.0.2.7", "::c000:207"),
        ("1:2:3:4:5:6:192.0.2.7", "1:2:3:4:5:6:c000:207"),
    ])
    func `an address has one canonical text`(_ text: String, canonical: String) throws {
        let address = try #require(IPAddress(text))
        #expect(address.text == canonical)
        #expect(IPAddress(canonical) == address)
        #expect(IPAddress(octets: address.octets) == address)
    }

    @Test(arguments: [
        "", "1", ".", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "1..2.3", "256.1.1.1", "1.2.3.1000", "01.2.3.4",
        "192.0.2.07", "00.0.0.0", "1.2.3.4 ", " 1.2.3.4", "1.2.3.a", "1.2.3.4%eth0", "+1.2.3.4", ":", ":::", "1:", ":1",
        "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "12345::", "g::1",
        "fe80::1%", "%eth0", "::1.2.3", "::1.2.3.256", "::1.2.3.4:5", "1.2.3.4::", "1:2:3:4:5:6:7:1.2.3.4", "[::1]",
        "::1:",
        "::01.2.3.4", "2001:db8::7/32", "dead.beef", "localhost",
    ])
    func `what is no address is refused`(_ text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test func `only the range given is read`() {
        let bytes = Array("from 192.0.2.71 port".utf8)
        let found = IPAddress(bytes.span, ByteRange(from: 5, to: 14))
        #expect(found?.text == "192.0.2.7")
        let none = IPAddress(bytes.span, ByteRange(from: 4, to: 14))
        #expect(none == nil)
    }

    @Test func `octets stand in network order`() {
        #expect(IPAddress("192.0.2.7")?.octets == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 192, 0, 2, 7])
        #expect(IPAddress("2001:db8::7")?.octets == [0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7])
        #expect(IPAddress(octets: [1, 2, 3, 4]) == nil)
    }

    @Test func `addresses are ordered as their octets are`() throws {
        let texts = ["::1", "1.2.3.4", "192.0.2.7", "192.0.2.10", "2001:db8::", "2001:db8::1", "fe80::1"]
        let addresses = try texts.map { try #require(IPAddress($0)) }
        #expect(addresses.reversed().sorted() == addresses)
    }

    @Test func `random addresses come back from their text`() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<5_000 {
            // Runs of zeros are what the text is about.
            var groups: [UInt64] = []
            for _ in 0..<8 {
                groups.append(Bool.random(using: &random) ? 0 : UInt64.random(in: 0...0xffff, using: &random))
            }
            let address = IPAddress(
                high: groups[..<4].reduce(0) { $0 << 16 | $1 },
                low: groups[4...].reduce(0) { $0 << 16 | $1 }
            )
            #expect(IPAddress(address.text) == address)
            let v4 = IPAddress(v4: UInt32.random(in: 0 ... .max, using: &random))
            #expect(IPAddress(v4.text) == v4)
        }
    }

    @Test func `random text never traps`() {
        var random = SeededGenerator(seed: 1)
        let alphabet = Array("0123456789abcdefg::::....%/".utf8)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...20, using: &random)
            let bytes = (0..<count).map { _ in alphabet.randomElement(using: &random) ?? 0 }
            if let address = IPAddress(bytes.span, ByteRange(from: 0, to: count)) {
                #expect(IPAddress(address.text) == address)
            }
        }
    }
}
