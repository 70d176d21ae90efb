import FootfallTesting
import Foundation
import Testing

/// The snippets of docs/receiving.md in the programs they are for, with other ports and paths and nothing else changed.
@Suite(
    .fewAtOnce,
    .temporaryDirectory,
    .timeLimit(.minutes(60)),
    .enabled(if: Program.system("logger") != nil, "logger (bsdutils) is not installed; scripts/setup test installs it"),
    .enabled(if: Program.system("openssl") != nil, "openssl is not installed; scripts/setup test installs it")
)
struct PageSenderTests {
    private static let hasRsyslog = Program.system("rsyslogd") != nil
    private static let noRsyslog: Comment = "rsyslog is not installed; scripts/setup test installs it"

    private static let upload = "/lib/systemd/systemd-journal-upload"
    private static let hasUpload = Program(upload).isThere

    private let store = Store()
    private let folder = TemporaryDirectory.current

    // MARK: The page's collector

    /// Makes the page's certificates, and starts the page's configuration; each way gets a port of its own.
    private func start() async throws -> PageCollector {
        let shell = try #require(Program.system("sh"))
        let script = try PageSnippet.named("certificates").adapted(["192.0.2.10": "127.0.0.1"])
        let made = try await shell.run("-ec", "cd \(folder.path)\n" + script)
        #expect(made.status == 0, "\(made.errors)")
        let configuration = try PageSnippet.named("receiving-configuration").adapted([
            "/var/lib/footfall/footfall.db": store.path, "/var/log": try folder.folder("logs"),
            "0.0.0.0:514": "127.0.0.1:0", "0.0.0.0:6514": "127.0.0.1:0",
            "/etc/footfall/server.pem": folder("server.pem"), "/etc/footfall/server.key": folder("server.key"),
            "/etc/footfall/senders.pem": folder("authority.pem"),
        ])
        return try await PageCollector(try folder.write("footfall.yaml", configuration), store)
    }

    /// What replaces the paths of the page's certificates.
    private func withCertificates(_ snippet: String) -> String {
        ["authority.pem", "client.pem", "client.key"].reduce(snippet) {
            $0.adapted(["/etc/ssl/log/" + $1: folder($1)])
        }
    }

    private func expectOneEvent(from source: String) async throws {
        let stored = try await eventually { try await store.count() >= 1 }
        #expect(stored)
        let events = try await store.events()
        #expect(events.count == 1)
        let event = try #require(events.first)
        #expect(event.type == "user_failed_login")
        #expect(event.user_id == "mallory")
        #expect(event.ip == "203.0.113.9")
        #expect(event.app_id == "sshd")
        #expect(event.host == ProcessInfo.processInfo.hostName.split(separator: ".").first.map(String.init))
        #expect(event.source == source)
        let age = try Date.now.timeIntervalSince(
            Date(event.time, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        )
        #expect(abs(age) < 600, "\(event.time)")
    }

    /// Says something to the socket at which the sender listens, as a program of its host does.
    private func log(to socket: String) async throws {
        let logger = try #require(Program.system("logger"))
        let isThere = try await eventually { FileManager.default.fileExists(atPath: socket) }
        #expect(isThere)
        let message = "Failed password for invalid user mallory from 203.0.113.9 port 50022 ssh2"
        let sent = try await logger.run("-u", socket, "-p", "auth.info", "-t", "sshd", "--id=811", message)
        #expect(sent.status == 0, "\(sent.errors)")
    }

    // MARK: rsyslog

    /// rsyslog with a snippet, and a socket in place of /dev/log.
    private func startRsyslog(_ snippet: String, socket: String) throws -> RunningProgram {
        let work = try folder.folder("rsyslog")
        let configuration = try folder.write(
            "rsyslog.conf",
            """
            global(workDirectory="\(work)")
            module(load="imuxsock" SysSock.Use="off")
            input(type="imuxsock" Socket="\(socket)")
            include(file="\(try folder.write("footfall.conf", snippet))")

            """
        )
        return try #require(Program.system("rsyslogd")).start("-n", "-f", configuration, "-i", folder("rsyslog.pid"))
    }

    @Test(.enabled(if: hasRsyslog, noRsyslog), arguments: ["udp", "tcp", "tls"])
    func `rsyslog sends as the page says`(way: String) async throws {
        let collector = try await start()
        var snippet = try PageSnippet.named("rsyslog-" + way).adapted([
            "192.0.2.10": "127.0.0.1",
            way == "tls" ? "\"6514\"" : "\"514\"": "\"\(try collector.port(way))\"",
        ])
        if way == "tls" { snippet = withCertificates(snippet) }
        let rsyslog = try startRsyslog(snippet, socket: folder("devlog"))
        try await log(to: folder("devlog"))
        try await expectOneEvent(from: try collector.source(way))
        _ = try await rsyslog.end(SIGTERM)
        try await collector.stop()
        #expect(try await store.count() == 1)
    }

    @Test(.enabled(if: hasRsyslog, noRsyslog))
    func `what rsyslog was told while the collector was away comes later`() async throws {
        let collector = try await start()
        let port = try collector.port("tcp")
        try await collector.stop()
        let snippet = try PageSnippet.named("rsyslog-tcp")
            .adapted(["192.0.2.10": "127.0.0.1", "\"514\"": "\"\(port)\""])
        let rsyslog = try startRsyslog(snippet, socket: folder("devlog"))
        try await log(to: folder("devlog"))
        #expect(try await eventually { rsyslog.errorsSoFar.contains("Connection refused") })
        let receiver = try store.program.start(
            ["collect", "--store", store.path, "--timezone", "UTC", "--tcp", "127.0.0.1:\(port)"]
        )
        let stored = try await eventually { try await store.count() >= 1 }
        #expect(stored, "\(rsyslog.errorsSoFar.suffix(1000))")
        _ = try await rsyslog.end(SIGTERM)
        #expect(try await receiver.end(SIGTERM).status == 0)
        // Once, or twice: rsyslog 8.2302 sometimes sends again what it could not send at first, which the page says.
        let events = try await store.events()
        #expect(Set(events.map(\.time)).count == 1)
        #expect(events.allSatisfy { $0.user_id == "mallory" && $0.source == "tcp://127.0.0.1:\(port)" })
    }

    @Test(.enabled(if: hasRsyslog, noRsyslog))
    func `rsyslog sends an application's file as the page says`() async throws {
        let collector = try await start()
        let snippet = try PageSnippet.named("rsyslog-file").adapted([
            "192.0.2.10": "127.0.0.1", "\"514\"": "\"\(try collector.port("tcp"))\"",
            "/srv/shop/logs/app.json": folder("app.json"),
        ])
        let record = #"{"time":"2026-11-22T10:00:01Z","event":"login","user":"alice","ip":"192.0.2.7"}"#
        try folder.write("app.json", record + "\n")
        let rsyslog = try startRsyslog(snippet, socket: folder("devlog"))
        let stored = try await eventually { try await store.count() >= 1 }
        #expect(stored)
        _ = try await rsyslog.end(SIGTERM)
        try await collector.stop()
        let events = try await store.events()
        #expect(events.map(\.user_id) == ["alice"])
        #expect(events.map(\.ip) == ["192.0.2.7"])
        #expect(events.map(\.app_id) == ["shop"])
        #expect(events.map(\.type) == ["user_login"])
        #expect(events.map(\.time) == ["2026-11-22T10:00:01.000000Z"])
    }

    // MARK: syslog-ng

    @Test(.enabled(if: SyslogNG.program != nil, SyslogNG.isMissing), arguments: ["udp", "tcp", "tls"])
    func `syslog-ng sends as the page says`(way: String) async throws {
        let collector = try await start()
        var snippet = try PageSnippet.named("syslog-ng-" + way).adapted([
            "192.0.2.10": "127.0.0.1",
            way == "tls" ? "port(6514)" : "port(514)": "port(\(try collector.port(way)))",
        ])
        if way == "tls" { snippet = withCertificates(snippet) }
        let configuration = try folder.write(
            "syslog-ng.conf",
            """
            @version: 3.38
            options { stats-freq(0); use-dns(no); };
            source s_src { unix-dgram("\(folder("devlog"))"); };
            @include "\(try folder.write("footfall.conf", snippet))"

            """
        )
        let sender = try #require(SyslogNG.program).start(
            ["-F", "--no-caps", "-f", configuration, "-R", folder("persist"), "-p", folder("pid"), "-c", folder("ctl")]
        )
        try await log(to: folder("devlog"))
        try await expectOneEvent(from: try collector.source(way))
        _ = try await sender.end(SIGTERM)
        try await collector.stop()
        #expect(try await store.count() == 1)
    }

    // MARK: systemd's journal

    @Test(.enabled(if: JournalFiles.isAvailable && hasUpload, "\(JournalFiles.missing)"))
    func `journal-upload and journal-remote bring entries as the page says`() async throws {
        let port = try freePort()
        let remote = try folder.folder("remote")
        let service = try PageSnippet.named("journal-remote").adapted([
            "--listen-http=-3": "--listen-http=127.0.0.1:\(port)", "/var/log/journal/remote/": remote + "/",
        ])
        let command = try #require(service.split(separator: "\n").last { $0.hasPrefix("ExecStart=/") }).dropFirst(10)
        let words = command.split(separator: " ").map(String.init)
        let receiver = try Program(words[0]).start(Array(words.dropFirst()))
        let upload = try PageSnippet.named("journal-upload").adapted(["192.0.2.10:19532": "127.0.0.1:\(port)"])
        let url = try #require(upload.split(separator: "\n").last { $0.hasPrefix("URL=") }).dropFirst(4)

        let message = "Failed password for invalid user mallory from 203.0.113.9 port 50022 ssh2"
        let now = Int64(Date.now.timeIntervalSince1970) * 1_000_000
        let local = try folder.folder("local")
        try await JournalFiles.append([JournalEntry(realtime: now, message: message)], to: local + "/system.journal")
        let source = try PageSnippet.named("journal-source").adapted(["/var/log/journal/remote": remote])
        let configuration = try folder.write("footfall.yaml", "store: \(store.path)\n" + source)
        // It may be up before the receiver is; systemd would start it again.
        let arguments = ["--url=" + url, "--directory=" + local, "--save-state=" + folder("state")]
        var uploader = try Program(Self.upload).start(arguments)
        let arrived = try await eventually {
            if uploader.hasEnded { uploader = try Program(Self.upload).start(arguments) }
            return try !FileManager.default.contentsOfDirectory(atPath: remote).isEmpty
        }
        #expect(arrived, "\(uploader.errorsSoFar)\n\(receiver.errorsSoFar)")
        let collector = try store.program.start(["collect", "--config", configuration])
        let stored = try await eventually { try await store.count() >= 1 }
        #expect(stored, "\(collector.errorsSoFar)")
        #expect(try await collector.end(SIGTERM).status == 0)
        _ = try await uploader.end(SIGTERM)
        _ = try await receiver.end(SIGTERM)
        let events = try await store.events()
        #expect(events.map(\.user_id) == ["mallory"])
        #expect(events.map(\.ip) == ["203.0.113.9"])
        #expect(events.map(\.host) == ["web1"])
        #expect(events.map(\.source) == ["journal"])
    }

    // MARK: What has no sender in Debian

    @Test(arguments: ["udp", "tcp"])
    func `what devices, Windows and Docker send is stored with user, address and host`(way: String) async throws {
        let collector = try await start()
        let lines = try PageSnippet.parsedLines()
        #expect(lines.count == 6)
        let port = try collector.port(way)
        if way == "udp" {
            let sender = try DatagramSender(port: port)
            for line in lines { sender.send(line) }
        } else {
            let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
            #expect(try StreamSender(port: port).send(bytes[...], patience: .seconds(10)) == bytes.count)
        }
        let stored = try await eventually { try await store.count() == lines.count }
        #expect(stored)
        try await collector.stop()
        let found = try await store.events().map {
            [$0.user_id, $0.ip, $0.host].map { $0 ?? "" }.joined(separator: " ")
        }
        #expect(
            found.sorted() == [
                "alice 192.0.2.7 dc1.example.org", "alice 192.0.2.7 fw1", "alice 192.0.2.7 node1",
                "mallory 203.0.113.9 dc1.example.org", "mallory 203.0.113.9 fw1", "mallory 203.0.113.9 sw1",
            ]
        )
    }

    // MARK: logger

    @Test func `the page's test message arrives`() async throws {
        let collector = try await start()
        let command = try PageSnippet.named("logger").adapted([
            "192.0.2.10": "127.0.0.1", "-P 514": "-P \(try collector.port("tcp"))",
        ])
        let sent = try await #require(Program.system("sh")).run("-ec", command)
        #expect(sent.status == 0, "\(sent.errors)")
        let stored = try await eventually { try await store.count("footfall-test", "since:-10m") == 1 }
        #expect(stored)
        try await collector.stop()
        let events = try await store.events()
        #expect(events.map(\.user_id) == ["footfall-test"])
        #expect(events.map(\.ip) == ["192.0.2.7"])
        #expect(events.map(\.source) == [try collector.source("tcp")])
    }
}

/// `footfall collect` by the page's configuration.
struct PageCollector {
    private let program: RunningProgram

    init(_ configuration: String, _ store: Store) async throws {
        let program = try store.program.start(["collect", "--config", configuration])
        self.program = program
        let isReceiving = try await eventually {
            program.hasEnded || program.errorsSoFar.split(separator: "\n").count { $0.contains(": receiving") } == 3
        }
        #expect(isReceiving && !program.hasEnded, "\(program.errorsSoFar)")
    }

    /// The source's name in the store.
    func source(_ way: String) throws -> String { "\(way)://127.0.0.1:\(try port(way))" }

    /// Where it receives by that way.
    func port(_ way: String) throws -> UInt16 {
        let beginning = way + "://127.0.0.1:"
        let line = try #require(program.errorsSoFar.split(separator: "\n").first { $0.hasPrefix(beginning) })
        return try #require(UInt16(line.dropFirst(beginning.count).prefix { $0.isNumber }))
    }

    /// Stops it as a service manager does.
    func stop() async throws {
        let outcome = try await program.end(SIGTERM)
        #expect(outcome.status == 0, "\(outcome.errors)")
    }
}
