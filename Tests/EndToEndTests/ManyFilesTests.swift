import FootfallTesting
import Foundation
import Testing

/// Thousands of files in one folder.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct ManyFilesTests {
    private let folder = TemporaryDirectory.current
    private let store = Store()

    @Test func `10,000 files are followed: all lines once, little memory, and hardly any work while nothing happens`()
        async throws
    {
        try await follow(files: 10_000, appends: 2000, options: [])
    }

    @Test func `more files than may be open: those that rest are closed, and every line is stored once`() async throws {
        let limited = try #require(Program.footfall.run(by: "prlimit", "--nofile=64:64"))
        try await follow(files: 2000, appends: 1000, program: limited, options: [])
    }

    @Test func `without inotify too`() async throws {
        let limited = try #require(Program.footfall.run(by: "prlimit", "--nofile=128:128"))
        try await follow(files: 1000, appends: 500, program: limited, options: ["--polling"])
    }

    @Test func `a process that may open too few files says so before it begins`() async throws {
        let log = try folder.write("auth.log", SignIn.line(0))
        var limited = store
        limited.program = try #require(Program.footfall.run(by: "prlimit", "--nofile=40:40"))
        let outcome = try await limited.collect(log)
        #expect(outcome.status == 1)
        #expect(
            outcome.errors == """
                error: open files: this process may have 40 open at once, and needs 64 or more
                  hint: raise the limit: `ulimit -n 1024`, or LimitNOFILE= in a systemd unit

                """
        )
        #expect(!FileManager.default.fileExists(atPath: store.path))
    }

    private func follow(
        files: Int,
        appends: Int,
        program: Program = .footfall,
        options: [String]
    ) async throws {
        let logs = try folder.folder("logs")
        for file in 0..<files { try folder.write("logs/f\(file).log", SignIn.line(file)) }
        let collector = try program.start(["collect", "--store", store.path, "--timezone", "UTC", logs] + options)
        #expect(try await eventually { try await store.count() == files })
        var generator = SeededGenerator(seed: 4)
        for number in 0..<appends {
            let file = Int.random(in: 0..<files, using: &generator)
            try folder.append("logs/f\(file).log", SignIn.line(files + number))
        }
        #expect(try await eventually { try await store.count() == files + appends })

        let before = try processorTime(collector.processID)
        let seconds = 5
        try await Task.sleep(for: .seconds(seconds))
        let used = try processorTime(collector.processID) - before
        let resident = try residentBytes(collector.processID)
        print(
            "\(files) files: \(resident >> 20) MiB, \(used * 100 / Double(seconds)) % of a core while nothing happens"
        )
        // Without optimisation; the figures of the documentation are of an optimised build.
        #expect(resident < 400 << 20)
        #expect(used / Double(seconds) < 0.5)

        #expect(!collector.errorsSoFar.contains("too many open files"), "\(collector.errorsSoFar.prefix(2000))")
        #expect(try await collector.end(SIGTERM).status == 0)
        let users = try await store.events().compactMap(\.user_id)
        #expect(users.count == files + appends)
        #expect(Set(users).count == files + appends)
    }

    /// Seconds of a process on all cores.
    private func processorTime(_ process: Int32) throws -> Double {
        let text = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        let ticks = (Double(fields[11]) ?? 0) + (Double(fields[12]) ?? 0)
        return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
