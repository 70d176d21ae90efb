import FootfallModel

/// What the scanners ask of single bytes.
///
/// Indices are always within the span: every scanner compares with its `to` before it reads.
extension Span where Element == UInt8 {
    /// The value of two digits; -1 where something else stands there.
    @inline(__always)
    func twoDigits(at index: Int) -> Int32 {
        let tens = self[index] &- 48
        let ones = self[index &+ 1] &- 48
        return tens > 9 || ones > 9 ? -1 : Int32(tens) &* 10 &+ Int32(ones)
    }

    /// The value of four digits; -1 where something else stands there.
    @inline(__always)
    func fourDigits(at index: Int) -> Int32 {
        let high = twoDigits(at: index)
        let low = twoDigits(at: index &+ 2)
        return high < 0 || low < 0 ? -1 : high &* 100 &+ low
    }

    /// The value of a few digits.
    @inline(__always)
    func number(from: Int, to: Int) -> Int32 {
        var value: Int32 = 0
        for index in from..<to { value = value &* 10 &+ Int32(self[index] &- 48) }
        return value
    }

    @inline(__always)
    func isDigit(at index: Int) -> Bool { self[index] &- 48 <= 9 }

    /// Whether the bytes at `index` begin with `text`.
    @inline(__always)
    func begins(with text: StaticString, at index: Int, to: Int) -> Bool {
        let count = text.utf8CodeUnitCount
        guard to &- index >= count else { return false }
        // The pointer of a literal is valid for the whole run, and `offset` stays below its count.
        let literal = unsafe text.utf8Start
        for offset in 0..<count where unsafe self[index &+ offset] != literal[offset] { return false }
        return true
    }

    /// Whether the bytes from `index` to `to` are `word`, in any case of its small letters.
    func isWord(_ word: StaticString, at index: Int, to: Int) -> Bool {
        let count = word.utf8CodeUnitCount
        guard to &- index == count else { return false }
        // The pointer of a literal is valid for the whole run, and `offset` stays below its count.
        let literal = unsafe word.utf8Start
        for offset in 0..<count {
            let byte = self[index &+ offset]
            if unsafe (byte.isLetter ? byte | 0x20 : byte) != literal[offset] { return false }
        }
        return true
    }

    /// The first index from `from` on that is no blank; `to` where there is none.
    @inline(__always)
    func skipBlanks(from: Int, to: Int) -> Int {
        var index = from
        while index < to, self[index] == .blank { index &+= 1 }
        return index
    }

    /// A line without the NULs around it, with which a crash or a preallocation fills what was not written.
    @inline(never)
    func withoutNULs(_ line: ByteRange) -> ByteRange {
        var from = line.lower
        var to = line.upper
        while from < to, self[from] == 0 { from &+= 1 }
        while from < to, self[to &- 1] == 0 { to &-= 1 }
        return ByteRange(from: from, to: to)
    }

    /// The index of the next `byte` from `from` on; `to` where there is none.
    @inline(__always)
    func index(of byte: UInt8, from: Int, to: Int) -> Int {
        var index = from
        while index < to, self[index] != byte { index &+= 1 }
        return index
    }
}

extension UInt8 {
    @inline(__always) static var blank: UInt8 { UInt8(ascii: " ") }
    @inline(__always) static var colon: UInt8 { UInt8(ascii: ":") }
    @inline(__always) static var openBracket: UInt8 { UInt8(ascii: "[") }
    @inline(__always) static var closeBracket: UInt8 { UInt8(ascii: "]") }

    /// Whether a name ends here: a blank or a control character, a colon, a bracket, an equals sign.
    @inline(__always) var endsWord: Bool {
        self <= .blank || self == .colon || self == .openBracket || self == UInt8(ascii: "=")
    }
    @inline(__always) var isLetter: Bool { (self | 0x20) &- UInt8(ascii: "a") < 26 }
    @inline(__always) var isDigit: Bool { self &- 48 <= 9 }
}
