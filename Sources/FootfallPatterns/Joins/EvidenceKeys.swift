internal import FootfallModel

/// What a record has in common with others, as hashes that are the same in every run; 0 where it lacks a part.
struct EvidenceKeys: Hashable {
    var process: UInt64 = 0
    var user: UInt64 = 0
    var address: UInt64 = 0

    /// Two parts in one number, which is never 0.
    @inline(__always)
    static func key(_ likeness: EvidenceRule.Likeness, _ first: UInt64, _ second: UInt64) -> UInt64 {
        var hash = (first &+ UInt64(likeness.rawValue) &* 0x9e37_79b9_7f4a_7c15) &* 0xff51_afd7_ed55_8ccd
        hash ^= hash &>> 32
        hash = (hash ^ second) &* 0xc4ce_b9fe_1a85_ec53
        hash ^= hash &>> 29
        return hash == 0 ? 1 : hash
    }

    /// Calls `body` with each key that is there.
    @inline(__always)
    func forEach(_ body: (UInt64) -> Void) {
        if process != 0 { body(process) }
        if user != 0 { body(user) }
        if address != 0 { body(address) }
    }
}

/// Hashes of the interner's strings, each taken once a generation.
struct NameHashes {
    private var hashes: [UInt64] = []

    /// The hash of a string's bytes, and that of no bytes for 0.
    @inline(__always)
    mutating func hash(_ number: Int32, _ interner: borrowing Interner) -> UInt64 {
        let index = Int(number)
        if index < hashes.count, hashes[index] != 0 { return hashes[index] }
        return learn(index, interner)
    }

    /// To be called when the interner has given its numbers back.
    mutating func forget() { hashes.removeAll(keepingCapacity: true) }

    @inline(never)
    private mutating func learn(_ index: Int, _ interner: borrowing Interner) -> UInt64 {
        while hashes.count <= index { hashes.append(0) }
        hashes[index] = FNV.hash(interner.text.span, interner.entries[index].range)
        return hashes[index]
    }
}
