internal import FootfallModel

/// What the file beside a store says of the process that writes to it, a line for each thing.
struct LockNote: Hashable, Sendable {
    /// Bytes of the file, so that it never grows.
    static let size = 4096

    var process: Int32?
    /// Microseconds since 1970, as are all times here.
    var started: Int64?
    /// What keeps the process from writing, and since when.
    var obstacle: String?
    var obstacleSince: Int64 = 0
    /// Lines that could not be stored before the process had to end, by source, and the number that tells this loss
    /// from others.
    var losses: [String: Int64] = [:]
    var lossNumber: Int64 = 0

    init(process: Int32? = nil, started: Int64? = nil) {
        self.process = process
        self.started = started
    }

    init(_ bytes: some Collection<UInt8>) {
        // By scalars: a name may begin with a mark that joins the blank before it.
        let lines = String(decoding: bytes, as: UTF8.self).unicodeScalars.split { $0 == "\n" || $0 == "\0" }
        for line in lines {
            let words = line.split(separator: " ", maxSplits: 2).map { String($0) }
            if words.count == 1, process == nil { process = Int32(words[0]) }
            guard words.count > 1, let number = Int64(words[1]) else { continue }
            switch words[0] {
            case "started": started = number
            case "waiting" where words.count == 3: (obstacle, obstacleSince) = (words[2], number)
            case "loss": lossNumber = number
            case "lost" where words.count == 3: losses[words[2], default: 0] += number
            default: break
            }
        }
    }

    /// As the file holds it; sources for which there is no room are told of together, under no name.
    var bytes: [UInt8] {
        var lines = [process.map { "\($0)" } ?? "", started.map { "started \($0)" } ?? ""]
        if let obstacle { lines.append("waiting \(obstacleSince) \(printable(String(obstacle.prefix(200))))") }
        if !losses.isEmpty { lines.append("loss \(lossNumber)") }
        var text = lines.map { $0 + "\n" }.joined()
        var rest: Int64 = 0
        for (source, count) in losses.sorted(by: { $0.key < $1.key }) {
            let line = "lost \(count) \(source)\n"
            if text.utf8.count + line.utf8.count > LockNote.size - 40 || !LockNote.isOneLine(source) {
                rest += count
            } else {
                text += line
            }
        }
        if rest > 0 { text += "lost \(rest) ?\n" }
        var bytes = Array(text.utf8.prefix(LockNote.size))
        bytes += [UInt8](repeating: 0, count: LockNote.size - bytes.count)
        return bytes
    }

    private static func isOneLine(_ source: String) -> Bool { !source.utf8.contains { $0 == 0x0a || $0 == 0 } }
}
