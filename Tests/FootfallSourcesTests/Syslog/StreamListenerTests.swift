import FootfallModel
import FootfallTesting
import Foundation
import Testing

@testable import FootfallSources

/// Syslog over TCP, as far as one connection after the other shows it.
struct StreamListenerTests {
    @Test func `lines and counted messages are told apart by connection`() async throws {
        let listener = try StreamListener("127.0.0.1:0")
        #expect(listener.name == "tcp://127.0.0.1:\(listener.port)")
        let running = RunningSource(listener)
        let lines = try TCPSender(port: listener.port)
        let counted = try TCPSender(port: listener.port)
        lines.send("<13>one\n<13>tw")
        counted.send("9 <13>three8 <13>f")
        await running.lines(atLeast: 2)
        lines.send("o\n")
        counted.send("our")
        let received = await running.lines(atLeast: 4)
        #expect(Set(received) == ["<13>one", "<13>two", "<13>three", "<13>four"])
        try await running.stopAndFinish()
        let batches = running.sink.batches
        #expect(batches.reduce(0) { $0 + $1.byteCount } == 37)
        #expect(batches.allSatisfy { batch in batch.lines.allSatisfy { batch.senders[Int($0.sender)] == "127.0.0.1" } })
        #expect(batches.allSatisfy { !$0.areDatagrams && $0.checkpoint == nil && $0.kernelDrops == 0 })
    }

    @Test func `a last line without its end is taken when the sender goes`() async throws {
        let running = try RunningSource.listener()
        try TCPSender(port: running.port).send("<13>one\n<13>two")
        let lines = await running.source.lines(atLeast: 2)
        #expect(lines == ["<13>one", "<13>two"])
        try await running.source.stopAndFinish()
    }

    @Test func `a message over the limit is cut and skipped to its end`() async throws {
        let running = try RunningSource.listener()
        let sender = try TCPSender(port: running.port)
        sender.send(String(repeating: "x", count: 200_000) + "\n<13>next\n")
        let counted = try TCPSender(port: running.port)
        counted.send("200001 <" + String(repeating: "y", count: 200_000) + "4 last")
        let lines = await running.source.lines(atLeast: 4)
        try await running.source.stopAndFinish()
        #expect(Set(lines.map(\.utf8.count)) == [65_536, 8, 4])
        let cut = running.source.sink.batches.flatMap(\.lines).filter(\.isCut)
        #expect(cut.count == 2)
        #expect(lines.contains("<13>next") && lines.contains("last"))
    }

    @Test func `what has arrived when the stop comes is taken in`() async throws {
        let listener = try StreamListener("127.0.0.1:0")
        let senders = try (0..<20).map { _ in try TCPSender(port: listener.port) }
        for (number, sender) in senders.enumerated() {
            sender.send((0..<500).map { "<13>\(number) \($0)\n" }.joined() + "<13>end \(number)")
        }
        // Nobody has read a byte yet.
        let running = RunningSource(listener)
        try await running.stopAndFinish()
        let expected = (0..<20).flatMap { number in (0..<500).map { "<13>\(number) \($0)" } + ["<13>end \(number)"] }
        let isWhole = running.sink.lines().sorted() == expected.sorted()
        #expect(isWhole, "\(running.sink.lineCount) of \(expected.count)")
    }

    @Test func `a sink that takes nothing makes the senders wait, and nothing is lost`() async throws {
        let listener = try StreamListener("127.0.0.1:0")
        let sink = GatedSink()
        let running = RunningSource(listener, into: sink)
        let line = [UInt8]((String(repeating: "x", count: 199) + "\n").utf8)
        let block = Array(repeatElement(line, count: 500).joined())
        let senders = try (0..<8).map { _ in try TCPSender(port: listener.port) }
        // Until the kernel takes no more from any of them, twice in succession.
        var sent = 0
        var places = Array(repeating: 0, count: senders.count)
        var idleRounds = 0
        while idleRounds < 10 {
            let before = sent
            for (number, sender) in senders.enumerated() {
                let taken = sender.sendWithoutWaiting(Array(block[(places[number] % 200)...]))
                places[number] += taken
                sent += taken
            }
            idleRounds = sent == before ? idleRounds + 1 : 0
            try await Task.sleep(for: .milliseconds(20))
        }
        // Bounded by the queue, what each connection holds, and the kernel's buffers on both sides.
        #expect(sent < 64 << 20)
        sink.open()
        for sender in senders { sender.finish() }
        let expected = sent
        let isComplete = await waitUntil { sink.collected.batches.reduce(0) { $0 + $1.byteCount } == expected }
        #expect(isComplete)
        try await running.stopAndFinish()
        let lengths = sink.collected.batches.flatMap(\.lines).map { $0.range.upper - $0.range.lower }
        // Each sender's last line ends where the kernel took no more.
        let expectedLengths = places.flatMap { place in
            Array(repeating: 199, count: place / 200) + (place % 200 > 0 ? [place % 200] : [])
        }
        let isWhole = lengths.sorted() == expectedLengths.sorted()
        #expect(isWhole)
    }

    @Test func `a thousand connections at once lose no message and repeat none`() async throws {
        OpenFiles.raise()
        let running = try RunningSource.listener()
        let senders = try (0..<1000).map { _ in try TCPSender(port: running.port) }
        for round in 0..<10 {
            for (number, sender) in senders.enumerated() {
                let text = "<13>\(number) \(round)"
                sender.send(number.isMultiple(of: 2) ? text + "\n" : "\(text.utf8.count) " + text)
            }
        }
        let lines = await running.source.lines(atLeast: 10_000)
        try await running.source.stopAndFinish()
        let expected = (0..<1000).flatMap { number in (0..<10).map { "<13>\(number) \($0)" } }
        let isWhole = lines.sorted() == expected.sorted()
        #expect(isWhole, "\(lines.count) of \(expected.count)")
        #expect(running.source.sink.notices.isEmpty)
    }

    @Test func `a port in use is an error that says so`() throws {
        let first = try StreamListener("127.0.0.1:0")
        let error = #expect(throws: SourceError.self) { try StreamListener("127.0.0.1:\(first.port)") }
        #expect(
            error?.description == """
                tcp://127.0.0.1:\(first.port): the port is in use
                  hint: another syslog server may hold it (ss -tlpn shows which); stop it, or choose another port
                """
        )
    }
}

/// A listener's source, running, and where it listens.
struct RunningListener: Sendable {
    var source: RunningSource
    var port: UInt16
}

extension RunningSource {
    static func listener(
        identity: TLSIdentity? = nil,
        _ change: (inout StreamLimits) -> Void = { _ in }
    ) throws -> RunningListener {
        var limits = StreamLimits()
        change(&limits)
        let listener = try StreamListener("127.0.0.1:0", identity: identity, limits: limits)
        return RunningListener(source: RunningSource(listener), port: listener.port)
    }
}

/// A sink that takes nothing until it is opened.
final class GatedSink: LineSink {
    let collected = CollectingSink()
    private let gate = DispatchSemaphore(value: 0)

    func open() { gate.signal() }

    func send(_ batch: LineBatch) -> Bool {
        gate.wait()
        gate.signal()
        return collected.send(batch)
    }

    func report(_ notice: SourceNotice) { collected.report(notice) }
}

/// Lets this process hold more sockets.
enum OpenFiles {
    static func raise() {
        var limit = rlimit()
        unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
