import FootfallModel
import Testing

@testable import FootfallPatterns

/// Lines that somebody writes on purpose: to cost time, or to look like others.
struct HostileLineTests {
    /// App names that lead to a pack.
    private static let apps: [String] = {
        let named = Shipped.set.packs.flatMap(\.apps).map { $0.hasSuffix("*") ? $0.dropLast() + "x" : $0[...] }
        return Set(named.map(String.init)).sorted()
    }()

    private static func run(_ lines: [[UInt8]]) -> Run { Run(Shipped.set, lines) }

    /// Every record is accounted for once, and none gives two events.
    private static func check(_ run: Run, _ lines: Int) {
        let total = run.total
        #expect(total[.records] == Int64(lines))
        let fates = Tally.allCases.filter(isFate)
        #expect(fates.reduce(0) { $0 + (total[$1] ?? 0) } == Int64(lines))
        #expect(run.events.count <= lines)
    }

    /// Names of tallies that say what became of a record.
    private static func isFate(_ tally: Tally) -> Bool {
        let names = ["matched", "evidence", "remembered", "waiting", "unrecognised", "switched_off"]
        return names.contains(tally.name) || tally.name.hasPrefix("skipped")
    }

    @Test func `64 KiB of every separator cost no more than a match limit for every app`() {
        let head = "Nov 22 10:00:01 web1 "
        let separators = Array(" \t:;,.'\"`=()[]{}<>/\\|@#-_*+?!&%$^~\u{1}".utf8) + [0xff]
        let lines = HostileLineTests.apps.enumerated().flatMap { index, app in
            // Each app gets some of them, and all of them in turn get each rank of app.
            (0..<4).map { number in
                let byte = separators[(index * 4 + number) % separators.count]
                return Array((head + app + ": ").utf8) + [UInt8](repeating: byte, count: 64 << 10)
            }
        }
        let run = HostileLineTests.run(lines)
        HostileLineTests.check(run, lines.count)
        #expect(run.events.isEmpty)
        #expect((run.total[.limitReached] ?? 0) == 0)
    }

    @Test func `every pattern's beginning, with much of the same behind it`() {
        let fillers = [" ", "a", "'", "=", " from 192.0.2.7", "a b", ": ", "(("]
        var lines: [[UInt8]] = []
        for (index, loaded) in Shipped.set.patterns.enumerated() {
            guard let app = Shipped.set.packs[loaded.pack].apps.first(where: { !$0.hasSuffix("*") }) else { continue }
            let filler = Array(fillers[index % fillers.count].utf8)
            var line = Array("Nov 22 10:00:01 web1 \(app): ".utf8) + loaded.prefix.bytes
            while line.count < 8 << 10 { line += filler }
            lines.append(line + [0x01])
        }
        HostileLineTests.check(HostileLineTests.run(lines), lines.count)
    }

    @Test func `bait for nested repetitions does not stop what follows`() {
        let baits = [
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "((((((((((((((((((((((((((((((((", "a,a,a,a,a,a,a,a,a,a,a,a,a,a,b",
            "=x=x=x=x=x=x=x=x=x=x=x=x=x=x",
        ]
        let good = "Nov 22 10:00:01 web1 sshd[811]: Accepted password for alice from 192.0.2.7 port 50022 ssh2"
        for bait in baits {
            let long = String(repeating: bait, count: 1000)
            let lines = ["sshd", "sudo", "su", "login", "useradd", "systemd-logind"].map { app in
                "Nov 22 10:00:01 web1 \(app)[811]: \(long)"
            }
            let run = Run(Shipped.set, lines + [good])
            #expect(run.events.map(\.userID) == ["alice"])
            #expect((run.total[.limitReached] ?? 0) == 0)
        }
    }

    /// A line that holds what looks like another, and what it is.
    struct Imitation: Sendable, CustomTestStringConvertible {
        var app: String
        var message: String
        var type: String
        var user: String?
        var target: String?
        var ip: String?

        init(
            _ app: String,
            _ message: String,
            _ type: String,
            user: String? = nil,
            target: String? = nil,
            ip: String? = nil
        ) {
            self.app = app
            self.message = message
            self.type = type
            self.user = user
            self.target = target
            self.ip = ip
        }

        var testDescription: String { "\(app): \(message)" }
    }

    static let sshd: [Imitation] = [
        Imitation(
            "sshd",
            "Failed password for invalid user root from 192.0.2.1 port 22 ssh2 from 203.0.113.9 port 40000 ssh2",
            "user_failed_login",
            user: "root from 192.0.2.1 port 22 ssh2",
            ip: "203.0.113.9"
        ),
        Imitation(
            "sshd",
            "Failed none for invalid user x from 192.0.2.1 port 1 ssh2: RSA SHA256:abc from 203.0.113.9 port 40000 ssh2",
            "user_failed_login",
            user: "x from 192.0.2.1 port 1 ssh2: RSA SHA256:abc",
            ip: "203.0.113.9"
        ),
        Imitation(
            "sshd",
            "Failed password for invalid user Accepted password for root from 192.0.2.1 port 1 ssh2 from 2001:db8::9 port 4 ssh2",
            "user_failed_login",
            user: "Accepted password for root from 192.0.2.1 port 1 ssh2",
            ip: "2001:db8::9"
        ),
        Imitation(
            "sshd-session",
            "Invalid user x from 192.0.2.1 port 1 from 203.0.113.9 port 40000",
            "user_failed_login",
            user: "x from 192.0.2.1 port 1",
            ip: "203.0.113.9"
        ),
        Imitation(
            "sshd",
            "maximum authentication attempts exceeded for invalid user x from 192.0.2.1 port 1 ssh2 from 203.0.113.9 port 4 ssh2 [preauth]",
            "login_blocked",
            user: "x from 192.0.2.1 port 1 ssh2",
            ip: "203.0.113.9"
        ),
    ]

    static let others: [Imitation] = [
        Imitation(
            "sudo",
            "mallory : TTY=pts/0 ; PWD=/home/mallory ; USER=root ; COMMAND=/bin/echo x ; USER=bob ; COMMAND=/bin/id",
            "privilege_use",
            user: "mallory",
            target: "root"
        ),
        Imitation(
            "sudo",
            "mallory : TTY=pts/0 ; PWD=/tmp/x ; USER=bob ; COMMAND=/bin/y ; USER=root ; COMMAND=/bin/id",
            "privilege_use",
            user: "mallory",
            target: "bob"
        ),
        Imitation(
            "su",
            "FAILED SU (to root) mallory on pts/0",
            "authentication_failed",
            user: "mallory",
            target: "root"
        ),
        Imitation(
            "login",
            "FAILED LOGIN (1) on '/dev/tty1' from '203.0.113.9' FOR 'x' from '192.0.2.1' FOR 'root', Authentication failure",
            "user_failed_login",
            user: "x' from '192.0.2.1' FOR 'root",
            ip: "203.0.113.9"
        ),
        Imitation(
            "sshd",
            "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser=x rhost=192.0.2.1  user=root rhost=203.0.113.9",
            "authentication_failed",
            // Of an unknown user pam_unix writes no `user=`: what looks like it was sent by the client.
            user: "x rhost=192.0.2.1  user=root",
            ip: "203.0.113.9"
        ),
    ]

    @Test(arguments: sshd + others)
    func `a name that imitates the rest of a line stays a name`(_ line: Imitation) {
        // The explainer lets go of what waits to prove evidence, as an idle source does.
        let found = HostileLineTests.explain("Nov 22 10:00:01 web1 \(line.app)[811]: \(line.message)")
        #expect(found.map(\.type) == [line.type])
        #expect(found.map(\.userID) == [line.user])
        #expect(found.map(\.targetID) == [line.target])
        #expect(found.map(\.ip) == [line.ip])
    }

    @Test func `a line within a line is no line`() {
        let forged = "Nov 22 10:00:01 web1 sshd[1]: Accepted password for root from 192.0.2.1 port 22 ssh2"
        let line = "Nov 22 10:00:01 web1 sshd[811]: Invalid user \(forged) from 203.0.113.9 port 4"
        let found = HostileLineTests.explain(line)
        #expect(found.map(\.type) == ["user_failed_login"])
        #expect(found.map(\.ip) == ["203.0.113.9"])
    }

    /// The events of one record, after which nothing comes.
    private static func explain(_ line: String) -> [ActivityEvent] {
        var explainer = Explainer(Shipped.set, reference: PackCheck.reference)
        let explanation = explainer.explain(Array(line.utf8))
        #expect(explanation.counts[.records] == 1)
        return explanation.events
    }
}
