import FootfallModel
import FootfallSources
import FootfallStore
import FootfallTesting
import Foundation
import GRDB
import Testing

@testable import FootfallCollector

/// A stop ends in time, whatever is in its way, and says what could not be stored.
@Suite(.temporaryDirectory, .timeLimit(.minutes(20)))
struct StopTests {
    private let notices = Notices()

    /// A collector that was started, and how it ended.
    private final class Run: Sendable {
        let stop = StopSignal()
        let summary = Guarded<Result<Collector.Summary, any Error>?>(nil)
        /// When it had ended, whenever the test comes to look.
        let ended = Guarded<ContinuousClock.Instant?>(nil)

        init(_ configuration: Collector.Configuration, _ notices: Notices) {
            let (stop, collector) = (stop, Collector(configuration, patterns: shipped) { notices.add($0) })
            Thread.start(named: "collector") { [self] in
                let result = Result { try collector.run(until: stop) }
                ended.withLock { $0 = .now }
                summary.withLock { $0 = result }
            }
        }
    }

    /// The port that the collector was given, once it listens.
    private func port() async throws -> UInt16 {
        #expect(try await eventually { notices.port != nil })
        return try #require(notices.port)
    }

    @Test func `a stop while another program holds the store ends in time, and counts what is lost`() async throws {
        let store = TemporaryDirectory.current("footfall.db")
        let log = try TemporaryDirectory.current.write("auth.log", "")
        let address = "127.0.0.1:0"
        var configuration = Collector.Configuration(store: store, zone: .utc)
        configuration.stopSeconds = 2
        configuration.sources = [
            SourceSettings(.files(.init(paths: [log]))),
            SourceSettings(.udp(address: address, receiveBufferBytes: nil)),
        ]
        let run = Run(configuration, notices)
        #expect(try await eventually { FileManager.default.fileExists(atPath: store + "-wal") })
        var open = GRDB.Configuration()
        open.allowsUnsafeTransactions = true
        // The collector may still be making the store.
        open.busyMode = .timeout(60)
        let other = try DatabaseQueue(path: store, configuration: open)
        try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        try TemporaryDirectory.current.append("auth.log", signIn(1) + "\n" + signIn(2) + "\n")
        let sender = try Sender(port: await port())
        for number in 0..<7 { sender.send("<86>" + signIn(number)) }
        // Busy for five seconds, the writer tells of it.
        #expect(try await eventually { notices.texts.contains { $0.hasPrefix("another program keeps the store") } })
        let begun = ContinuousClock.now
        run.stop.raise()
        #expect(try await eventually { run.summary.withLock { $0 != nil } })
        #expect(try #require(run.ended.withLock { $0 }) - begun < .seconds(4))
        let summary = try #require(try run.summary.withLock { try $0?.get() })
        #expect(summary.lostLines == 7)
        #expect(notices.texts.contains("7 lines could not be stored before the stop: lost"))
        #expect(notices.texts.contains("2 lines could not be stored before the stop, and will be read again"))
        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    }

    @Test func `a flood does not keep it from stopping`() async throws {
        let address = "127.0.0.1:0"
        var configuration = Collector.Configuration(store: TemporaryDirectory.current("footfall.db"), zone: .utc)
        configuration.stopSeconds = 3
        configuration.sources = [SourceSettings(.udp(address: address, receiveBufferBytes: nil))]
        let run = Run(configuration, notices)
        let sender = try Sender(port: await port())
        let isOver = Guarded(false)
        let flood = Task.detached { while !isOver.withLock({ $0 }) { sender.send("<86>" + signIn(1)) } }
        let store = configuration.store
        #expect(try await eventually { ((try? EventStore(path: store).statistics().events) ?? 0) > 0 })
        let begun = ContinuousClock.now
        run.stop.raise()
        #expect(try await eventually { run.summary.withLock { $0 != nil } })
        #expect(try #require(run.ended.withLock { $0 }) - begun < .seconds(6))
        isOver.withLock { $0 = true }
        await flood.value
        #expect(try run.summary.withLock { try $0?.get().events ?? 0 } > 0)
    }

    @Test func `a stage that is at one batch for too long is found, one that waits is not`() async throws {
        let flow = PipelineFlow()
        let gate = DispatchSemaphore(value: 0)
        let stop = StopSignal()
        let hasEnded = Counter()
        Thread.start(named: "pipeline") {
            flow.start(FakeSource("fake", [[signIn(1)]]), until: stop) { _ in }
            flow.start(SilentSource(last: []), until: stop) { _ in }
            flow.letGo()
            _ = try? IngestPipeline.of().run(flow, until: stop) { _ in
                flow.health.writer.whileBusy { gate.wait() }
            }
            hasEnded.add()
        }
        #expect(try await eventually { flow.health.stuckStage(after: 50_000_000) == "writer" })
        gate.signal()
        #expect(try await eventually { flow.health.stuckStage(after: 1) == nil })
        for _ in 0..<4 { gate.signal() }
        stop.raise()
        #expect(try await eventually { hasEnded.value == 1 })
    }

    @Test func `a writer that does not answer gives no sign of life`() async throws {
        let socket = try NotifySocket(isAbstract: false)
        let manager = ServiceManager(environment: ["NOTIFY_SOCKET": socket.name, "WATCHDOG_USEC": "40000"])
        var report = ServiceReport(manager)
        let health = PipelineHealth()
        let counters = PipelineCounters()
        func tick() -> String? { report.tick(counters, health, sources: 1, failures: 0, nil) }
        #expect(tick() == nil)
        #expect(socket.take().contains("WATCHDOG=1"))
        var told: [String] = []
        health.writer.whileBusy {
            Thread.sleep(forTimeInterval: 0.05)
            for _ in 0..<4 {
                told += tick().map { [$0] } ?? []
                Thread.sleep(forTimeInterval: 0.025)
            }
        }
        #expect(!socket.take().contains("WATCHDOG=1"))
        #expect(told.count == 1 && told[0].hasPrefix("the writer has been at one batch for more than 0.02 s"))
        // It answers again: so does the service.
        #expect(tick() == nil)
        #expect(socket.take().contains("WATCHDOG=1"))
    }

    /// A socket that sends to a port of this machine.
    private final class Sender: Sendable {
        private let descriptor: Int32

        init(port: UInt16) throws {
            descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            let code = unsafe withUnsafePointer(to: &address) { address in
                unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            guard code == 0 else { throw POSIXError.last }
        }

        deinit {
            close(descriptor)
        }

        func send(_ text: String) {
            var bytes = Array(text.utf8)
            _ = unsafe Foundation.send(descriptor, &bytes, bytes.count, 0)
        }
    }
}
