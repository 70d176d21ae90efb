import FootfallModel
import Foundation

/// Lines of a few hosts' logs, in whatever order they are thought of, written in that of their times.
struct StoryLog {
    private var lines: [String: [(time: Instant, text: String)]] = [:]
    private var state: UInt64 = 0x9e37_79b9_7f4a_7c15

    /// A number that looks random and is the same in every run (xorshift64*).
    mutating func next(below bound: Int) -> Int {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return Int((state &* 0x2545_f491_4f6c_dd1d) >> 33) % bound
    }

    /// - Parameter message: with its app: `sshd[811]: …`.
    mutating func add(_ time: Instant, _ host: String, _ message: String) {
        lines[host, default: []].append((time, message))
    }

    /// Takes away what a host wrote in a time.
    mutating func silence(_ host: String, _ span: Range<Instant>) {
        lines[host]?.removeAll { span.contains($0.time) }
    }

    mutating func signIn(_ time: Instant, _ user: String, from ip: String, on host: String, minutes: Int = 30) {
        let (process, port) = (1000 + next(below: 30_000), 32_768 + next(below: 28_000))
        let who = "\(user) from \(ip) port \(port)"
        let key = "ED25519 SHA256:q2V7dZ3kUu1xXvJ0b9sYw4cN8mLhT5pR6"
        add(time, host, "sshd[\(process)]: Accepted publickey for \(who) ssh2: \(key)")
        let end = time.advanced(bySeconds: Int64(minutes * 60 + next(below: 60)))
        add(end, host, "sshd[\(process)]: Disconnected from user \(user) \(ip) port \(port)")
    }

    mutating func fail(_ time: Instant, _ user: String, from ip: String, on host: String, isThere: Bool = true) {
        let (process, port) = (1000 + next(below: 30_000), 32_768 + next(below: 28_000))
        let name = (isThere ? "" : "invalid user ") + user
        add(time, host, "sshd[\(process)]: Failed password for \(name) from \(ip) port \(port) ssh2")
    }

    mutating func sudo(_ time: Instant, _ user: String, on host: String, _ command: String) {
        add(
            time,
            host,
            "sudo[\(1000 + next(below: 30_000))]: \(user) : TTY=pts/0 ; PWD=/home/\(user) ; USER=root ; COMMAND=\(command)"
        )
    }

    /// A file for each host.
    func write(to folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (host, lines) in lines {
            let ordered = lines.enumerated().sorted {
                ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
            }
            let text = ordered.map { "\($0.element.time.rfc3339) \(host) \($0.element.text)\n" }.joined()
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(host).log"))
        }
    }
}
