internal import FootfallModel

/// A value as JSON has it, members in the order in which they are written.
package indirect enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case number(Int64)
    case text(String)
    case list([JSONValue])
    case object([(String, JSONValue)])

    static func text(_ text: String?) -> JSONValue { text.map { .text($0) } ?? .null }
    static func number(_ number: Int64?) -> JSONValue { number.map { .number($0) } ?? .null }
    static func list(_ texts: [String]) -> JSONValue { .list(texts.map { .text($0) }) }

    /// In lines that a person can read.
    package var text: String {
        var out = ""
        write(to: &out, indent: "")
        return out
    }

    private func write(to out: inout String, indent: String) {
        let inner = indent + "  "
        switch self {
        case .null: out += "null"
        case .bool(let value): out += value ? "true" : "false"
        case .number(let number): out += "\(number)"
        case .text(let text): out += JSONText.quoted(text)
        case .list(let values):
            guard !values.isEmpty else { return out += "[]" }
            out += "[\n"
            for (place, value) in values.enumerated() {
                out += inner
                value.write(to: &out, indent: inner)
                out += place + 1 < values.count ? ",\n" : "\n"
            }
            out += indent + "]"
        case .object(let members):
            guard !members.isEmpty else { return out += "{}" }
            out += "{\n"
            for (place, member) in members.enumerated() {
                out += inner + JSONText.quoted(member.0) + ": "
                member.1.write(to: &out, indent: inner)
                out += place + 1 < members.count ? ",\n" : "\n"
            }
            out += indent + "}"
        }
    }
}
