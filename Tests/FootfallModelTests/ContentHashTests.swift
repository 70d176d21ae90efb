import FootfallModel
import FootfallTesting
import Testing

struct ContentHashTests {
    private static func hash(_ bytes: [UInt8], pieces: [Int] = []) -> UInt64 {
        var hash = ContentHash()
        var start = 0
        for piece in pieces + [bytes.count] where start < bytes.count {
            let end = min(bytes.count, start + piece)
            hash.update(bytes.span, start..<end)
            start = end
        }
        return hash.value
    }

    private static func content(_ count: Int) -> [UInt8] {
        var generator = SeededGenerator(seed: UInt64(count) + 1)
        return (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    }

    @Test(arguments: [0, 1, 7, 8, 31, 32, 33, 63, 64, 65, 255, 256, 1000, 4099])
    func `the value does not depend on how the content is cut`(count: Int) {
        let bytes = Self.content(count)
        let whole = Self.hash(bytes)
        #expect(Self.hash(bytes, pieces: Array(repeating: 1, count: count)) == whole)
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<50 {
            let pieces = (0..<200).map { _ in Int(generator.next() % 97) + 1 }
            #expect(Self.hash(bytes, pieces: pieces) == whole)
        }
    }

    @Test(arguments: [0, 1, 31, 32, 100])
    func `it goes on from a value at a multiple of the step`(rest: Int) {
        let bytes = Self.content(320 + rest)
        var first = ContentHash()
        first.update(bytes.span, 0..<320)
        var second = ContentHash(resuming: first.value)
        second.update(bytes.span, 320..<bytes.count)
        #expect(second.value == Self.hash(bytes))
        #expect(second.count == Int64(rest))
    }

    @Test func `every changed bit, every added NUL and every swapped word changes the value`() {
        let bytes = Self.content(100)
        var seen: Set<UInt64> = [Self.hash(bytes)]
        for bit in 0..<800 {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(seen.insert(Self.hash(changed)).inserted)
        }
        for extra in 1...64 {
            #expect(seen.insert(Self.hash(bytes + [UInt8](repeating: 0, count: extra))).inserted)
        }
        for (a, b) in [(0, 8), (0, 16), (0, 32), (8, 40)] {
            var swapped = bytes
            for index in 0..<8 { swapped.swapAt(a + index, b + index) }
            #expect(seen.insert(Self.hash(swapped)).inserted)
        }
    }

    @Test func `runs of one byte of every length differ`() {
        var seen: Set<UInt64> = []
        for byte in [UInt8(0), 0x20, 0xff] {
            for count in 1...300 { #expect(seen.insert(Self.hash([UInt8](repeating: byte, count: count))).inserted) }
        }
    }
}
