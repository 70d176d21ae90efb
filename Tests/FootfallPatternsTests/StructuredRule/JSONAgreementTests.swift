import FootfallModel
import FootfallTesting
import Foundation
import Testing

@testable import FootfallPatterns

/// The scanner against Foundation's reader, on random objects and on such that were damaged.
///
/// The scanner is laxer on purpose, as a log line is not refused for what does not matter to an event: it takes control
/// characters in strings, halves of surrogate pairs, bytes that are no UTF-8, and one key twice. It is stricter about
/// nesting, and takes only objects.
struct JSONAgreementTests {
    // MARK: Random objects

    private static let pieces = [
        "a", "b", "Z", "0", " ", ",", ":", "{", "}", "[", "]", "é", "€", "😀", #"\""#, #"\\"#, #"\/"#, #"\n"#, #"\t"#,
        #"\u0041"#, #"\u00e9"#, #"\ud83d\ude00"#, #"\u2028"#,
    ]

    private static func string(_ generator: inout SeededGenerator) -> String {
        let count = Int.random(in: 0...6, using: &generator)
        return "\"" + (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined() + "\""
    }

    private static func blanks(_ generator: inout SeededGenerator) -> String {
        ["", "", "", " ", "\t", "\n", "\r\n "].randomElement(using: &generator) ?? ""
    }

    private static func value(_ depth: Int, _ generator: inout SeededGenerator) -> String {
        switch Int.random(in: 0..<(depth > 3 ? 6 : 9), using: &generator) {
        case 0, 1: return string(&generator)
        case 2: return String(Int.random(in: -9_999...9_999, using: &generator))
        case 3: return ["1.5", "-0.25", "1e2", "2.5E-1", "0", "-0"].randomElement(using: &generator) ?? ""
        case 4: return ["true", "false"].randomElement(using: &generator) ?? ""
        case 5: return "null"
        case 6, 7: return object(depth + 1, &generator)
        default:
            let count = Int.random(in: 0...4, using: &generator)
            let values = (0..<count).map { _ in
                blanks(&generator) + value(depth + 1, &generator) + blanks(&generator)
            }
            return "[" + blanks(&generator) + values.joined(separator: ",") + "]"
        }
    }

    private static func object(_ depth: Int, _ generator: inout SeededGenerator) -> String {
        let count = Int.random(in: 0...4, using: &generator)
        // Keys of one object differ: which of two equal ones counts is nobody's promise.
        let members = (0..<count).map { number in
            var key = string(&generator)
            key.insert(contentsOf: "k\(number)", at: key.index(after: key.startIndex))
            return blanks(&generator) + key + blanks(&generator) + ":" + blanks(&generator)
                + value(depth, &generator) + blanks(&generator)
        }
        return "{" + blanks(&generator) + members.joined(separator: ",") + "}"
    }

    // MARK: Foundation's answer, flattened the same way

    private static func text(_ value: Any) -> String? {
        if value is NSNull { return nil }
        if let string = value as? String { return string }
        guard let number = value as? NSNumber else { return nil }
        // `true` and `1` are both numbers to Foundation; numbers are compared by value.
        return String(number.doubleValue + 0)
    }

    private static func flatten(_ value: Any, _ path: String, _ isTop: Bool, into out: inout [String: String]) {
        if let object = value as? [String: Any] {
            for (key, member) in object { flatten(member, isTop ? key : path + "." + key, false, into: &out) }
        } else if let array = value as? [Any] {
            var joined: [String] = []
            for (index, element) in array.enumerated() {
                if element is [Any] || element is [String: Any] {
                    flatten(element, path + ".\(index)", false, into: &out)
                } else if let text = text(element) {
                    joined.append(text)
                }
            }
            if !joined.isEmpty { out[path] = joined.joined(separator: ",") }
        } else if let text = text(value) {
            out[path] = text
        }
    }

    /// The scanner's fields with numbers and booleans written as Foundation's numbers are.
    private static func scanned(_ bytes: [UInt8]) -> [String: String]? {
        var scanner = JSONScanner()
        var table = RecordFields()
        guard scanner.scan(bytes.span, ByteRange(from: 0, to: bytes.count), into: &table) else { return nil }
        var out: [String: String] = [:]
        for field in table.fields {
            var value = table.values.text(field.value)
            switch field.kind {
            case .number: value = String((Double(value) ?? .nan) + 0)
            case .boolean: value = value == "true" ? "1.0" : "0.0"
            case .string, .list: break
            }
            out[table.paths.text(field.path)] = value
        }
        return out
    }

    private static func foundation(_ bytes: [UInt8]) -> [String: String]? {
        guard let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] else { return nil }
        var out: [String: String] = [:]
        flatten(object, "", true, into: &out)
        return out
    }

    /// Lists join what they hold as it was written; they are compared without telling `1` from `1.0` or `true`.
    private static func isEqual(_ own: [String: String], _ other: [String: String]) -> Bool {
        guard own.keys.sorted() == other.keys.sorted() else { return false }
        func plain(_ text: String) -> String {
            text.split(separator: ",", omittingEmptySubsequences: false).map { part in
                part == "true" ? "1.0" : part == "false" ? "0.0" : Double(part).map { String($0 + 0) } ?? String(part)
            }.joined(separator: ",")
        }
        return own.allSatisfy { key, value in other[key].map { value == $0 || plain(value) == plain($0) } ?? false }
    }

    @Test func `random objects are read alike`() {
        var generator = SeededGenerator(seed: 2026)
        for _ in 0..<3_000 {
            let text = JSONAgreementTests.object(0, &generator)
            let own = JSONAgreementTests.scanned(Array(text.utf8))
            let other = JSONAgreementTests.foundation(Array(text.utf8))
            guard let own, let other else {
                Issue.record("refused: \(text)")
                continue
            }
            let isEqual = JSONAgreementTests.isEqual(own, other)
            #expect(isEqual, "\(text)\n\(own)\n\(other)")
        }
    }

    /// Bytes that damage an object without touching what the scanner is laxer about.
    private static let damage = Array("{}[]\",:\\ntfue0123456789.-+eE x".utf8)

    @Test func `damaged objects are refused or taken alike`() {
        var generator = SeededGenerator(seed: 1_123)
        var taken = 0
        var refused = 0
        for _ in 0..<20_000 {
            var bytes = Array(JSONAgreementTests.object(0, &generator).utf8)
            for _ in 0..<Int.random(in: 1...2, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes.remove(at: place)
                case 1: bytes[place] = JSONAgreementTests.damage.randomElement(using: &generator) ?? 0
                default: bytes.insert(JSONAgreementTests.damage.randomElement(using: &generator) ?? 0, at: place)
                }
                if bytes.isEmpty { bytes = [0x7b] }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            // Left to the scanner: broken UTF-8, control characters in strings, half pairs (see above).
            guard Array(text.utf8) == bytes, !text.contains("\u{fffd}"), !text.contains(#"\ud"#) else { continue }
            let own = JSONAgreementTests.scanned(bytes)
            let other = JSONAgreementTests.foundation(bytes)
            if own != nil, other == nil, JSONAgreementTests.hasControlInString(bytes) { continue }
            if own == nil, other != nil, JSONAgreementTests.hasTrailingComma(bytes) { continue }
            #expect((own == nil) == (other == nil), "\(text)")
            if own == nil { refused += 1 } else { taken += 1 }
        }
        // Both happen often enough to prove something.
        #expect(taken > 1_000)
        #expect(refused > 1_000)
    }

    /// Foundation takes a comma behind the last member; RFC 8259 and the scanner do not.
    private static func hasTrailingComma(_ bytes: [UInt8]) -> Bool {
        let dense = bytes.filter { $0 > 0x20 }
        return zip(dense, dense.dropFirst()).contains { $0 == 0x2c && ($1 == 0x7d || $1 == 0x5d) }
    }

    private static func hasControlInString(_ bytes: [UInt8]) -> Bool {
        bytes.contains { $0 < 0x20 }
    }

    @Test(arguments: [
        "{\"a\":\"\t\"}", "{\"a\":\"\u{1}\"}", #"{"a":"\ud83d"}"#, #"{"a":1,"a":2}"#,
    ])
    func `the scanner is laxer about these`(text: String) {
        #expect(JSONAgreementTests.scanned(Array(text.utf8)) != nil)
    }

    @Test func `random bytes never trap`() {
        var generator = SeededGenerator(seed: 99)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...24, using: &generator)
            let bytes =
                [UInt8(0x7b)]
                + (0..<count).map { _ in
                    JSONAgreementTests.damage.randomElement(using: &generator) ?? 0
                }
            _ = JSONAgreementTests.scanned(bytes)
            var objects: [ByteRange] = []
            let range = ByteRange(from: 0, to: bytes.count)
            _ = JSONScanner.objects(bytes.span, range, into: &objects)
            #expect(objects.allSatisfy { $0.upper <= bytes.count })
        }
    }
}
