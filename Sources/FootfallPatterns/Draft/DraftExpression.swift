internal import FootfallModel

/// An expression that takes messages like one, proposed from what differs between messages of its shape.
struct DraftExpression {
    private(set) var text = "^"
    private let bytes: [UInt8]
    private let pieces: [ShapePiece]
    /// Names of groups that are taken.
    private var names: Set<String> = []
    /// The address that becomes the event's.
    private let address: Int?

    init(_ message: [UInt8]) {
        bytes = message
        var pieces: [ShapePiece] = []
        var scanner = ShapeScanner(ByteRange(from: 0, to: message.count))
        let words = ShapeWords()
        while let piece = scanner.next(message.span, words) { pieces.append(piece) }
        self.pieces = pieces
        address = DraftExpression.address(pieces, message)
        for index in pieces.indices { append(index) }
        text += "$"
    }

    /// The last address that a word like `from` stands before, else the last.
    private static func address(_ pieces: [ShapePiece], _ bytes: [UInt8]) -> Int? {
        let all = pieces.indices.filter { pieces[$0].kind == .address || pieces[$0].kind == .host }
        return all.last { pieces[$0].role == .host } ?? all.last
    }

    private mutating func append(_ index: Int) {
        let piece = pieces[index]
        let own = bytes.text(piece.range)
        switch piece.kind {
        case .fixed:
            text += DraftExpression.escaped(own)
        case .number:
            text += group(named: label(before: index), "\\d+")
        case .address, .host:
            let macro = piece.kind == .address ? "IP" : "HOST"
            text += index == address && names.insert("ip").inserted ? "%{\(macro):ip}" : "%{\(macro)}"
        case .quoted:
            let mark = String(own.unicodeScalars.prefix(1))
            text += mark + group(named: role(piece) ?? label(before: index), "[^\(mark)]*") + mark
        case .user:
            text += group(named: role(piece) ?? "user", anything(until: index + 1))
        case .identifier, .path, .link:
            text += group(named: label(before: index), anything(until: index + 1))
        }
    }

    /// The word that says what stands at `index`: before a mark (`tty=…`, `reason: …`), or one like `port`.
    private func label(before index: Int) -> String {
        if index >= 2, pieces[index - 2].kind == .address, bytes.text(pieces[index - 1].range) == ":" { return "port" }
        var place = index - 1
        var isMarked = false
        while place > 0, pieces[place].kind == .fixed {
            let text = bytes.text(pieces[place].range)
            guard ["=", ":", " "].contains(text) else { break }
            if text != " " { isMarked = true }
            place -= 1
        }
        guard place >= 0, place < index - 1, pieces[place].kind == .fixed else { return "" }
        let word = bytes.text(pieces[place].range)
        return isMarked || ["port", "pid", "uid", "gid", "code", "reason"].contains(word.lowercased()) ? word : ""
    }

    private func role(_ piece: ShapePiece) -> String? {
        switch piece.role {
        case .user, .userBehindMark, .userBehindBlank: names.contains("user") ? "target" : "user"
        default: nil
        }
    }

    /// A group of a name that can be one and is not taken; else none.
    private mutating func group(named name: String, _ inside: String) -> String {
        let name = snakeCase(name.utf8)
        let isTaken = ["ip", "host", "time", "count", "app", "claimed"].contains(name)
        guard let first = name.utf8.first, first &- 0x61 < 26, name.utf8.count <= 24, !isTaken,
            names.insert(name).inserted
        else { return inside }
        return "(?<\(name)>\(inside))"
    }

    /// A class of everything but the byte that follows, and never a blank.
    private func anything(until next: Int) -> String {
        guard next < pieces.count else { return "\\S+" }
        let byte = bytes[pieces[next].range.lower]
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"): return "\\S+"
        case UInt8(ascii: "]"), UInt8(ascii: "\\"), UInt8(ascii: "^"), UInt8(ascii: "-"):
            return "[^\\" + String(UnicodeScalar(byte)) + "\\s]+"
        default: return byte < 0x80 ? "[^" + String(UnicodeScalar(byte)) + "\\s]+" : "\\S+?"
        }
    }

    /// Fixed text as an expression: digits may be any, and as many as they like.
    private static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "0"..."9": if !out.hasSuffix("\\d+") { out += "\\d+" }
            case "\\", "^", "$", ".", "|", "?", "*", "+", "(", ")", "[", "]", "{", "}":
                out += "\\"
                out.unicodeScalars.append(scalar)
            case "\t": out += "\\t"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
