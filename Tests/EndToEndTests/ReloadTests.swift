import FootfallTesting
import Foundation
import Synchronization
import Testing

/// A new configuration while the collector runs.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct ReloadTests {
    private let configured = ConfiguredStore()
    private var folder: TemporaryDirectory { configured.folder }
    private var store: Store { configured.store }

    /// A pack that makes an event of `knock knock`.
    private static let pack = """
        pack: doors
        about: Doors
        apps: [door]
        patterns:
          - id: knock
            event: user_login
            regex: '^knock (?<user>\\S+)$'
            examples:
              - line: 'Nov 22 10:00:01 web1 door[1]: knock alice'
                expect: { user_id: alice }

        """

    @Test func `twenty reloads, good and bad, while messages come: each is stored once`() async throws {
        let port = try freePort()
        let log = try folder.write("auth.log", "")
        let other = try folder.write("other.log", "")
        let sources = "sources:\n  - files: \(log)\n  - syslog: udp://127.0.0.1:\(port)\n"
        try folder.folder("own")
        try folder.write("own/doors.yaml", ReloadTests.pack)
        try configured.write(sources)
        let collector = try configured.start()
        #expect(try await eventually { collector.errorsSoFar.contains("following until interrupted") })

        let folder = folder
        let sender = try DatagramSender(port: port)
        let isOver = Mutex(false)
        // Datagrams and lines at a steady rate, numbered through.
        let sending = Task.detached {
            var number = 0
            while !isOver.withLock({ $0 }) {
                for _ in 0..<5 {
                    sender.send("<86>" + SignIn.line(2 * number).dropLast())
                    try folder.append("auth.log", SignIn.line(2 * number + 1))
                    number += 1
                }
                try await Task.sleep(for: .milliseconds(10))
            }
            return number
        }
        for round in 0..<20 {
            switch round % 4 {
            case 0: try configured.write(sources + "  - files: \(other)\npatterns: {folder: \(folder("own"))}\n")
            case 2: try configured.write(sources)
            case 1: try configured.write(sources + "sorces: []\n")
            default: try configured.write("sources: [")
            }
            try await collector.reload()
        }
        isOver.withLock { $0 = true }
        let sent = try await sending.value
        #expect(sent > 100)
        #expect(collector.count(of: "configuration and packs are loaded anew; sources kept: 2") == 10)
        #expect(collector.count(of: "nothing was changed, everything goes on as before") == 10)
        #expect(collector.count(of: "unknown key 'sorces'") == 5)
        #expect(collector.count(of: "udp://127.0.0.1:\(port): receiving") == 1, "the socket stays open")
        #expect(try await eventually { try await store.count() == 2 * sent })
        #expect(try sender.waiting().drops == 0)
        #expect(try await collector.end(SIGTERM).status == 0)
        #expect(Set(try await store.events().map(\.user_id)) == Set(SignIn.users(0..<2 * sent)))
        #expect(try await store.count() == 2 * sent)
    }

    @Test func `a new pack is used from then on, a source taken out stops, a new one begins`() async throws {
        let first = try folder.write("first.log", "Nov 22 10:00:01 web1 door[1]: knock early\n")
        let second = try folder.write("second.log", SignIn.line(1))
        try configured.write("sources: [{files: \(first)}]\n")
        let collector = try configured.start("--reference-time", "2026-11-22T23:59:59Z")
        #expect(try await eventually { collector.errorsSoFar.contains("following until interrupted") })

        try folder.folder("own")
        try folder.write("own/doors.yaml", ReloadTests.pack)
        try configured.write("sources: [{files: \(first)}, {files: \(second)}]\npatterns: {folder: own}\n")
        try await collector.reload()
        try folder.append("first.log", "Nov 22 10:00:02 web1 door[1]: knock alice\n")
        #expect(try await eventually { try await Set(store.events().map(\.user_id)) == ["alice", "u1"] })

        try configured.write("sources: [{files: \(second)}]\npatterns: {folder: own}\n")
        try await collector.reload()
        #expect(collector.errorsSoFar.contains("stopped: \(first)"))
        try folder.append("first.log", "Nov 22 10:00:03 web1 door[1]: knock late\n")
        try folder.append("second.log", SignIn.line(2))
        #expect(try await eventually { try await store.count() == 3 })
        // It was stopped, not forgotten: where it stopped it goes on.
        try configured.write("sources: [{files: \(second)}, {files: \(first)}]\npatterns: {folder: own}\n")
        try await collector.reload()
        #expect(try await eventually { try await store.count() == 4 })
        #expect(try await collector.end(SIGTERM).status == 0)
        #expect(try await store.events("user:late").count == 1)
        #expect(try await store.events("user:early").isEmpty)
    }

    @Test func `a bad pack, an address in use and another store are refused, and nothing changes`() async throws {
        let port = try freePort()
        let log = try folder.write("auth.log", SignIn.line(1))
        let sources = "sources: [{files: \(log)}, {syslog: \"udp://127.0.0.1:\(port)\"}]\n"
        try configured.write(sources)
        let collector = try configured.start()
        #expect(try await eventually { collector.errorsSoFar.contains("following until interrupted") })

        try folder.folder("own")
        try folder.write("own/doors.yaml", ReloadTests.pack.replacing("user_login", with: "user_logn"))
        try configured.write(sources + "patterns: {folder: own}\n")
        try await collector.reload()
        #expect(collector.errorsSoFar.contains("doors.yaml:6"), "\(collector.errorsSoFar)")

        // The address of another program.
        let taken = try UDPHolder()
        try configured.write("sources: [{files: \(log)}, {syslog: \"udp://127.0.0.1:\(taken.port)\"}]\n")
        try await collector.reload()
        #expect(collector.errorsSoFar.contains("udp://127.0.0.1:\(taken.port): the port is in use"))

        try folder.write("footfall.yaml", "store: \(folder("b.db"))\n" + sources)
        try await collector.reload()
        #expect(collector.errorsSoFar.contains("restart to write to another store"))

        #expect(collector.count(of: "nothing was changed") == 3)
        let sender = try DatagramSender(port: port)
        sender.send("<86>" + SignIn.line(2).dropLast())
        try folder.append("auth.log", SignIn.line(3))
        #expect(try await eventually { try await store.count() == 3 })
        #expect(try await collector.end(SIGTERM).status == 0)
    }

    @Test func `zones and formats of sources and hosts change without the socket being closed`() async throws {
        let port = try freePort()
        let sources = "sources:\n  - syslog: udp://127.0.0.1:\(port)\n"
        try configured.write(sources)
        let collector = try configured.start("--reference-time", "2026-11-22T23:59:59Z")
        #expect(try await eventually { collector.errorsSoFar.contains("receiving") })
        let sender = try DatagramSender(port: port)
        func send(_ host: String, _ user: String) {
            sender.send("<86>Nov 22 10:00:00 \(host) sshd[1]: Accepted password for \(user) from 192.0.2.7 port 5 ssh2")
        }
        send("web1", "a")
        #expect(try await eventually { try await store.count() == 1 })
        try configured.write(sources + "    timezone: Europe/Vienna\nhosts: {fw1: {timezone: America/New_York}}\n")
        try await collector.reload()
        send("web1", "b")
        send("fw1", "c")
        #expect(try await eventually { try await store.count() == 3 })
        let times = try await store.events().map { [$0.user_id, String($0.time.dropFirst(11).prefix(2))] }
        #expect(Set(times) == [["a", "10"], ["b", "09"], ["c", "15"]])
        #expect(collector.count(of: "receiving") == 1)
        #expect(try await collector.end(SIGTERM).status == 0)
    }

    @Test func `lines without an app name are read with the source's format`() async throws {
        let line = "Accepted password for alice from 192.0.2.7 port 50022 ssh2\n"
        let plain = try folder.write("plain.log", line)
        let known = try folder.write("known.log", line)
        try configured.write("sources: [{files: \(plain)}, {files: \(known), format: openssh}]\n")
        let outcome = try await configured.start("--once", "--reference-time", "2026-11-22T23:59:59Z").wait()
        #expect(outcome.status == 0, "\(outcome.errors)")
        let events = try await store.events()
        #expect(events.map(\.source) == [known])
        #expect(events.first?.app_id == "sshd")
    }
}

/// Somebody else's socket.
final class UDPHolder {
    let port: UInt16
    private let descriptor: Int32

    init() throws {
        (descriptor, port) = try bindToFreePort()
    }

    deinit {
        close(descriptor)
    }
}
