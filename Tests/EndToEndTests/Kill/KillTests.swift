import FootfallTesting
import Foundation
import Testing

/// `kill -9` at any moment loses nothing and doubles nothing.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
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
            let before = store.sizes
            let collector = try store.follow(log)
            // Every fifth time perhaps before it wrote anything, else at a moment after it began to.
            if kill % 5 != 0 { #expect(try await eventually { store.sizes != before }) }
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

    /// Attempts as sshd and PAM tell them: some with an unknown user, some told by PAM alone.
    private static func attempts(_ numbers: Range<Int>) -> String {
        var random = SeededGenerator(seed: 9)
        return numbers.map { number in
            let second = number * 3 + Int.random(in: 0..<3, using: &random)
            let clock = [second / 3600 % 24, second / 60 % 60, second % 60].map { String(String(100 + $0).dropFirst()) }
            let process = "2026-11-21T\(clock.joined(separator: ":"))+00:00 web1 sshd[\(number % 30_000 + 1)]: "
            let address = "192.0.2.\(number % 250)"
            let pam = process + "pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= "
            let failure = pam + "rhost=\(address)  user=u\(number)\n"
            let attempt = process + "Failed password for u\(number) from \(address) port 50022 ssh2\n"
            switch number % 4 {
            case 0: return failure
            case 1: return process + "Invalid user u\(number) from \(address) port 50022\n" + failure + attempt
            default: return failure + attempt
            }
        }.joined()
    }

    @Test func `what is evidence of what does not depend on when a collector is killed`() async throws {
        let count = 20_000
        let folder = TemporaryDirectory.current
        let log = folder("auth.log")
        try folder.write("auth.log", KillTests.attempts(0..<count))
        let whole = Store("whole.db")
        try await whole.collect("--timezone", "UTC", log)
        let killed = Store()
        var random = SeededGenerator(seed: 12)
        for _ in 1...8 {
            let collector = try killed.follow(log)
            try await Task.sleep(for: .milliseconds(Int.random(in: 20...250, using: &random)))
            #expect(try await collector.end(SIGKILL).status == 128 + SIGKILL)
        }
        try await killed.collect("--timezone", "UTC", log)
        let expected = try await linked(whole)
        #expect(expected.count == count * 2)
        #expect(expected.count { $0.contains(" of ") } == count)
        #expect(try await linked(killed) == expected)
        #expect(try await killed.status() == whole.status())
        #expect(try await killed.evidence() == whole.evidence())
    }

    /// All records, with the messages of the events that they are evidence of.
    private func linked(_ store: Store) async throws -> [String] {
        struct Record: Decodable {
            var id: Int64
            var time: String
            var type: String
            var message: String
            var evidence_of: Int64?
        }
        let arguments = ["search", "--store", store.path, "--limit", "0", "--output", "jsonl", "evidence:yes"]
        let outcome = try await Program.footfall.start(arguments).wait()
        guard outcome.status == 0 else { throw Unexpected(outcome) }
        let records = try outcome.outputLines.map { try JSONDecoder().decode(Record.self, from: Data($0.utf8)) }
        let messages = Dictionary(uniqueKeysWithValues: records.map { ($0.id, $0.message) })
        return records.map { record in
            let target = record.evidence_of.map { " of " + (messages[$0] ?? "nothing") } ?? ""
            return "\(record.time) \(record.type) \(record.message)\(target)"
        }.sorted()
    }
}
