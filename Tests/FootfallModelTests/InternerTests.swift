import FootfallModel
import Testing

struct InternerTests {
    @Test func `a string keeps its number, by kind`() {
        var interner = Interner()
        let alice = interner.intern(.account, "alice")
        #expect(interner.intern(.account, "alice") == alice)
        #expect(interner.intern(.host, "alice") != alice)
        #expect(interner.intern(.account, "bob") != alice)
        #expect(interner.string(alice) == "alice")
        #expect(interner.string(0) == nil)
        #expect(interner.intern(.account, "") == 0)
    }

    @Test func `strings that differ in one byte, at any place of any length, have numbers of their own`() {
        var interner = Interner()
        var expected: [(number: Int32, text: String)] = []
        for length in 1...40 {
            for place in 0..<length {
                var text = [UInt8](repeating: UInt8(ascii: "a"), count: length)
                text[place] = UInt8(ascii: "b")
                let string = String(decoding: text, as: UTF8.self)
                expected.append((interner.intern(.account, string), string))
            }
        }
        #expect(Set(expected.map(\.number)).count == expected.count)
        for (number, text) in expected {
            #expect(interner.string(number) == text)
            #expect(interner.intern(.account, text) == number)
        }
    }

    @Test func `a table beyond its limit begins anew, and only when asked`() {
        var interner = Interner(limit: 10)
        for number in 0..<20 { _ = interner.intern(.account, "user\(number)") }
        #expect(interner.string(20) == "user19")
        #expect(interner.generation == 0)
        let isNew = interner.startNewGenerationIfFull()
        #expect(isNew)
        #expect(interner.generation == 1)
        #expect(interner.intern(.account, "user5") == 1)
        let isNewAgain = interner.startNewGenerationIfFull()
        #expect(!isNewAgain)
    }

    /// Names in which one place counts up, at the beginning, in the middle or at the end.
    @Test(arguments: [("", "xxxx"), ("us", "erna"), ("user", ""), ("user", "@example.org"), ("x.example.org/", "")])
    func `names that are nearly alike are spread over the slots`(before: String, after: String) {
        let slots = 1 << 16
        var taken: Set<UInt32> = []
        for number in 0..<slots {
            let digits = String(number)
            let padded = String(repeating: "0", count: 5 - digits.count) + digits
            let bytes = Array((before + padded + after).utf8)
            let range = ByteRange(from: 0, to: bytes.count)
            taken.insert(Interner.hash(.account, bytes.span, range, seed: 0x1234_5678) & UInt32(slots - 1))
        }
        // Chance takes 63 % of the slots (1 - 1/e).
        #expect(taken.count > slots * 60 / 100)
    }
}
