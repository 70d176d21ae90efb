import FootfallModel
import FootfallSources
import FootfallTesting
import Foundation
import GRDB
import Synchronization
import Testing

@testable import FootfallCollector

/// A stop ends in time, whatever is in its way, and says what could not be stored.
@Suite(.temporaryDirectory, .timeLimit(.minutes(5)))
struct StopTests {
    private let notices = Notices()

    /// A collector that was started, and how it ended.
    private final class Run: Sendable {
        let stop = StopSignal()
        let summary = Mutex<Result<Collector.Summary, any Error>?>(nil)

        init(_ configuration: Collector.Configuration, _ notices: Notices) {
            let (stop, collector) = (stop, Collector(configuration, patterns: shipped) { notices.add($0) })
            Thread.start(named: "collector") { [self] in
                let result = Result { try collector.run(until: stop) }
                summary.withLock { $0 = result }
            }
        }
    }

    private func port() throws -> UInt16 {
        // The listener is let go at once.
        try UDPListener("127.0.0.1:0").port
    }

    @Test func `another program keeps the store locked: the stop ends in time, with the numbers of what is lost`() async throws {
        let store = TemporaryDirectory.current("footfall.db")
        let log = try TemporaryDirectory.current.write("auth.log", "")
        let address = "127.0.0.1:\(try port())"
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
        let other = try DatabaseQueue(path: store, configuration: open)
        try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        try TemporaryDirectory.current.append("auth.log", signIn(1) + "\n" + signIn(2) + "\n")
        let sender = try Sender(port: UInt16(address.split(separator: ":")[1])!)
        for number in 0..<7 { sender.send("<86>" + signIn(number)) }
        // Busy for five seconds, the writer tells of it.
        #expect(try await eventually { notices.texts.contains { $0.hasPrefix("another program keeps the store") } })
        let begun = ContinuousClock.now
        run.stop.raise()
        #expect(try await eventually { run.summary.withLock { $0 != nil } })
        #expect(ContinuousClock.now - begun < .seconds(4))
        let summary = try #require(try run.summary.withLock { try $0?.get() })
        #expect(summary.lostLines == 7)
        #expect(notices.texts.contains("7 lines could not be stored before the stop: lost"))
        #expect(notices.texts.contains("2 lines could not be stored before the stop, and will be read again"))
        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    }

    @Test func `a flood does not keep it from stopping`() async throws {
        let address = "127.0.0.1:\(try port())"
        var configuration = Collector.Configuration(store: TemporaryDirectory.current("footfall.db"), zone: .utc)
        configuration.stopSeconds = 3
        configuration.sources = [SourceSettings(.udp(address: address, receiveBufferBytes: nil))]
        let run = Run(configuration, notices)
        #expect(try await eventually { notices.texts.contains("receiving") })
        let sender = try Sender(port: UInt16(address.split(separator: ":")[1])!)
        let isOver = Mutex(false)
        let flood = Task.detached { while !isOver.withLock({ $0 }) { sender.send("<86>" + signIn(1)) } }
        try await Task.sleep(for: .milliseconds(300))
        let begun = ContinuousClock.now
        run.stop.raise()
        #expect(try await eventually { run.summary.withLock { $0 != nil } })
        #expect(ContinuousClock.now - begun < .seconds(6))
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

    /// A socket that sends to a port of this machine.
    private final class Sender: Sendable {
        private let descriptor: Int32

        init(port: UInt16) throws {
            descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
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
