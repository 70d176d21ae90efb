internal import FootfallModel
internal import FootfallYAML

/// The pattern that came nearest to taking a message, and where it stopped.
package struct NearestMiss: Sendable {
    /// `pack/id`.
    package var pattern: String
    /// The expression as it is written.
    package var expression: String
    /// Where in the expression what was wanted begins and ends, in bytes.
    package var wanted: Range<Int>
    /// Where in the message it was wanted, in bytes.
    package var position: Int
    /// Whether it is of another app's pack, as none of the app's own comes near.
    package var isOfOtherPack: Bool

    /// Fixed characters that a pattern must get past to be called near.
    private static let leastFixed = 3

    /// Asks every pattern of `packs`, and those of all packs where none of these comes near.
    static func find(_ set: PatternSet, packs: [Int], subject: [UInt8]) -> NearestMiss? {
        if let found = find(set, among: packs, subject: subject) { return found }
        var found = find(set, among: set.packs.indices.filter { !packs.contains($0) }, subject: subject)
        found?.isOfOtherPack = true
        return found
    }

    private static func find(_ set: PatternSet, among asked: [Int], subject: [UInt8]) -> NearestMiss? {
        var best: (miss: NearestMiss, fixed: Int, left: Int)?
        for loaded in set.patterns where asked.contains(loaded.pack) {
            let written = loaded.pattern.regex.text
            guard case .success(let expansion) = set.macros.expand(written), let probe = PatternProbe(expansion.text)
            else { continue }
            let reach = probe.reach(subject)
            let item = expansion.origin(of: reach.item, in: written).offset
            let layout = ExpressionLayout(written)
            let fixed = layout.fixed(before: item)
            let left = layout.fixed(before: written.utf8.count) - fixed
            guard fixed >= leastFixed else { continue }
            // Most of its fixed text found; among such, the least missing.
            if let best, (fixed, -left) <= (best.fixed, -best.left) { continue }
            let miss = NearestMiss(
                pattern: loaded.name,
                expression: written,
                wanted: layout.item(at: item),
                position: reach.position,
                isOfOtherPack: false
            )
            best = (miss, fixed, left)
        }
        return best?.miss
    }
}

/// Which parts of an expression are fixed text that every match contains.
struct ExpressionLayout {
    private let bytes: [UInt8]
    /// By byte: whether it begins a fixed character outside all groups.
    private var isFixed: [Bool]
    /// Beginnings of the items outside all groups.
    private var items: [Int] = []

    init(_ expression: String) {
        bytes = Array(expression.utf8)
        isFixed = [Bool](repeating: false, count: bytes.count)
        var index = 0
        while index < bytes.count {
            let end = itemEnd(index)
            items.append(index)
            let isOptional = end < bytes.count && [0x3f, 0x2a, 0x7b].contains(bytes[end])
            let isLetter = end == index + 1 && !".^$|*+?()[]{}\\".utf8.contains(bytes[index])
            let isEscaped =
                end == index + 2 && bytes[index] == 0x5c && !ExpressionLayout.isAlphanumeric(bytes[index + 1])
            if !isOptional, isLetter || isEscaped { isFixed[index] = true }
            index = end
            // What says how often belongs to the item.
            while index < bytes.count, [0x3f, 0x2a, 0x2b].contains(bytes[index]) { index += 1 }
            if index < bytes.count, bytes[index] == 0x7b {
                index = (bytes[index...].firstIndex(of: 0x7d) ?? index) + 1
            }
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
    }

    /// The end of the item that begins at `index`, without what says how often.
    private func itemEnd(_ index: Int) -> Int {
        switch bytes[index] {
        case UInt8(ascii: "\\"): return min(bytes.count, index + 2)
        case UInt8(ascii: "%") where index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "{"):
            return (bytes[index...].firstIndex(of: UInt8(ascii: "}")) ?? index) + 1
        case UInt8(ascii: "["):
            var end = index + 1
            if end < bytes.count, bytes[end] == UInt8(ascii: "^") { end += 1 }
            if end < bytes.count, bytes[end] == UInt8(ascii: "]") { end += 1 }
            while end < bytes.count, bytes[end] != UInt8(ascii: "]") { end += bytes[end] == 0x5c ? 2 : 1 }
            return min(bytes.count, end + 1)
        case UInt8(ascii: "("):
            var end = index + 1
            while end < bytes.count, bytes[end] != UInt8(ascii: ")") { end = itemEnd(end) }
            return min(bytes.count, end + 1)
        default: return index + 1
        }
    }

    /// How many fixed characters stand before an offset.
    func fixed(before offset: Int) -> Int {
        isFixed[..<min(offset, isFixed.count)].count { $0 }
    }

    /// The item outside all groups that an offset lies in, fixed text taken together.
    func item(at offset: Int) -> Range<Int> {
        guard let place = items.lastIndex(where: { $0 <= offset }), offset < bytes.count else {
            return bytes.count..<bytes.count
        }
        var end = place + 1
        if isFixed[items[place]] { while end < items.count, isFixed[items[end]] { end += 1 } }
        return items[place]..<(end < items.count ? items[end] : bytes.count)
    }
}
