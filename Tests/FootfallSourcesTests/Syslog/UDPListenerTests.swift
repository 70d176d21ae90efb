import FootfallModel
import Foundation
import Testing

@testable import FootfallSources

struct UDPListenerTests {
    @Test func `a datagram is one line, without the line end and NUL behind it`() async throws {
        let listener = try UDPListener("127.0.0.1:0")
        #expect(listener.name == "udp://127.0.0.1:\(listener.port)")
        let running = RunningSource(listener)
        let sender = try UDPSender(port: listener.port)
        sender.send("<34>plain")
        sender.send("newline\n")
        sender.send("carriage return\r\n\0")
        sender.send("two\nlines")
        sender.send([0xff, 0, 0x41])
        sender.send("")
        await running.lines(atLeast: 6)
        try await running.stopAndFinish()
        let batches = running.sink.batches
        let received = batches.flatMap { batch in
            batch.lines.map { Array(batch.bytes[$0.range.lower..<$0.range.upper]) }
        }
        let expected = ["<34>plain", "newline", "carriage return", "two\nlines"].map { Array($0.utf8) }
        #expect(received == expected + [[0xff, 0, 0x41], []])
        let byteCount = batches.reduce(0) { $0 + $1.byteCount }
        #expect(byteCount == 47)
        #expect(batches.allSatisfy { $0.senders == ["127.0.0.1"] && $0.lines.allSatisfy { $0.sender == 0 } })
        #expect(batches.first?.firstLineNumber == 1)
        #expect(batches.allSatisfy { $0.checkpoint == nil && !$0.isBacklog })
    }

    @Test func `IPv4 senders of an IPv6 socket are shown as IPv4`() async throws {
        let listener = try UDPListener("[::]:0")
        #expect(listener.name == "udp://[::]:\(listener.port)")
        let running = RunningSource(listener)
        try UDPSender(port: listener.port).send("four")
        await running.lines(atLeast: 1)
        try UDPSender(port: listener.port, ipv6: true).send("six")
        await running.lines(atLeast: 2)
        try await running.stopAndFinish()
        let senders = running.sink.batches.flatMap { batch in batch.lines.map { batch.senders[Int($0.sender)] } }
        #expect(senders == ["127.0.0.1", "::1"])
    }

    @Test func `a datagram over the limit is cut and marked`() async throws {
        let listener = try UDPListener("127.0.0.1:0", maximumLineBytes: 100)
        let running = RunningSource(listener)
        let sender = try UDPSender(port: listener.port)
        for count in [100, 101, 1000] { sender.send(String(repeating: "x", count: count)) }
        sender.send(String(repeating: "y", count: 100) + "\n")
        await running.lines(atLeast: 4)
        try await running.stopAndFinish()
        #expect(running.sink.lines().map(\.utf8.count) == [100, 100, 100, 100])
        #expect(running.sink.batches.flatMap(\.lines).map(\.isCut) == [false, true, true, false])
    }

    @Test func `ten thousand datagrams arrive whole and in order`() async throws {
        let listener = try UDPListener("127.0.0.1:0")
        let running = RunningSource(listener)
        let sender = try UDPSender(port: listener.port)
        for number in 0..<10_000 { sender.send("datagram \(number)") }
        let lines = await running.lines(atLeast: 10_000)
        try await running.stopAndFinish()
        #expect(lines == (0..<10_000).map { "datagram \($0)" })
        let firsts = running.sink.batches.map(\.firstLineNumber)
        #expect(firsts == firsts.sorted())
    }

    @Test func `what the kernel dropped is counted though nothing more arrives`() async throws {
        let listener = try UDPListener("127.0.0.1:0", receiveBufferBytes: 8192)
        let sender = try UDPSender(port: listener.port)
        let sent = 2000
        for number in 0..<sent { sender.send("datagram \(number) " + String(repeating: "x", count: 100)) }
        // Nobody reads yet: most of them do not fit.
        let running = RunningSource(listener)
        let isComplete = await waitUntil {
            let batches = running.sink.batches
            return running.sink.lineCount + Int(batches.reduce(0) { $0 + $1.kernelDrops }) == sent
        }
        #expect(isComplete)
        #expect(running.sink.lineCount < sent)
        try await running.stopAndFinish()
    }

    @Test(arguments: [false, true])
    func `after a flood what was dropped and what was taken are what was sent`(ipv6: Bool) async throws {
        let listener = try UDPListener(ipv6 ? "[::1]:0" : "127.0.0.1:0", receiveBufferBytes: 16_384)
        let running = RunningSource(listener)
        let senders = try (0..<4).map { _ in try UDPSender(port: listener.port, ipv6: ipv6) }
        let padding = String(repeating: "x", count: 180)
        for number in 0..<20_000 { senders[number % 4].send("<13>\(number) " + padding) }
        // Stopped at once: what the kernel still holds, and what it dropped last, count too.
        try await running.stopAndFinish()
        let dropped = running.sink.batches.reduce(0) { $0 + Int($1.kernelDrops) }
        #expect(running.sink.lineCount + dropped == 20_000)
        #expect(Set(running.sink.lines()).count == running.sink.lineCount)
        #expect(running.sink.batches.allSatisfy { $0.areDatagrams })
    }

    @Test func `where nobody takes the lines the kernel counts what is lost`() async throws {
        let listener = try UDPListener("127.0.0.1:0", receiveBufferBytes: 65_536)
        let sink = GatedSink()
        let running = RunningSource(listener, into: sink)
        let sender = try UDPSender(port: listener.port)
        let datagram = [UInt8](repeating: 0x78, count: 8000)
        let sent = 4 * DatagramLoop.waitingBytes / datagram.count
        for _ in 0..<sent { sender.send(datagram) }
        sink.open()
        try await running.stopAndFinish()
        let batches = sink.collected.batches
        let dropped = batches.reduce(0) { $0 + Int($1.kernelDrops) }
        #expect(dropped > 0)
        #expect(sink.collected.lineCount + dropped == sent)
        // What waited was bounded: the room there is, and a batch or two.
        #expect(sink.collected.lineCount * datagram.count < 2 * DatagramLoop.waitingBytes)
    }

    @Test func `what was granted is told`() throws {
        let listener = try UDPListener("127.0.0.1:0", receiveBufferBytes: 65_536)
        #expect(listener.readiness == "receiving; receive buffer 65536 bytes")
    }

    @Test func `a smaller receive buffer than asked for is told of`() async throws {
        // More than the kernel gives to anybody.
        let running = RunningSource(try UDPListener("127.0.0.1:0", receiveBufferBytes: 2_000_000_000))
        let isTold = await running.hasNotice("bytes instead of 2000000000; raise net.core.rmem_max")
        #expect(isTold)
        try await running.stopAndFinish()
    }

    @Test func `what the socket holds is handed over after the stop`() async throws {
        let listener = try UDPListener("127.0.0.1:0")
        let sender = try UDPSender(port: listener.port)
        for number in 0..<1000 { sender.send("\(number)") }
        let running = RunningSource(listener)
        try await running.stopAndFinish()
        #expect(running.sink.lines() == (0..<1000).map(String.init))
    }

    @Test func `the system's logger is understood`() async throws {
        let listener = try UDPListener("127.0.0.1:0")
        let running = RunningSource(listener)
        let folder = try TemporaryFolder()
        let port = String(listener.port)
        try folder.run("logger", "-n", "127.0.0.1", "-P", port, "-d", "-t", "app", "hello there")
        let lines = await running.lines(atLeast: 1)
        try await running.stopAndFinish()
        #expect(lines.count == 1 && lines[0].hasPrefix("<13>") && lines[0].contains("hello there"))
    }

    @Test func `a port in use is an error that says so`() throws {
        let first = try UDPListener("127.0.0.1:0")
        let error = #expect(throws: SourceError.self) { try UDPListener("127.0.0.1:\(first.port)") }
        #expect(
            error?.description == """
                udp://127.0.0.1:\(first.port): the port is in use
                  hint: another syslog server may hold it (ss -ulpn shows which); stop it, or choose another port
                """
        )
    }

    struct BadAddress: CustomTestStringConvertible, Sendable {
        var text: String
        var error: String
        var testDescription: String { text }
    }

    static let form = "\n  hint: write ADDRESS:PORT, as in 0.0.0.0:5514, 127.0.0.1:5514 or [::]:5514"
    static let number = "\n  hint: write a number as in 0.0.0.0:5514 or [::]:5514; names are not looked up"
    static let badAddresses = [
        BadAddress(text: "514", error: "514: the port is missing" + form),
        BadAddress(text: ":514", error: ":514: the address is missing" + form),
        BadAddress(text: "127.0.0.1:", error: "127.0.0.1:: the port is no number from 0 to 65535" + form),
        BadAddress(text: "127.0.0.1:65536", error: "127.0.0.1:65536: the port is no number from 0 to 65535" + form),
        BadAddress(text: "::1:514", error: "::1:514: an IPv6 address stands in brackets" + form),
        BadAddress(text: "localhost:514", error: "udp://localhost:514: localhost is no IPv4 address" + number),
        BadAddress(text: "[x]:514", error: "udp://[x]:514: x is no IPv6 address" + number),
        BadAddress(
            text: "192.0.2.1:5514",
            error:
                "udp://192.0.2.1:5514: this machine has no such address\n  hint: 0.0.0.0 and [::] stand for all it has"
        ),
    ]

    @Test(arguments: badAddresses)
    func `a bad address is answered with what is wrong`(testCase: BadAddress) {
        let error = #expect(throws: SourceError.self) { try UDPListener(testCase.text) }
        #expect(error?.description == testCase.error)
    }

    @Test func `a port below 1024 without the right names the right`() throws {
        let address = try ListenAddress("0.0.0.0:514")
        #expect(
            address.error(EACCES, scheme: "udp").description == """
                udp://0.0.0.0:514: ports below 1024 need a right that this process lacks
                  hint: give it CAP_NET_BIND_SERVICE, or choose a port above 1023
                """
        )
    }

    @Test(arguments: [
        DropCase(counts: [5, 7, 7], sum: 7),
        DropCase(counts: [7, 5, 9], sum: 9),
        DropCase(counts: [-1, 3], sum: 3),
        DropCase(counts: [2_000_000_000, 4_000_000_000, 10], sum: 4_294_967_306),
    ])
    func `drops are added up as their counter grows and wraps`(testCase: DropCase) {
        var counter = DropCounter()
        for count in testCase.counts { counter.note(count) }
        let taken = counter.take()
        #expect(taken == testCase.sum)
        let rest = counter.take()
        #expect(rest == 0)
    }

    struct DropCase: Sendable {
        var counts: [Int64]
        var sum: Int64
    }
}
