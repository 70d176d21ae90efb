/// A set of numbers of strings, a bit for each: to be asked hundreds of thousands of times.
struct NumberSet {
    private var words: [UInt64] = []

    init(_ numbers: some Sequence<Int64>) {
        for number in numbers where number >= 0 {
            let word = Int(number >> 6)
            if word >= words.count { words += repeatElement(0, count: max(word + 1, words.count * 2) - words.count) }
            words[word] |= 1 << UInt64(number & 63)
        }
    }

    @inline(__always)
    func contains(_ number: Int64) -> Bool {
        let word = Int(truncatingIfNeeded: number >> 6)
        return word < words.count && words[word] >> UInt64(number & 63) & 1 != 0
    }
}
