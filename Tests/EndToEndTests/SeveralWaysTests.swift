import FootfallTesting
import Foundation
import Testing

/// One log by several ways: files that rsyslog writes, what it relays, and the journal.
@Suite(
    .fewAtOnce,
    .temporaryDirectory,
    .timeLimit(.minutes(60)),
    .enabled(
        if: JournalFiles.isAvailable && Program.system("rsyslogd") != nil && Program.system("logger") != nil,
        "rsyslogd, logger, journalctl or systemd-journal-remote is not installed; scripts/setup test installs them"
    )
)
struct SeveralWaysTests {
    private let store = Store()

    /// What programs say, each with a process id of its own; `sudo` names none to a syslog server.
    private static func said(_ number: Int) -> (app: String, pid: Int?, message: String) {
        switch number % 4 {
        case 0: ("sshd", 800 + number, "Failed password for invalid user u\(number) from 192.0.2.7 port 50022 ssh2")
        case 1:
            ("sshd", 800 + number, "Accepted publickey for u\(number) from 192.0.2.8 port 50022 ssh2: ED25519 SHA256:x")
        case 2:
            (
                "sudo", nil,
                "u\(number) : TTY=pts/0 ; PWD=/root ; USER=root ; COMMAND=/usr/bin/tab\there"
            )
        default: ("sshd", 800 + number - 2, "Accepted password for u\(number) from 192.0.2.9 port 50022 ssh2")
        }
    }

    /// A syslog server that listens at a socket of its own, writes two files and relays to a port.
    private func startServer(relayingTo port: UInt16?) async throws -> RunningProgram {
        let folder = TemporaryDirectory.current
        var configuration = """
            global(workDirectory="\(folder.path)")
            module(load="imuxsock" SysSock.Use="off")
            input(type="imuxsock" Socket="\(folder("log"))")
            action(type="omfile" file="\(folder("files/auth.log"))" template="RSYSLOG_TraditionalFileFormat")
            action(type="omfile" file="\(folder("files/secure"))" template="RSYSLOG_FileFormat")

            """
        if let port {
            configuration += """
                action(type="omfwd" target="127.0.0.1" port="\(port)" protocol="udp" template="RSYSLOG_ForwardFormat")

                """
        }
        try folder.folder("files")
        try folder.write("rsyslog.conf", configuration)
        let server = try #require(Program.system("rsyslogd")).with(["TZ": "UTC"])
            .start(["-n", "-f", folder("rsyslog.conf"), "-i", folder("rsyslog.pid")])
        #expect(try await eventually { FileManager.default.fileExists(atPath: folder("log")) })
        return server
    }

    private func say(_ numbers: Range<Int>) async throws {
        let logger = try #require(Program.system("logger"))
        for number in numbers {
            let (app, pid, message) = Self.said(number)
            let outcome = try await logger.start(
                ["-u", TemporaryDirectory.current("log"), "-p", "auth.info", "-t", app]
                    + (pid.map { ["--id=\($0)"] } ?? []) + [message]
            ).wait()
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
    }

    /// The same records in a journal, as journald would have taken them in: with the domain in the host's name, with every
    /// process id, and a moment earlier than the syslog server, sometimes on the other side of a second's border.
    private func fillJournal() async throws -> String {
        let folder = TemporaryDirectory.current
        try folder.folder("journal")
        let lines = try String(contentsOfFile: folder("files/secure"), encoding: .utf8).split(separator: "\n")
        var entries: [JournalEntry] = []
        for (number, line) in lines.enumerated() {
            let parts = line.split(separator: " ", maxSplits: 3)
            let time = try Self.microseconds(String(parts[0])) - (number % 5 == 0 ? 600_000 : 1500)
            let (app, pid, message) = Self.said(number)
            var entry = JournalEntry(
                realtime: time + 300,
                host: parts[1] + ".example.org",
                identifier: app,
                pid: "\(pid ?? 4000 + number)",
                message: message.trimmingCharacters(in: .whitespaces)
            )
            if let pid { entry.add("SYSLOG_PID", "\(pid)") }
            entry.add("_SOURCE_REALTIME_TIMESTAMP", "\(time)")
            entries.append(entry)
        }
        try await JournalFiles.append(entries, to: folder("journal/system.journal"))
        return folder("journal")
    }

    private static func microseconds(_ stamp: String) throws -> Int64 {
        let parts = stamp.split(separator: ".")
        let date = try #require(ISO8601DateFormatter().date(from: parts[0] + "Z"))
        return Int64(date.timeIntervalSince1970) * 1_000_000 + (try #require(Int64(parts[1].prefix(6))))
    }

    private func filesAreComplete(_ count: Int) throws -> Bool {
        try ["auth.log", "secure"].allSatisfy { name in
            let path = TemporaryDirectory.current("files/" + name)
            guard FileManager.default.fileExists(atPath: path) else { return false }
            return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").count == count
        }
    }

    @Test func `read as a backlog, at once or in turn, it counts once`() async throws {
        let count = 60
        let server = try await startServer(relayingTo: nil)
        try await say(0..<count)
        #expect(try await eventually { try filesAreComplete(count) })
        _ = try await server.end(SIGTERM)
        let journal = try await fillJournal()
        let files = TemporaryDirectory.current("files")
        let zone = ["--timezone", "UTC"]
        #expect(try await store.collect(zone + ["--journal-directory", journal, files]).status == 0)
        #expect(try await store.count() == count)
        #expect(Set(try await store.events().compactMap(\.user_id)) == Set(SignIn.users(0..<count)))
        #expect(try await store.evidence().values.reduce(0, +) == 2 * count)
        // One after the other, each in a run of its own, in either order.
        for order in [["journal", "secure", "auth.log"], ["auth.log", "journal", "secure"]] {
            let other = Store(order[0] + ".db")
            for name in order {
                let source = name == "journal" ? ["--journal-directory", journal] : [files + "/" + name]
                #expect(try await other.collect(zone + source).status == 0)
                #expect(try await other.count() == count, "\(name) of \(order)")
            }
        }
    }

    @Test func `followed live beside a relay, it counts once`() async throws {
        let count = 40
        let port = try freePort()
        let server = try await startServer(relayingTo: port)
        let files = TemporaryDirectory.current("files")
        let collector = try store.follow(
            "--udp",
            "127.0.0.1:\(port)",
            files + "/auth.log",
            files + "/secure"
        )
        #expect(try await eventually { collector.errorsSoFar.contains("receiving") })
        try await say(0..<count)
        #expect(try await eventually { try filesAreComplete(count) })
        #expect(
            try await eventually { try await store.evidence().values.reduce(0, +) == 2 * count }
        )
        #expect(try await collector.end(SIGTERM).status == 0)
        _ = try await server.end(SIGTERM)
        #expect(try await store.count() == count)
        // The journal is added to what is there.
        let journal = try await fillJournal()
        #expect(try await store.collect("--journal-directory", journal).status == 0)
        #expect(try await store.count() == count)
        #expect(try await store.evidence().values.reduce(0, +) == 3 * count)
        let told = try await store.events("evidence:yes", "source:journal")
        #expect(told.count == count)
        #expect(told.allSatisfy { $0.evidence == true })
    }
}
