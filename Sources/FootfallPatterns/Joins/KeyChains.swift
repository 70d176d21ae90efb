/// The numbers of the records before, in the slots of a record's three keys; 0 for none.
struct ChainLinks {
    var process: UInt64 = 0
    var user: UInt64 = 0
    var address: UInt64 = 0
}

/// Finds the last record with a key, and from each the one before it in the same slot.
struct KeyChains {
    /// How many records are looked at for a key, those of other keys in the same slot included.
    static let longest = 512

    private static let mask: UInt64 = (1 << 12) - 1
    /// By slot; 0 for none.
    private var heads: [UInt64] = []

    /// Adds a record under its keys.
    mutating func add(_ keys: EvidenceKeys, _ number: UInt64) -> ChainLinks {
        if heads.isEmpty { heads = [UInt64](repeating: 0, count: Int(KeyChains.mask) + 1) }
        return ChainLinks(
            process: add(keys.process, number),
            user: add(keys.user, number),
            address: add(keys.address, number)
        )
    }

    /// Puts a record at the head of a key's slot, and returns what was there; itself where another of its keys has that slot.
    private mutating func add(_ key: UInt64, _ number: UInt64) -> UInt64 {
        if key == 0 { return 0 }
        let slot = Int(key & KeyChains.mask)
        let before = heads[slot]
        heads[slot] = number
        return before
    }

    /// The last record in a key's slot; 0 for none.
    @inline(__always)
    func last(_ key: UInt64) -> UInt64 {
        heads.isEmpty ? 0 : heads[Int(key & KeyChains.mask)]
    }

    /// The record before one with these keys, in a key's slot.
    ///
    /// The first of its keys in that slot found what was there before; a second one found the record itself.
    @inline(__always)
    func before(_ key: UInt64, _ keys: EvidenceKeys, _ back: ChainLinks) -> UInt64 {
        if keys.process != 0, (keys.process ^ key) & KeyChains.mask == 0 { return back.process }
        if keys.user != 0, (keys.user ^ key) & KeyChains.mask == 0 { return back.user }
        if keys.address != 0, (keys.address ^ key) & KeyChains.mask == 0 { return back.address }
        return 0
    }
}

extension EvidenceKeys {
    @inline(__always)
    func has(_ key: UInt64) -> Bool { process == key || user == key || address == key }
}
