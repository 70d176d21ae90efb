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
