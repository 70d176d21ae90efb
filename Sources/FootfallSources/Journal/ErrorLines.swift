internal import Glibc

/// What a program says to standard error, line by line.
struct ErrorLines {
    /// A line beyond this is cut, in bytes.
    private static let longest = 4096

    private var unfinished: [UInt8] = []
    private var lines: [String] = []
    /// The last one, which tells why a program failed.
    private(set) var last: String?

    /// Takes in what is there, without waiting; false at the end.
    mutating func read(_ descriptor: Int32) -> Bool {
        var room = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe Glibc.read(descriptor, &room, room.count)
            if count < 0, errno == EINTR { continue }
            if count < 0 { return true }
            for byte in room.prefix(count) {
                if byte == 0x0a {
                    finish()
                } else if unfinished.count < ErrorLines.longest {
                    unfinished.append(byte)
                }
            }
            if count == 0 {
                finish()
                return false
            }
        }
    }

    mutating func takeLines() -> [String] {
        defer { lines = [] }
        return lines
    }

    private mutating func finish() {
        guard !unfinished.isEmpty else { return }
        let text = String(decoding: unfinished, as: UTF8.self)
        lines.append(text)
        last = text
        unfinished = []
    }
}
