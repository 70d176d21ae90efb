internal import CPCRE2
internal import FootfallModel

/// From an app name and a message's first byte to the few patterns that can match it at all.
struct Dispatch: ~Copyable {
    /// A pattern's number, and what is compared before PCRE2 is asked: the first eight bytes of its literal prefix, and
    /// a text in `literals` that has to stand somewhere.
    struct Candidate {
        var pattern: Int32
        var prefixLength: Int32
        var prefix: UInt64
        var mask: UInt64
        var literal: ByteRange
        /// The place of the literal's byte that is met least.
        var rare: Int32
    }

    private let set: PatternSet
    /// By table × 256 + first byte.
    private var ranges: [Range<Int32>] = []
    private var candidates: [Candidate] = []
    /// The literals of all patterns, and where each pattern's stands.
    private var literals: [UInt8] = []
    private var literalOfPattern: [ByteRange] = []
    /// Numbers for app names: of its own, since the names of apps that give no event must not reach the store.
    private var apps = Interner(limit: 10_000)
    /// By the app name's number; -1 where it was not asked for yet.
    private var tableOfApp: [Int32] = []
    private var tableOfPacks: [[Int]: Int32] = [:]
    /// The table of messages without an app name.
    private let tableOfNone: Int32

    init(_ set: PatternSet) {
        self.set = set
        self.tableOfNone = 0
        for loaded in set.patterns {
            let start = literals.count
            literals += loaded.prefix.required.bytes
            literalOfPattern.append(ByteRange(from: start, to: literals.count))
        }
        _ = table(forPacks: set.packs(forApp: ""))
    }

    /// The candidates for a message of an app (empty: none) that begins with `byte`.
    @inline(__always)
    mutating func candidates(_ bytes: Span<UInt8>, app: ByteRange, firstByte byte: UInt8) -> Range<Int32> {
        var table = tableOfNone
        let number = Int(apps.intern(.app, bytes, app))
        if number != 0 {
            if number >= tableOfApp.count || tableOfApp[number] < 0 {
                table = learn(number)
            } else {
                table = tableOfApp[number]
            }
        }
        return ranges[Int(table) &* 256 &+ Int(byte)]
    }

    @inline(__always)
    subscript(index: Int32) -> Candidate { candidates[Int(index)] }

    /// Whether a message may match a candidate at all; its first bytes are given as `word` too.
    @inline(__always)
    borrowing func mayMatch(
        _ candidate: Candidate,
        _ bytes: Span<UInt8>,
        _ message: ByteRange,
        firstWord word: UInt64
    ) -> Bool {
        if word & candidate.mask != candidate.prefix || message.count < candidate.prefixLength { return false }
        return candidate.literal.isEmpty || stands(candidate.literal, rare: candidate.rare, bytes, message)
    }

    @inline(__always)
    private borrowing func stands(
        _ literal: ByteRange,
        rare: Int32,
        _ bytes: Span<UInt8>,
        _ message: ByteRange
    ) -> Bool {
        // Both ranges lie within their texts.
        unsafe bytes.withUnsafeBufferPointer { text in
            unsafe literals.withUnsafeBufferPointer { all in
                guard let text = text.baseAddress, let all = all.baseAddress else { return false }
                return unsafe ff_stands(
                    text + message.lower,
                    Int(message.count),
                    all + literal.lower,
                    Int(literal.count),
                    Int(rare)
                ) != 0
            }
        }
    }

    @inline(never)
    private mutating func learn(_ app: Int) -> Int32 {
        let found = table(forPacks: set.packs(forApp: apps.string(Int32(app)) ?? ""))
        if apps.startNewGenerationIfFull() {
            tableOfApp.removeAll(keepingCapacity: true)
        } else {
            while tableOfApp.count <= app { tableOfApp.append(-1) }
            tableOfApp[app] = found
        }
        return found
    }

    private mutating func table(forPacks packs: [Int]) -> Int32 {
        if let known = tableOfPacks[packs] { return known }
        let table = Int32(ranges.count / 256)
        let ordered = packs.flatMap { pack in set.patterns.indices.filter { set.patterns[$0].pack == pack } }
        for byte in UInt8.min...UInt8.max {
            let first = Int32(candidates.count)
            for pattern in ordered {
                let prefix = set.patterns[pattern].prefix
                guard prefix.bytes.first.map({ $0 == byte }) ?? prefix.first.contains(byte) else { continue }
                var candidate = Dispatch.candidate(Int32(pattern), prefix.bytes)
                candidate.literal = literalOfPattern[pattern]
                candidate.rare = Int32(prefix.required.rarest)
                candidates.append(candidate)
            }
            ranges.append(first..<Int32(candidates.count))
        }
        tableOfPacks[packs] = table
        return table
    }

    private static func candidate(_ pattern: Int32, _ prefix: [UInt8]) -> Candidate {
        var word: UInt64 = 0
        let length = min(LiteralPrefix.compared, prefix.count)
        for index in 0..<length { word |= UInt64(prefix[index]) << UInt64(index * 8) }
        let mask: UInt64 = length == 8 ? .max : (1 << UInt64(length * 8)) - 1
        return Candidate(
            pattern: pattern,
            prefixLength: Int32(length),
            prefix: word,
            mask: mask,
            literal: .none,
            rare: 0
        )
    }
}
