internal import FootfallModel

/// A text made to be expensive for an expression, of any length.
struct HostileText {
    /// What it is, for a person.
    var about: String
    var head: [UInt8]
    /// As often as it fits.
    var filler: [UInt8]
    /// Behind it stands an end that nothing matches, as what does match is often quick.
    var tail: [UInt8] = []

    /// The text with about `length` bytes.
    func bytes(_ length: Int) -> [UInt8] {
        var middle = filler
        // By doubling: some thousand texts are made for every pack.
        while !middle.isEmpty, head.count + middle.count < length {
            let room = length - head.count - middle.count
            middle += middle.prefix(max(filler.count, room - room % filler.count))
        }
        return head + middle + tail + [0x01]
    }

    private static let fillers = [" ", "a", "1", ":", "a b", " from 192.0.2.7", "'", "="]

    /// What any expression is tried on: its literal beginning, then much of the same.
    static func general(prefix: [UInt8]) -> [HostileText] {
        fillers.map { HostileText(about: "'\($0)' repeated", head: prefix, filler: Array($0.utf8)) }
    }

    /// What is made of a message that an expression takes: its groups, itself and its separators repeated, and itself
    /// cut in the middle.
    static func texts(from message: [UInt8], groups: [(name: String, range: Range<Int>)]) -> [HostileText] {
        var texts = groups.map { group in
            HostileText(
                about: "an example with its '\(group.name)' repeated",
                head: Array(message[..<group.range.lowerBound]),
                filler: Array(message[group.range]),
                tail: Array(message[group.range.upperBound...])
            )
        }
        texts.append(HostileText(about: "an example repeated", head: [], filler: message))
        var separators: [UInt8] = []
        for byte in message where !separators.contains(byte) && isSeparator(byte) { separators.append(byte) }
        for byte in separators.prefix(8) {
            // Where it stands first, so that what precedes it has matched already.
            let place = message.firstIndex(of: byte) ?? 0
            let shown = String(decoding: [byte], as: UTF8.self)
            texts.append(
                HostileText(
                    about: "an example with '\(shown)' repeated",
                    head: Array(message[..<place]),
                    filler: [byte],
                    tail: Array(message[place...])
                )
            )
        }
        let half = Array(message[..<(message.count / 2)])
        texts.append(HostileText(about: "an example cut in the middle", head: half, filler: []))
        return texts
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte < 0x80 && !(byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26)
    }
}
