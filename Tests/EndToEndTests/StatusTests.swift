import FootfallTesting
import Foundation
import Testing

/// `footfall status`, and the metrics, of collectors that run and that ended.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct StatusTests {
    private let folder = TemporaryDirectory.current
    private let store = Store()

    @Test func `a running collector is seen, with how far it has read`() async throws {
        let log = try folder.write("auth.log", SignIn.lines(0..<100))
        let collector = try store.follow(log)
        #expect(try await eventually { try await store.count() == 100 })
        try folder.append("auth.log", "an unfinished line")
        let report = try await store.report()
        #expect(report.collector.running)
        #expect(report.collector.process == collector.processID)
        #expect(report.exitStatus == 0)
        let source = try #require(report[log])
        #expect(source.state == "ok")
        #expect(source.closes)
        #expect(source.read_bytes == SignIn.lines(0..<100).utf8.count)
        #expect(source.unread_bytes == 18)
        #expect(source.counts["bytes"] == source.read_bytes)
        let table = try await store.program.with(["COLUMNS": "80"]).run("status", "--store", store.path)
        #expect(table.status == 0)
        #expect(table.output.contains("collector  running since "))
        #expect(table.output.contains("\n100 records = 100 matched\n"))
        #expect(table.outputLines.allSatisfy { $0.count <= 80 }, "\(table.output)")
        #expect(try await collector.end(SIGTERM).status == 0)
        #expect(try await !store.report().collector.running)
    }

    @Test func `a file that may not be read fails until it may`() async throws {
        guard let program = try await unprivileged() else { return }
        var store = store
        store.program = program
        let log = try folder.write("auth.log", SignIn.lines(0..<10))
        try folder.setMode("auth.log", 0o000)
        let collector = try store.follow(log, folder("later.log"))
        #expect(try await eventually { (try? await store.report())?[log]?.state == "failing" })
        let failing = try await store.report()
        #expect(failing.exitStatus == 2)
        #expect(failing[log]?.problems.first?.text.hasPrefix("\(log): permission denied, since ") == true)
        #expect(failing[folder("later.log")]?.state == "waiting")
        try folder.setMode("auth.log", 0o644)
        #expect(try await eventually { try await store.report()[log]?.state == "ok" })
        try folder.write("later.log", SignIn.line(11))
        #expect(try await eventually { try await store.report()[folder("later.log")]?.state == "ok" })
        #expect(try await store.report().exitStatus == 0)
        #expect(try await collector.end(SIGTERM).status == 0)
    }

    @Test func `a collector without lines is known by its sources`() async throws {
        let port = try freePort()
        let collector = try store.follow("--udp", "127.0.0.1:\(port)")
        #expect(try await eventually { (try? await store.report())?["udp://127.0.0.1:\(port)"]?.state == "waiting" })
        let sender = try DatagramSender(port: port)
        sender.send("<86>" + SignIn.line(1).dropLast())
        #expect(try await eventually { try await store.report()["udp://127.0.0.1:\(port)"]?.state == "ok" })
        #expect(try await collector.end(SIGTERM).status == 0)
    }

    // MARK: Metrics

    private func metrics() async throws -> (collector: RunningProgram, address: String) {
        let log = try folder.write("auth \"1\".log", SignIn.lines(0..<100))
        let collector = try store.follow("--metrics", "127.0.0.1:0", log)
        #expect(try await eventually { collector.errorsSoFar.contains("metrics: http://127.0.0.1:") })
        let found = try #require(collector.errorsSoFar.firstMatch(of: /metrics: http:\/\/(127\.0\.0\.1:\d+)\/metrics/))
        return (collector, String(found.1))
    }

    @Test(.enabled(if: Program.system("curl") != nil, "curl is not installed"))
    func `metrics are served, and go on from where they were`() async throws {
        let curl = try #require(Program.system("curl"))
        for count in [100, 200] {
            let (collector, address) = try await metrics()
            if count == 200 { try folder.append("auth \"1\".log", SignIn.lines(100..<200)) }
            let source = "source=\"" + folder("auth \\\"1\\\".log") + "\""
            let line = "footfall_records_total{\(source),fate=\"matched\"} \(count)\n"
            #expect(
                try await eventually {
                    try await curl.run("-sS", "http://\(address)/metrics").output.contains(line)
                }
            )
            let whole = try await curl.run("-sSi", "http://\(address)/metrics")
            #expect(whole.output.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(whole.output.contains("\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"))
            #expect(whole.output.contains("footfall_source_state{state=\"ok\",\(source)} 1\n"))
            #expect(whole.output.contains("footfall_trouble 0\n"))
            // A help, a type, and then samples of that name.
            var family = ""
            for line in whole.output.split(separator: "\r\n\r\n")[1].split(separator: "\n") {
                if line.hasPrefix("# TYPE ") { family = String(line.split(separator: " ")[2]) }
                #expect(line.hasPrefix("# ") || line.hasPrefix(family), "\(line)")
            }
            let head = try await curl.run("-sSI", "http://\(address)/metrics")
            #expect(head.output.hasPrefix("HTTP/1.1 200 OK\r\n"))
            for (arguments, status) in [
                (["http://\(address)/other"], "404"), (["-X", "DELETE", "http://\(address)/metrics"], "405"),
                (["-H", "X: " + String(repeating: "x", count: 9000), "http://\(address)/metrics"], "431"),
            ] {
                let outcome = try await curl.start(["-s", "-o", "/dev/null", "-w", "%{http_code}"] + arguments).wait()
                #expect(outcome.output == status)
            }
            #expect(try await collector.end(SIGTERM).status == 0)
        }
    }

    @Test func `hostile clients keep nobody from the metrics`() async throws {
        let (collector, address) = try await metrics()
        let port = try #require(UInt16(address.split(separator: ":")[1]))
        var random = SeededGenerator(seed: 5)
        var open: [TestConnection] = []
        for number in 0..<40 {
            let connection = try TestConnection(port: port)
            switch number % 4 {
            case 0: break  // Says nothing.
            case 1: connection.send(Array("GET /metrics HTTP/1.1\r\nHost: ".utf8))
            case 2: connection.send((0..<200_000).map { _ in UInt8.random(in: 0...255, using: &random) })
            default: connection.send(Array("GET /metrics HTTP/1.1\r\n\r\n".utf8))  // Never reads the answer.
            }
            open.append(connection)
        }
        let asking = try TestConnection(port: port)
        asking.send(Array("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
        let answer = try await asking.answer()
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(answer.hasSuffix("\n"))
        // Those that say nothing are let go.
        #expect(try await eventually { open.allSatisfy { $0.isClosed } })
        #expect(try await collector.end(SIGTERM).status == 0)
    }

    @Test func `an address that cannot be had is refused before anything is made`() async throws {
        let log = try folder.write("auth.log", SignIn.line(1))
        for (address, said) in [
            ("127.0.0.1:x", "the port is no number"), ("example:9765", "no address of an interface"),
            ("192.0.2.1:9765", "metrics cannot be served here"),
        ] {
            let outcome = try await store.collect("--metrics", address, log)
            #expect(outcome.status == 1)
            #expect(outcome.errors.hasPrefix("error: \(address): \(said)"), "\(outcome.errors)")
        }
        #expect(try folder.names == ["auth.log"])
    }
}

/// A connection to a port of this machine, with nobody's manners.
final class TestConnection: Sendable {
    private let descriptor: Int32

    init(port: UInt16) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw POSIXError.last }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let connected = unsafe withUnsafeBytes(of: &address) { bytes in
            unsafe bytes.withMemoryRebound(to: sockaddr.self) { addresses -> Int32 in
                guard let start = addresses.baseAddress else { return -1 }
                return unsafe connect(descriptor, start, socklen_t(bytes.count))
            }
        }
        guard connected == 0 else { throw POSIXError.last }
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }

    deinit {
        close(descriptor)
    }

    /// Sends what goes without waiting.
    func send(_ bytes: [UInt8]) {
        _ = unsafe Foundation.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// Everything until the other end closes.
    func answer() async throws -> String {
        var all: [UInt8] = []
        _ = try await eventually {
            var bytes = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
                if count == 0 { return true }
                if count < 0 { return errno != EAGAIN }
                all += bytes.prefix(count)
            }
        }
        return String(decoding: all, as: UTF8.self)
    }

    /// Whether the other end has closed it.
    var isClosed: Bool {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
            if count == 0 { return true }
            if count < 0 { return errno != EAGAIN }
        }
    }
}
