import FootfallModel
import FootfallTesting
import Foundation
import Testing

@testable import FootfallSources

@Suite(.temporaryDirectory)
struct UnixListenerTests {
    private let path = TemporaryDirectory.current("log")

    @Test func `a datagram is one line, and this machine its sender`() async throws {
        let listener = try UnixListener(path)
        #expect(listener.name == "unix://" + path)
        var status = stat()
        #expect(unsafe lstat(path, &status) == 0 && status.st_mode & 0o777 == 0o666)
        let running = RunningSource(listener)
        let sender = try UnixSender(path)
        #expect(sender.send("<34>app: one\n"))
        #expect(sender.send("<34>app: two\0"))
        let lines = await running.lines(atLeast: 2)
        #expect(lines == ["<34>app: one", "<34>app: two"])
        try await running.stopAndFinish()
        let batches = running.sink.batches
        #expect(batches.allSatisfy { $0.senders == [ProcessInfo.processInfo.hostName] && $0.areDatagrams })
        #expect(!FileManager.default.fileExists(atPath: path), "the socket is removed at the stop")
    }

    @Test func `ten thousand lines arrive whole and in order, whoever is faster`() async throws {
        let listener = try UnixListener(path)
        let running = RunningSource(listener)
        let sender = try UnixSender(path)
        // The kernel lets the sender wait.
        for number in 0..<10_000 { #expect(sender.send("<34>line \(number)")) }
        try await running.stopAndFinish()
        #expect(running.sink.lines() == (0..<10_000).map { "<34>line \($0)" })
    }

    @Test func `what a dead process left is replaced`() async throws {
        let left = UnixSender.bind(path)
        close(left)
        #expect(FileManager.default.fileExists(atPath: path))
        let running = RunningSource(try UnixListener(path))
        #expect(try UnixSender(path).send("<34>app: one"))
        await running.lines(atLeast: 1)
        try await running.stopAndFinish()
    }

    @Test func `a socket that is in use is left alone`() throws {
        let first = try UnixListener(path)
        let error = #expect(throws: SourceError.self) { try UnixListener(path) }
        #expect(
            error?.description == """
                unix://\(path): another program receives there
                  hint: stop it (ss -xlp shows which it is), or choose another path
                """
        )
        #expect(try UnixSender(path).send("still there"))
        withExtendedLifetime(first) {}
    }

    @Test func `a file is not replaced`() throws {
        try TemporaryDirectory.current.write("log", "something")
        let error = #expect(throws: SourceError.self) { try UnixListener(path) }
        #expect(error?.reason == "something else stands there, and it is no socket")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "something")
    }

    @Test func `a path that cannot be had is an error that says why`() {
        let folder = TemporaryDirectory.current
        let missing = #expect(throws: SourceError.self) { try UnixListener(folder("none/log")) }
        #expect(missing?.reason == "its folder does not exist")
        let long = #expect(throws: SourceError.self) { try UnixListener(folder(String(repeating: "x", count: 120))) }
        #expect(long?.reason == "the path is too long")
    }

    @Test func `what another has put in its place is not removed`() async throws {
        let running = RunningSource(try UnixListener(path))
        try FileManager.default.removeItem(atPath: path)
        try TemporaryDirectory.current.write("log", "another's")
        try await running.stopAndFinish()
        #expect(FileManager.default.fileExists(atPath: path))
    }
}

/// A socket that sends datagrams to a path, waiting while the receiver is busy.
final class UnixSender: Sendable {
    private let descriptor: Int32

    init(_ path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard unsafe UnixSender.withAddress(path, { unsafe connect(descriptor, $0, $1) }) == 0 else {
            throw POSIXError.last
        }
    }

    deinit {
        close(descriptor)
    }

    func send(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return unsafe bytes.withUnsafeBytes { unsafe Foundation.send(descriptor, $0.baseAddress, $0.count, 0) }
            == bytes.count
    }

    /// A descriptor bound to a path.
    static func bind(_ path: String) -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        _ = unsafe withAddress(path) { unsafe Foundation.bind(descriptor, $0, $1) }
        return descriptor
    }

    private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) {
            unsafe $0.copyBytes(from: path.utf8.prefix($0.count - 1))
        }
        return unsafe withUnsafeBytes(of: &address) { bytes in
            unsafe bytes.withMemoryRebound(to: sockaddr.self) { addresses in
                guard let base = addresses.baseAddress else { return -1 }
                return unsafe body(base, socklen_t(bytes.count))
            }
        }
    }
}
