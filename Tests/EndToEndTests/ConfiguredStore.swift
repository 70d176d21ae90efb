import FootfallTesting
import Foundation
import Testing

/// A store, the configuration that a collector reads it by, and the collector.
struct ConfiguredStore {
    let store = Store()
    let folder = TemporaryDirectory.current
    var program = Program.footfall

    var path: String { folder("footfall.yaml") }

    /// Writes the configuration, beside the store's path and the zone.
    func write(_ text: String) throws {
        try folder.write("footfall.yaml", "store: \(store.path)\ntimezone: UTC\n" + text)
    }

    func start(_ arguments: String...) throws -> RunningProgram {
        try program.start(["collect", "--config", path] + arguments)
    }

    func check(_ arguments: String...) async throws -> Program.Outcome {
        try await program.start(["collect", "--check", "--config", path] + arguments).wait()
    }
}

extension RunningProgram {
    /// How often something stands in what it has said.
    func count(of text: String) -> Int {
        errorsSoFar.components(separatedBy: text).count - 1
    }

    /// Asks for a reload and waits until it was done, or refused.
    func reload() async throws {
        let (done, refused) = ("configuration and packs are loaded anew", "nothing was changed")
        let before = count(of: done) + count(of: refused)
        signal(SIGHUP)
        #expect(try await eventually { count(of: done) + count(of: refused) > before }, "\(errorsSoFar)")
    }
}

/// A socket that stands for systemd's: what a service tells it.
final class NotifySocket: Sendable {
    let name: String
    private let descriptor: Int32

    /// - Parameter isAbstract: a name that no file has.
    init(isAbstract: Bool) throws {
        name = isAbstract ? "@footfall-test-\(UUID().uuidString)" : TemporaryDirectory.current("notify")
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(name.utf8)
        if isAbstract { bytes[0] = 0 }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
        let code = unsafe withUnsafeBytes(of: &address) { bytes in
            unsafe bytes.withMemoryRebound(to: sockaddr.self) { addresses in
                guard let base = addresses.baseAddress else { return -1 }
                return Int(unsafe bind(descriptor, base, length))
            }
        }
        guard code == 0 else { throw POSIXError.last }
    }

    deinit {
        close(descriptor)
    }

    /// What has come since the last time, a message each.
    func take() -> [String] {
        var messages: [String] = []
        var bytes = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
            guard count > 0 else { return messages }
            messages.append(String(decoding: bytes.prefix(count), as: UTF8.self))
        }
    }
}
