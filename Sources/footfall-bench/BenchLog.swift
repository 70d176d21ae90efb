import Foundation

/// A log of the benchmark's own: a week of sign-ins, failures, sudo and noise on eight hosts, the same every time.
enum BenchLog {
    /// A small generator of pseudo-random numbers (xorshift64*), so that every machine makes the same file.
    private struct Numbers {
        var state: UInt64 = 0x9e37_79b9_7f4a_7c15

        mutating func next(below bound: Int) -> Int {
            state ^= state >> 12
            state ^= state << 25
            state ^= state >> 27
            return Int((state &* 0x2545_f491_4f6c_dd1d) >> 33) % bound
        }
    }

    static func write(lines: Int, to path: String) throws {
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        var numbers = Numbers()
        var text = ""
        for number in 0..<lines {
            text += line(second: number * 7 * 86_400 / lines, &numbers) + "\n"
            if text.utf8.count > 1 << 20 {
                try file.write(contentsOf: Data(text.utf8))
                text = ""
            }
        }
        try file.write(contentsOf: Data(text.utf8))
        try file.close()
    }

    private static func line(second: Int, _ numbers: inout Numbers) -> String {
        // A few users and addresses make most of the lines, as in real logs.
        let user = "user" + String(numbers.next(below: 5000) * numbers.next(below: 5000) / 5000)
        let rank = numbers.next(below: 50_000) * numbers.next(below: 50_000) / 50_000
        let address = "198.\(18 + rank % 2).\(rank / 2 % 256).\(rank / 512 + 1)"
        let port = 1024 + numbers.next(below: 60_000)
        let (app, message) = entry(numbers.next(below: 100), user, address, port, numbers.next(below: 100_000))
        let clock = String(format: "%02d:%02d:%02d", second / 3600 % 24, second / 60 % 60, second % 60)
        let host = ["web1", "web2", "web3", "db1", "db2", "bastion", "build", "mail"][numbers.next(below: 8)]
        return "Nov \(15 + second / 86_400) \(clock) \(host) \(app): \(message)"
    }

    private static func entry(
        _ kind: Int,
        _ user: String,
        _ address: String,
        _ port: Int,
        _ number: Int
    ) -> (app: String, message: String) {
        let process = 300 + number % 32_000
        switch kind {
        case 0..<10:
            return (
                "sshd[\(process)]",
                "Accepted publickey for \(user) from \(address) port \(port) ssh2: ED25519 SHA256:q2V7dZ3kUu1xXvJ0b9sYw4cN8mLhT5pR6eAoGf\(number)"
            )
        case 10..<24: return ("sshd[\(process)]", "Failed password for \(user) from \(address) port \(port) ssh2")
        case 24..<29: return ("sshd[\(process)]", "Invalid user admin from \(address) port \(port)")
        case 29..<34: return ("sshd[\(process)]", "Disconnected from user \(user) \(address) port \(port)")
        case 34..<44:
            return (
                "sshd[\(process)]", "pam_unix(sshd:session): session opened for user \(user)(uid=\(number)) by (uid=0)"
            )
        case 44..<50:
            return (
                "sudo",
                "  \(user) : TTY=pts/\(number % 30) ; PWD=/home/\(user) ; USER=root ; COMMAND=/usr/bin/systemctl restart nginx.service"
            )
        case 50..<57: return ("systemd-logind[412]", "New session \(number) of user \(user).")
        case 57..<75: return ("CRON[\(process)]", "(root) CMD (   cd / && run-parts --report /etc/cron.hourly)")
        case 75..<85:
            return ("sshd[\(process)]", "Received disconnect from \(address) port \(port):11: disconnected by user")
        case 85..<92:
            return (
                "kernel",
                "[\(number).123456] [UFW BLOCK] IN=eth0 OUT= MAC=52:54:00:12:1f:9c SRC=\(address) DST=10.0.0.7 LEN=40 TTL=241 PROTO=TCP SPT=\(port) DPT=23"
            )
        default: return ("systemd[1]", "Finished apt-daily.service - Daily apt download activities.")
        }
    }
}
