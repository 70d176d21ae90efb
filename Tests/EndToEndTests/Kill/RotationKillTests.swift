import FootfallTesting
import Foundation
import Synchronization
import Testing

/// How long writers and rotations go on.
private final class Life: Sendable {
    private let ended = Atomic<Bool>(false)
    private let count = Atomic<Int>(0)

    var isOver: Bool { ended.load(ordering: .relaxed) }
    var rotations: Int { count.load(ordering: .relaxed) }

    func end() { ended.store(true, ordering: .relaxed) }
    func rotated() { count.wrappingAdd(1, ordering: .relaxed) }
}

/// `kill -9` at random moments while programs write and logs are rotated and packed: every line once.
///
/// `FOOTFALL_KILLS` says how often; `make soak` asks for many.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(85)))
struct RotationKillTests {
    private static let kills = ProcessInfo.processInfo.environment["FOOTFALL_KILLS"].flatMap { Int($0) } ?? 25
    private static let compressors = [("gzip", ".gz"), ("xz", ".xz"), ("zstd", ".zst"), ("bzip2", ".bz2")]

    @Test(.enabled("logrotate is not installed") { Program.system("logrotate") != nil })
    func `a collector killed again and again while logs are rotated has every line once`() async throws {
        let folder = TemporaryDirectory.current
        let logs = try folder.folder("log")
        let store = Store()
        let logrotate = try #require(Program.system("logrotate"))
        let found = RotationKillTests.compressors.compactMap { name, ending in
            Program.system(name).map { (path: $0.path, ending: ending) }
        }
        let kinds: [LogRotate.Kind] = [.renamed, .copied, .dated, .copied]
        let rotations = try kinds.enumerated().map { number, kind in
            let writer = LogWriter(logs + "/app\(number).log", first: number * 10_000_000, seed: UInt64(number))
            try writer.write()
            return try LogRotate(kind, writer, by: logrotate, compressor: found[number % found.count])
        }
        let life = Life()
        let writers = rotations.map { rotation in
            Task.detached {
                while !life.isOver {
                    try rotation.writer.write()
                    try await Task.sleep(for: .milliseconds(10))
                }
            }
        }
        let rotating = Task.detached {
            var random = SeededGenerator(seed: 77)
            while !life.isOver {
                let failure = try await rotations.randomElement(using: &random)?.rotate()
                #expect(failure == nil)
                life.rotated()
                try await Task.sleep(for: .milliseconds(Int.random(in: 200...3000, using: &random)))
            }
        }
        // Ends what runs beside it also where this throws.
        defer { life.end() }
        try await killAgainAndAgain(store, logs)
        life.end()
        for task in writers + [rotating] { try await task.value }
        for rotation in rotations { try rotation.writer.reopen() }
        let last = try await store.collect("--timezone", "UTC", logs)
        #expect(last.status == 0, "\(last.errors)")
        let written = rotations.map(\.writer.written)
        let lines = written.reduce(0) { $0 + $1.count }
        let missing = try await check(store, written)
        let summary =
            "\(RotationKillTests.kills) kills, \(life.rotations) rotations, \(lines) lines: "
            + "\(missing.lost) lost, \(missing.doubled) doubled"
        print(summary)
        #expect(missing.lost == 0 && missing.doubled == 0, "\(summary)")
        for rotation in rotations {
            let account = try await store.status()[rotation.writer.path]
            #expect(account?.prefix(2) == [rotation.writer.written.count, rotation.writer.written.count])
        }
    }

    private func killAgainAndAgain(_ store: Store, _ logs: String) async throws {
        var random = SeededGenerator(seed: 500)
        for kill in 1...RotationKillTests.kills {
            let before = store.sizes
            let collector = try store.follow(logs)
            // Every fifth time perhaps before it wrote anything, else at a moment after it began to.
            if kill % 5 != 0 { #expect(try await eventually { store.sizes != before || collector.hasEnded }) }
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...1500, using: &random)))
            let ended = try await collector.end(SIGKILL)
            #expect(ended.status == 128 + SIGKILL, "\(ended.errors)")
            // Sometimes several rotations pass while it is down.
            if Int.random(in: 0..<10, using: &random) == 0 { try await Task.sleep(for: .seconds(3)) }
        }
    }

    /// How many of the users are not in the store, and how many more than once.
    private func check(_ store: Store, _ written: [Range<Int>]) async throws -> (lost: Int, doubled: Int) {
        let sqlite = try #require(Program.system("sqlite3"))
        let counts = "(select user, sum(count) as n from event group by user)"
        let found = try await sqlite.run(store.path, "select count(*), sum(n > 1) from \(counts)")
        let numbers = found.output.split(whereSeparator: { "|\n".contains($0) }).compactMap { Int($0) }
        guard numbers.count == 2 else { throw Unexpected(found) }
        return (written.reduce(0) { $0 + $1.count } - numbers[0], numbers[1])
    }
}
