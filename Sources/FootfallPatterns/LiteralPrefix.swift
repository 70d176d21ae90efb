/// The bytes an anchored expression begins with, whatever follows: they are compared before PCRE2 is asked at all.
struct LiteralPrefix: Sendable {
    /// How many of its bytes are compared.
    static let compared = 8

    /// May be empty.
    let bytes: [UInt8]
    /// Bytes that may come first where `bytes` is empty.
    let first: FirstBytes
    /// Text that stands somewhere in what the expression takes; none where `bytes` tells it already.
    let required: RequiredLiteral

    /// Reads the prefix off an expanded expression; errs on the short side.
    init(of expression: String) {
        bytes = LiteralPrefix.prefix(of: expression)
        first = bytes.isEmpty ? FirstBytes(of: expression) : .any
        let literal = RequiredLiteral(of: expression)
        required = bytes.prefix(LiteralPrefix.compared).starts(with: literal.bytes) ? .none : literal
    }

    private static func prefix(of expression: String) -> [UInt8] {
        let text = Array(expression.utf8)
        var found: [UInt8] = []
        guard text.first == UInt8(ascii: "^"), !LiteralPrefix.hasAlternativeOutside(text) else {
            return []
        }
        var index = 1
        while index < text.count {
            var byte = text[index]
            var length = 1
            switch byte {
            case UInt8(ascii: "\\"):
                guard index + 1 < text.count, LiteralPrefix.isPunctuation(text[index + 1]) else {
                    return found
                }
                byte = text[index + 1]
                length = 2
            case UInt8(ascii: "."), UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "$"),
                UInt8(ascii: "|"), UInt8(ascii: "^"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"),
                UInt8(ascii: "{"):
                return found
            default:
                break
            }
            // A byte that may be missing or repeated ends the prefix; one that comes at least once still counts.
            if index + length < text.count {
                switch text[index + length] {
                case UInt8(ascii: "?"), UInt8(ascii: "*"), UInt8(ascii: "{"):
                    return found
                case UInt8(ascii: "+"):
                    return found + [byte]
                default:
                    break
                }
            }
            found.append(byte)
            index += length
        }
        return found
    }

    /// Whether a `|` stands outside all groups and classes: then the expression may begin with something else.
    private static func hasAlternativeOutside(_ text: [UInt8]) -> Bool {
        var depth = 0
        var inClass = false
        var index = 0
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "\\"):
                index += 1
                // Quoted text (\Q…\E) may hold anything; what is not understood counts as a choice.
                if index < text.count, text[index] == UInt8(ascii: "Q") { return true }
            case UInt8(ascii: "(") where text[index...].starts(with: "(?#".utf8): return true
            case UInt8(ascii: "[") where inClass:
                // [:alpha:] inside a class ends in a bracket of its own.
                if let end = text.endOfNamedClass(at: index) { index = end - 1 }
            case UInt8(ascii: "[") where !inClass:
                inClass = true
                // A bracket right behind the opening one, also behind ^, belongs to the class.
                if index + 1 < text.count, text[index + 1] == UInt8(ascii: "^") { index += 1 }
                if index + 1 < text.count, text[index + 1] == UInt8(ascii: "]") { index += 1 }
            case UInt8(ascii: "]") where inClass: inClass = false
            case UInt8(ascii: "(") where !inClass: depth += 1
            case UInt8(ascii: ")") where !inClass: depth -= 1
            case UInt8(ascii: "|") where !inClass && depth == 0: return true
            default: break
            }
            index += 1
        }
        return false
    }

    private static func isPunctuation(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            false
        default: byte < 0x80
        }
    }
}
