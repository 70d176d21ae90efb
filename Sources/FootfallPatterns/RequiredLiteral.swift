/// Text that stands somewhere in everything an expression takes.
///
/// Looking for it costs a fraction of what PCRE2 takes to find out that an expression which may begin with nearly
/// anything does not match.
struct RequiredLiteral: Sendable {
    /// Shorter ones stand everywhere.
    static let shortest = 3

    /// The longest of them; empty where none was found.
    let bytes: [UInt8]
    /// The place of the byte that logs hold least: capital letters and marks rather than small letters and blanks.
    let rarest: Int

    static let none = RequiredLiteral(bytes: [])

    /// Reads it off an expanded expression; errs on the side of none.
    init(of expression: String) {
        var reader = LiteralReader(expression)
        self.init(bytes: reader.longest() ?? [])
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
        func rarity(_ place: Int) -> Int { RequiredLiteral.common.firstIndex(of: bytes[place]) ?? .max }
        rarest = bytes.indices.max { rarity($0) < rarity($1) } ?? 0
    }

    /// The commonest first.
    private static let common = Array(" etaoinsrlducmpfghby0123456789.:-_=/vwkxjqz,".utf8)
}

/// Goes through an expression once; what it does not understand ends it without a result.
private struct LiteralReader {
    private enum Unknown: Error {
        case notUnderstood
    }

    private let text: [UInt8]
    private var index = 0
    private var depth = 0

    init(_ expression: String) {
        text = Array(expression.utf8)
    }

    mutating func longest() -> [UInt8]? {
        guard let found = try? sequence(), index == text.count else { return nil }
        return found.count >= RequiredLiteral.shortest ? found : nil
    }

    private var next: UInt8? { index < text.count ? text[index] : nil }

    private func stands(_ word: String) -> Bool { text[index...].starts(with: word.utf8) }

    /// The longest literal up to the end of a group or of everything; none where there is a choice.
    private mutating func sequence() throws(Unknown) -> [UInt8] {
        depth += 1
        defer { depth -= 1 }
        guard depth < 50 else { throw .notUnderstood }
        var best: [UInt8] = []
        var run: [UInt8] = []
        var isChoice = false
        func end(_ run: inout [UInt8], _ best: inout [UInt8]) {
            if run.count > best.count { best = run }
            run = []
        }
        while let byte = next, byte != UInt8(ascii: ")") {
            switch byte {
            case UInt8(ascii: "|"):
                isChoice = true
                index += 1
            case UInt8(ascii: "("):
                end(&run, &best)
                let inner = try group()
                if try repeats().least > 0, inner.count > best.count { best = inner }
            case UInt8(ascii: "["):
                end(&run, &best)
                try skipClass()
                _ = try repeats()
            case UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "$"):
                end(&run, &best)
                index += 1
                _ = try repeats()
            case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"): throw .notUnderstood
            default:
                guard let literal = try literal() else {
                    end(&run, &best)
                    _ = try repeats()
                    continue
                }
                let times = try repeats()
                if times.least == 0 {
                    end(&run, &best)
                } else {
                    run.append(literal)
                    if !times.isOnce { end(&run, &best) }
                }
            }
        }
        end(&run, &best)
        return isChoice ? [] : best
    }

    /// A byte that stands for itself; `nil` for a class of bytes or an assertion.
    private mutating func literal() throws(Unknown) -> UInt8? {
        let byte = text[index]
        index += 1
        guard byte == UInt8(ascii: "\\") else { return byte }
        guard let escaped = next else { throw .notUnderstood }
        index += 1
        switch escaped {
        case UInt8(ascii: "d"), UInt8(ascii: "D"), UInt8(ascii: "w"), UInt8(ascii: "W"), UInt8(ascii: "s"),
            UInt8(ascii: "S"), UInt8(ascii: "b"), UInt8(ascii: "B"), UInt8(ascii: "h"), UInt8(ascii: "H"),
            UInt8(ascii: "z"), UInt8(ascii: "Z"), UInt8(ascii: "A"), UInt8(ascii: "r"), UInt8(ascii: "n"),
            UInt8(ascii: "t"), UInt8(ascii: "N"), UInt8(ascii: "R"):
            return nil
        default:
            // Letters and digits are references, quotations, numbers of characters …
            let isLetter = (escaped | 0x20) &- UInt8(ascii: "a") < 26
            guard !isLetter, escaped &- UInt8(ascii: "0") > 9 else { throw .notUnderstood }
            return escaped
        }
    }

    /// How often what came before is repeated at least, and whether it is just once.
    private mutating func repeats() throws(Unknown) -> (least: Int, isOnce: Bool) {
        var least = 1
        switch next {
        case UInt8(ascii: "?"), UInt8(ascii: "*"): least = 0
        case UInt8(ascii: "+"): least = 1
        case UInt8(ascii: "{"):
            guard let close = text[index...].firstIndex(of: UInt8(ascii: "}")) else { throw .notUnderstood }
            let bounds = text[(index + 1)..<close]
            guard let first = bounds.first, first &- UInt8(ascii: "0") < 10,
                bounds.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 || $0 == UInt8(ascii: ",") })
            else { throw .notUnderstood }
            least = first == UInt8(ascii: "0") ? 0 : 1
            index = close
        default: return (1, true)
        }
        index += 1
        // Lazy or possessive.
        if next == UInt8(ascii: "?") || next == UInt8(ascii: "+") { index += 1 }
        return (least, false)
    }

    /// The longest literal of a group; none for one that only looks.
    private mutating func group() throws(Unknown) -> [UInt8] {
        index += 1
        var isLook = false
        if next == UInt8(ascii: "?") {
            if stands("?=") || stands("?!") || stands("?<=") || stands("?<!") {
                isLook = true
                index += stands("?<") ? 3 : 2
            } else if stands("?:") || stands("?>") || stands("?|") {
                index += 2
            } else if stands("?<") || stands("?P<") {
                guard let close = text[index...].firstIndex(of: UInt8(ascii: ">")) else { throw .notUnderstood }
                index = close + 1
            } else {
                // Flags, comments, conditions, references.
                throw .notUnderstood
            }
        } else if next == UInt8(ascii: "*") {
            throw .notUnderstood
        }
        let inner = try sequence()
        guard next == UInt8(ascii: ")") else { throw .notUnderstood }
        index += 1
        return isLook ? [] : inner
    }

    private mutating func skipClass() throws(Unknown) {
        index += 1
        if next == UInt8(ascii: "^") { index += 1 }
        // A bracket right behind the opening one belongs to the class.
        if next == UInt8(ascii: "]") { index += 1 }
        while let byte = next, byte != UInt8(ascii: "]") {
            if byte == UInt8(ascii: "\\") {
                guard index + 1 < text.count, text[index + 1] != UInt8(ascii: "Q") else { throw .notUnderstood }
                index += 2
            } else if let end = text.endOfNamedClass(at: index) {
                index = end
            } else {
                index += 1
            }
        }
        guard next != nil else { throw .notUnderstood }
        index += 1
    }
}

extension [UInt8] {
    /// Where `[:alpha:]` or `[:^alpha:]` at a place within a class ends; `nil` where a bracket is only a bracket.
    func endOfNamedClass(at start: Int) -> Int? {
        guard self[start...].starts(with: "[:".utf8) else { return nil }
        var index = start + 2
        if index < count, self[index] == UInt8(ascii: "^") { index += 1 }
        let name = index
        while index < count, (self[index] | 0x20) &- UInt8(ascii: "a") < 26 { index += 1 }
        return index > name && self[index...].starts(with: ":]".utf8) ? index + 2 : nil
    }
}
