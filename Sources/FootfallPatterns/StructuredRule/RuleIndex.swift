internal import FootfallModel

/// From a record's fields to the few rules of one format that can take it, whatever the number of packs.
///
/// Each rule stands under one path that it cannot do without, the one that fewest other rules want.
struct RuleIndex {
    /// Numbers of the rules, in the order in which they are tried.
    private(set) var rules: [Int32] = []
    /// By path: places in `rules`.
    private var ranges: [Range<Int32>] = []
    private var places: [Int32] = []
    /// Places of rules that want no field to be there.
    private var always: [Int32] = []

    init(_ rules: [Int32], _ prepared: borrowing PreparedRules) {
        self.rules = rules
        var wanted = [Int](repeating: 0, count: prepared.paths.count)
        let required = rules.map { RuleIndex.required(Int($0), prepared) }
        for paths in required {
            for path in Set(paths) { wanted[Int(path)] += 1 }
        }
        var byPath = [[Int32]](repeating: [], count: prepared.paths.count)
        for (place, paths) in required.enumerated() {
            // Of equals the last named: rules begin with what many have.
            if let rarest = paths.reversed().min(by: { wanted[Int($0)] < wanted[Int($1)] }) {
                byPath[Int(rarest)].append(Int32(place))
            } else {
                always.append(Int32(place))
            }
        }
        for list in byPath {
            ranges.append(Int32(places.count)..<Int32(places.count + list.count))
            places += list
        }
    }

    /// Marks the rules that stand under a path.
    @inline(__always)
    func mark(_ path: Int, in words: inout [UInt64]) {
        for index in ranges[path] { RuleIndex.mark(places[Int(index)], in: &words) }
    }

    /// Marks the rules that can take a record without any field.
    func markAlways(in words: inout [UInt64]) {
        for place in always { RuleIndex.mark(place, in: &words) }
    }

    /// How many words there are to be marked in.
    var wordCount: Int { (rules.count + 63) / 64 }

    private static func mark(_ place: Int32, in words: inout [UInt64]) {
        words[Int(place) / 64] |= 1 << UInt64(place % 64)
    }

    private static func required(_ number: Int, _ prepared: borrowing PreparedRules) -> [Int32] {
        let rule = prepared.rules[number]
        var paths = prepared.conditions[rule.conditions].filter { $0.requirement != .absent }.map(\.path)
        for index in rule.matches { paths.append(prepared.matches[index].path) }
        if rule.eventPath >= 0 { paths.append(rule.eventPath) }
        return paths
    }
}
