internal import FootfallModel

/// From an app name and a message's first byte to the few patterns that can match it at all.
struct Dispatch: ~Copyable {
    /// A pattern's number, and the first eight bytes of its literal prefix to compare before PCRE2 is asked.
    struct Candidate {
        var pattern: Int32
        var prefixLength: Int32
        var prefix: UInt64
        var mask: UInt64
    }

    private let set: PatternSet
    /// By table × 256 + first byte.
    private var ranges: [Range<Int32>] = []
    private var candidates: [Candidate] = []
    /// By the app name's number in the interner; -1 where it was not asked for yet.
    private var tableOfApp: [Int32] = []
    private var tableOfPacks: [[Int]: Int32] = [:]
    /// The table of messages without an app name.
    private let tableOfNone: Int32

    init(_ set: PatternSet) {
        self.set = set
        self.tableOfNone = 0
        _ = table(forPacks: set.packs(forApp: ""))
    }

    /// The candidates for a message whose app name has a number (0: none) and that begins with `byte`.
    @inline(__always)
    mutating func candidates(app: Int32, firstByte byte: UInt8, interner: borrowing Interner) -> Range<Int32> {
        var table = tableOfNone
        if app != 0 {
            if Int(app) >= tableOfApp.count || tableOfApp[Int(app)] < 0 { learn(app, interner) }
            table = tableOfApp[Int(app)]
        }
        return ranges[Int(table) &* 256 &+ Int(byte)]
    }

    @inline(__always)
    subscript(index: Int32) -> Candidate { candidates[Int(index)] }

    /// To be called when the interner has given its numbers back.
    mutating func forgetApps() {
        tableOfApp.removeAll(keepingCapacity: true)
    }

    @inline(never)
    private mutating func learn(_ app: Int32, _ interner: borrowing Interner) {
        while tableOfApp.count <= Int(app) { tableOfApp.append(-1) }
        tableOfApp[Int(app)] = table(forPacks: set.packs(forApp: interner.string(app) ?? ""))
    }

    private mutating func table(forPacks packs: [Int]) -> Int32 {
        if let known = tableOfPacks[packs] { return known }
        let table = Int32(ranges.count / 256)
        let ordered = packs.flatMap { pack in set.patterns.indices.filter { set.patterns[$0].pack == pack } }
        for byte in UInt8.min...UInt8.max {
            let first = Int32(candidates.count)
            for pattern in ordered {
                let prefix = set.patterns[pattern].prefix.bytes
                if let own = prefix.first, own != byte { continue }
                candidates.append(Dispatch.candidate(Int32(pattern), prefix))
            }
            ranges.append(first..<Int32(candidates.count))
        }
        tableOfPacks[packs] = table
        return table
    }

    private static func candidate(_ pattern: Int32, _ prefix: [UInt8]) -> Candidate {
        var word: UInt64 = 0
        let length = min(8, prefix.count)
        for index in 0..<length { word |= UInt64(prefix[index]) << UInt64(index * 8) }
        let mask: UInt64 = length == 8 ? .max : (1 << UInt64(length * 8)) - 1
        return Candidate(pattern: pattern, prefixLength: Int32(length), prefix: word, mask: mask)
    }
}
