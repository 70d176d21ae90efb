import FootfallTesting
import Foundation
import Testing

/// `kill -9` at any moment loses nothing and doubles nothing.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(10)))
struct KillTests {
    private static let lines = 200_000

    @Test func `a collector killed twenty-five times has every line once`() async throws {
        var random = SeededGenerator(seed: 25)
        let folder = TemporaryDirectory.current
        let store = Store()
        let log = folder("auth.log")
        let share = KillTests.lines / 25
        for kill in 1...25 {
            // Something new each time, so that every kill may come while it is read.
            try folder.append("auth.log", SignIn.lines((kill - 1) * share..<kill * share))
            let before = size(of: store)
            let collector = try store.follow(log)
            // Every fifth time perhaps before it wrote anything, else at a moment after it began to.
            if kill % 5 != 0 { #expect(try await eventually { size(of: store) != before }) }
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...400, using: &random)))
            #expect(try await collector.end(SIGKILL).status == 128 + SIGKILL)
        }
        #expect(try await store.collect("--timezone", "UTC", log).status == 0)
        #expect(try await store.count() == KillTests.lines)
        #expect(try await store.status()[log] == [KillTests.lines, KillTests.lines, 0, 0, 0, KillTests.lines])
        // Postings: each user signed in once. Rollups: what a report reads is what the rows say.
        for number in (0..<20).map({ _ in Int.random(in: 0..<KillTests.lines, using: &random) }) {
            #expect(try await store.count("user:u\(number)") == 1)
        }
        let report = try await Program.footfall.run("report", "daily", "--store", store.path, "--date", "2026-11-21")
        #expect(report.output.contains("200,000"))
        guard let sqlite = Program.system("sqlite3") else { return }
        let rows = try await sqlite.run(store.path, "select count(*), count(distinct user), sum(count) from event")
        #expect(rows.output == "\(KillTests.lines)|\(KillTests.lines)|\(KillTests.lines)\n")
    }

    /// Sizes of the store's files, as a sign of life.
    private func size(of store: Store) -> [Int] {
        ["", "-wal", ".lock"].map { suffix in
            let attributes = try? FileManager.default.attributesOfItem(atPath: store.path + suffix)
            return attributes?[.size] as? Int ?? -1
        }
    }
}
