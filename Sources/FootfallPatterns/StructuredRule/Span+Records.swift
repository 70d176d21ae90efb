internal import FootfallModel

extension Span<UInt8> {
    /// Whether the bytes from `index` on, none of them at `end` or behind it, begin with `text`.
    func begins(with text: StaticString, at index: Int, to end: Int) -> Bool {
        let count = text.utf8CodeUnitCount
        guard end - index >= count else { return false }
        // The pointer of a literal is valid for the whole run, and `offset` stays below its count.
        let literal = unsafe text.utf8Start
        for offset in 0..<count where unsafe self[index + offset] != literal[offset] { return false }
        return true
    }

    /// Where the first byte that a key ends at stands: a blank, a control character, `=`, a mark of quotation, a comma
    /// or a semicolon; `end` where there is none.
    func keyEnd(from index: Int, to end: Int) -> Int {
        var index = index
        while index < end {
            switch self[index] {
            case 0...0x20, UInt8(ascii: "="), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: ","),
                UInt8(ascii: ";"):
                return index
            default: index &+= 1
            }
        }
        return end
    }

    /// Whether a key with its equals sign stands at `index`.
    func isKey(at index: Int, to end: Int) -> Bool {
        guard index < end else { return false }
        switch self[index] {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
            UInt8(ascii: "@"):
            break
        default: return false
        }
        let keyEnd = self.keyEnd(from: index, to: Swift.min(end, index + 65))
        return keyEnd < end && self[keyEnd] == UInt8(ascii: "=")
    }
}
