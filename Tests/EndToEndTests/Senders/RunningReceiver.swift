import FootfallTesting
import Foundation
import Testing

/// `footfall collect`, receiving at ports that the system chose.
struct RunningReceiver {
    let store: Store
    let program: RunningProgram
    let port: UInt16

    /// Starts it, and waits until it receives.
    ///
    /// - Parameters:
    ///   - scheme: `udp`, `tcp` or `tls`.
    ///   - arguments: beside the address.
    init(_ scheme: String, _ store: Store, host: String = "127.0.0.1", _ arguments: [String] = []) async throws {
        self.store = store
        let program = try store.program.start(
            ["collect", "--store", store.path, "--timezone", "UTC", "--" + scheme, host + ":0"] + arguments
        )
        self.program = program
        let beginning = scheme + "://" + host + ":"
        let isReceiving = try await eventually { program.hasEnded || program.errorsSoFar.contains(": receiving") }
        let line = try #require(program.errorsSoFar.split(separator: "\n").first { $0.hasPrefix(beginning) })
        #expect(isReceiving)
        port = try #require(UInt16(line.dropFirst(beginning.count).prefix { $0.isNumber }))
    }

    /// The source's name in the store.
    func name(_ scheme: String, host: String = "127.0.0.1") -> String { "\(scheme)://\(host):\(port)" }

    /// Waits until so many records are stored.
    func hasStored(records: Int, of source: String) async throws -> Bool {
        try await eventually {
            guard try await store.count() >= 0, let row = try? await store.status()[source] else { return false }
            return row[0] >= records
        }
    }

    /// Stops it as a service manager does.
    func stop() async throws {
        let outcome = try await program.end(SIGTERM)
        #expect(outcome.status == 0, "\(outcome.errors)")
    }
}

/// Programs that the tests lay into the build's folder because they cannot be installed.
enum SyslogNG {
    static let program = unpacked("syslog-ng")
    static let loggen = unpacked("loggen")
    static let isMissing: Comment = "syslog-ng is not there; scripts/unpack-syslog-ng fetches it"

    private static func unpacked(_ name: String) -> Program? {
        let program = Program(Program.package + "/.build/syslog-ng/" + name)
        return program.isThere ? program : nil
    }
}
