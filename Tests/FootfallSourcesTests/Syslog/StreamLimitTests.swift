import FootfallModel
import FootfallTesting
import Foundation
import Testing

@testable import FootfallSources

/// What hostile and broken senders may take up.
struct StreamLimitTests {
    @Test func `connections beyond the limit are refused and told of once`() async throws {
        let running = try RunningSource.listener { $0.connections = 10 }
        var senders = try (0..<10).map { _ in try TCPSender(port: running.port) }
        for sender in senders { sender.send("<13>here\n") }
        await running.source.lines(atLeast: 10)
        let others = try (0..<30).map { _ in try TCPSender(port: running.port) }
        for other in others {
            let isRefused = await waitUntil { other.isClosed }
            #expect(isRefused)
        }
        let isTold = await running.source.hasNotice("refused a connection, from 127.0.0.1: 10 are open, and no more")
        #expect(isTold)
        // Once for the time being: again after a minute.
        #expect(running.source.sink.notices.count < 5)
        // Who is in is still heard, and who leaves makes room.
        senders[0].send("<13>still\n")
        await running.source.lines(atLeast: 11)
        senders.removeLast()
        let isLetIn = await waitUntil {
            guard let late = try? TCPSender(port: running.port) else { return false }
            late.send("<13>late\n")
            return running.source.sink.lines().contains("<13>late")
        }
        #expect(isLetIn)
        try await running.source.stopAndFinish()
        // The others, in one notice at the end.
        #expect(2..<8 ~= running.source.sink.notices.count { $0.hasPrefix("refused ") })
        // Each is counted, also those of whom nothing was said; who was late may have been refused several times.
        #expect(running.source.sink.batches.reduce(0) { $0 + $1.refusedConnections } >= 30)
    }

    @Test func `a flood that says nothing does not keep others out`() async throws {
        let running = try RunningSource.listener {
            $0.connections = 10
            $0.silentWhenCrowded = .milliseconds(200)
        }
        let talker = try TCPSender(port: running.port)
        talker.send("<13>first\n")
        await running.source.lines(atLeast: 1)
        let silent = try (0..<20).map { _ in try TCPSender(port: running.port) }
        let isLetIn = await waitUntil {
            guard let late = try? TCPSender(port: running.port) else { return false }
            late.send("<13>late\n")
            return running.source.sink.lines().contains("<13>late")
        }
        #expect(isLetIn)
        // Those that were too young when room was made for others stay.
        #expect(silent.count { $0.isClosed } > 11)
        #expect(!talker.isClosed)
        let isTold = await running.source.hasNotice("over which nothing ever came")
        #expect(isTold)
        try await running.source.stopAndFinish()
    }

    @Test func `a message that is not completed in time ends its connection and is kept`() async throws {
        let running = try RunningSource.listener { $0.unfinished = .milliseconds(500) }
        let honest = try TCPSender(port: running.port)
        honest.send("<13>whole\n")
        let slow = try TCPSender(port: running.port)
        // Without giving the thread away: where many tests run, it may be minutes until it comes back.
        var isClosed = false
        let deadline = ContinuousClock.now + .seconds(180)
        while !isClosed, ContinuousClock.now < deadline {
            usleep(50_000)
            isClosed = !slow.send("x")
        }
        #expect(isClosed)
        let isTold = await running.source.hasNotice("a message was not complete 0 s after it began")
        #expect(isTold)
        let lines = await running.source.lines(atLeast: 2)
        #expect(lines.contains("<13>whole") && lines.contains { $0.hasPrefix("x") })
        // Silent between its messages, for longer than that.
        #expect(!honest.isClosed)
        try await running.source.stopAndFinish()
    }

    @Test func `an octet count that lies is told of, and what follows is understood`() async throws {
        let running = try RunningSource.listener()
        let sender = try TCPSender(port: running.port)
        sender.send("7 <13>one99999999999 <13>two\n9 <13>three")
        let lines = await running.source.lines(atLeast: 3)
        #expect(lines == ["<13>one", "99999999999 <13>two", "<13>three"])
        let isTold = await running.source.hasNotice("without a valid octet count where one was due")
        #expect(isTold)
        #expect(!sender.isClosed)
        try await running.source.stopAndFinish()
    }

    @Test func `a connection that cannot be understood any more is closed`() async throws {
        let running = try RunningSource.listener { $0.lineBytes = 1000 }
        let sender = try TCPSender(port: running.port)
        sender.send("7 <13>one" + String(repeating: "x", count: 5000))
        let isClosed = await waitUntil { sender.isClosed }
        #expect(isClosed)
        let isTold = await running.source.hasNotice("neither an octet count nor a newline within 1000 bytes")
        #expect(isTold)
        try await running.source.stopAndFinish()
        #expect(running.source.sink.lines().map(\.utf8.count) == [7, 1000])
    }

    @Test func `TLS at the plain port is told of, and is no record`() async throws {
        let running = try RunningSource.listener()
        let sender = try TCPSender(port: running.port)
        sender.send([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03, 0x0a])
        let isClosed = await waitUntil { sender.isClosed }
        #expect(isClosed)
        let isTold = await running.source.hasNotice("it speaks TLS, and this port does not")
        #expect(isTold)
        try await running.source.stopAndFinish()
        #expect(running.source.sink.lineCount == 0)
    }
}
