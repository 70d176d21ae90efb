import FootfallModel
import Foundation

/// A log of the benchmark's own: sign-ins, failures, sudo and noise on eight hosts, the same every time.
///
/// A few users and addresses make most of the lines, as in real logs. Ten lines, far apart, are what rare questions are
/// about.
struct BenchLog {
    enum Kind {
        /// RFC 3164 lines, as they stand in an auth.log.
        case syslog
        /// The same, but a third of the users and addresses are such as were never seen before.
        case growing
        /// Mosaic's activities, a JSON object a line.
        case mosaic
    }

    /// The user who has ten events, and the word that no others have.
    static let rareUser = "rhea"
    static let rareWord = "quarterly"
    /// Before this day all logs but those of live events end.
    static let end = CivilDate(year: 2026, month: 11, day: 22)
    /// By this clock years are found.
    static let clock = Instant(seconds: (end.dayNumber + 2) * 86_400)
    /// About how many of a hundred lines become events.
    static let eventsInHundred = 57

    var lines: Int
    var kind = Kind.syslog
    var days = 7
    /// How many days before `end` the last line stands; less than 0 for days after it.
    var endsDaysBefore = 0
    /// Logs of different numbers have nothing in common.
    var number: UInt64 = 0

    func write(to path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil) else {
            throw BenchFailure("\(path) cannot be written")
        }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        var numbers = Numbers(number)
        var text = Text()
        for line in 0..<lines {
            add(line, &numbers, to: &text)
            if text.bytes.count > 1 << 20 {
                try file.write(contentsOf: Data(text.bytes))
                text.bytes.removeAll(keepingCapacity: true)
            }
        }
        try file.write(contentsOf: Data(text.bytes))
        try file.close()
    }

    private func add(_ line: Int, _ numbers: inout Numbers, to text: inout Text) {
        // Not the other way round: 4 million lines times microseconds are too much for a number.
        let microseconds = Int64(line) * (Int64(days) * 86_400_000_000 / Int64(lines))
        let firstDay = BenchLog.end.dayNumber - Int64(endsDaysBefore + days)
        let time = Instant(microseconds: firstDay * 86_400_000_000 + microseconds)
        let rank = (
            user: numbers.next(below: 5000) * numbers.next(below: 5000) / 5000,
            address: numbers.next(below: 50_000) * numbers.next(below: 50_000) / 50_000
        )
        var who = Who(user: rank.user, address: .known(rank.address), port: 1024 + numbers.next(below: 60_000))
        let kind = numbers.next(below: 100)
        who.number = numbers.next(below: 100_000)
        let host = numbers.next(below: 8)
        if self.kind == .growing, numbers.next(below: 3) == 0 {
            who.user = 5000 + line
            who.address = .new(line)
        }
        if self.kind == .mosaic { return addActivity(kind, who, time, to: &text) }
        text.addStamp(time)
        text.add(BenchLog.hosts[host])
        let isRare = line % max(1, lines / 10) == lines / 20
        if isRare { text.addRare(who.number) } else { text.addEntry(kind, who) }
    }

    private func addActivity(_ kind: Int, _ who: Who, _ time: Instant, to text: inout Text) {
        let activity =
            switch kind {
            case ..<50: "user_login"
            case ..<75: "user_failed_login"
            case ..<88: "user_logout"
            case ..<96: "session_start"
            default: "reset_password"
            }
        text.add("{\"activity\":\"")
        text.add(activity)
        text.add("\",\"app_id\":\"app_portal\",\"ip\":\"")
        text.add(who.address)
        text.add("\",\"timestamp\":\"")
        text.add(time.rfc3339)
        text.add("\",\"user_agent\":\"Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0\",")
        text.add("\"user_id\":\"user")
        text.add(who.user)
        text.add("\"}\n")
    }

    private static let hosts = ["web1", "web2", "web3", "db1", "db2", "bastion", "build", "mail"]
}

/// A small generator of pseudo-random numbers (xorshift64*), so that every machine makes the same file.
private struct Numbers {
    private var state: UInt64

    init(_ seed: UInt64) { state = 0x9e37_79b9_7f4a_7c15 &+ seed &* 0x1234_5678_9abc_def1 }

    mutating func next(below bound: Int) -> Int {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return Int((state &* 0x2545_f491_4f6c_dd1d) >> 33) % bound
    }
}

/// Whom a line is about.
private struct Who {
    enum Address {
        case known(Int)
        case new(Int)
    }

    var user: Int
    var address: Address
    var port: Int
    var number = 0
}

/// Lines being put together.
private struct Text {
    var bytes: [UInt8] = []

    mutating func add(_ text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func add(_ number: Int) {
        if number >= 10 { add(number / 10) }
        bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
    }

    mutating func add(_ address: Who.Address) {
        let octets =
            switch address {
            // Set aside for benchmarks, and for networks of one's own.
            case .known(let rank): (198, 18 + rank % 2, rank / 2 % 256, rank / 512 + 1)
            case .new(let number): (10, number >> 16 & 255, number >> 8 & 255, number & 255)
            }
        add(octets.0)
        bytes.append(UInt8(ascii: "."))
        add(octets.1)
        bytes.append(UInt8(ascii: "."))
        add(octets.2)
        bytes.append(UInt8(ascii: "."))
        add(octets.3)
    }

    /// Adds `Nov 22 10:00:01 `.
    mutating func addStamp(_ time: Instant) {
        let seconds = Int(time.seconds % 86_400)
        let date = CivilDate(dayNumber: time.seconds / 86_400)
        add(Text.months[Int(date.month) - 1])
        add(date.day < 10 ? "  " : " ")
        add(Int(date.day))
        for (part, mark) in [(seconds / 3600, " "), (seconds / 60 % 60, ":"), (seconds % 60, ":")] {
            add(mark)
            if part < 10 { add(0) }
            add(part)
        }
        add(" ")
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    mutating func addRare(_ number: Int) {
        let user = BenchLog.rareUser
        add(" sudo:     \(user) : TTY=pts/\(number % 30) ; PWD=/home/\(user) ; USER=root ; ")
        add("COMMAND=/usr/local/bin/\(BenchLog.rareWord)-audit\n")
    }

    mutating func addEntry(_ kind: Int, _ who: Who) {
        switch kind {
        case ..<10:
            addSSH("Accepted publickey for ", who, ssh: true, " ssh2: ED25519 SHA256:q2V7dZ3kUu1xXvJ0b9sYw4cN8mLhT5pR6")
        case ..<24: addSSH("Failed password for ", who, ssh: true, " ssh2")
        case ..<29: addSSH("Invalid user admin", who, ssh: false, "")
        default: addOther(kind, who)
        }
        add("\n")
    }

    private mutating func addSSH(_ before: String, _ who: Who, ssh named: Bool, _ after: String) {
        addApp("sshd", who)
        add(before)
        if named { addUser(who) }
        add(" from ")
        add(who.address)
        add(" port ")
        add(who.port)
        add(after)
    }

    private mutating func addOther(_ kind: Int, _ who: Who) {
        switch kind {
        case ..<34:
            addApp("sshd", who)
            add("Disconnected from user ")
            addUser(who)
            add(" ")
            add(who.address)
            add(" port ")
            add(who.port)
        case ..<44:
            addApp("sshd", who)
            add("pam_unix(sshd:session): session opened for user ")
            addUser(who)
            add("(uid=")
            add(who.number)
            add(") by (uid=0)")
        case ..<50:
            add(" sudo:   ")
            addUser(who)
            add(" : TTY=pts/")
            add(who.number % 30)
            add(" ; PWD=/home/")
            addUser(who)
            add(" ; USER=root ; COMMAND=/usr/bin/systemctl restart nginx.service")
        case ..<57:
            add(" systemd-logind[412]: New session ")
            add(who.number)
            add(" of user ")
            addUser(who)
            add(".")
        default: addNoise(kind, who)
        }
    }

    private mutating func addNoise(_ kind: Int, _ who: Who) {
        switch kind {
        case ..<75:
            addApp("CRON", who)
            add("(root) CMD (   cd / && run-parts --report /etc/cron.hourly)")
        case ..<85:
            addApp("sshd", who)
            add("Received disconnect from ")
            add(who.address)
            add(" port ")
            add(who.port)
            add(":11: disconnected by user")
        case ..<92:
            add(" kernel: [")
            add(who.number)
            add(".123456] [UFW BLOCK] IN=eth0 OUT= MAC=52:54:00:12:1f:9c SRC=")
            add(who.address)
            add(" DST=10.0.0.7 LEN=40 TTL=241 PROTO=TCP SPT=")
            add(who.port)
            add(" DPT=23")
        default: add(" systemd[1]: Finished apt-daily.service - Daily apt download activities.")
        }
    }

    private mutating func addApp(_ name: String, _ who: Who) {
        add(" ")
        add(name)
        add("[")
        add(300 + who.number % 32_000)
        add("]: ")
    }

    private mutating func addUser(_ who: Who) {
        add("user")
        add(who.user)
    }
}
