import FootfallTesting
import Foundation
import Testing

/// What is written while `collect` runs.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct FollowingTests {
    private let folder = TemporaryDirectory.current
    private let store = Store()

    @Test func `lines appended while it runs are found soon`() async throws {
        let log = try folder.write("auth.log", SignIn.lines(0..<3))
        let collector = try store.follow(log)
        #expect(try await eventually { try await store.count() == 3 })
        let said = "read what was there (3 lines); following until interrupted\n"
        #expect(try await eventually { collector.errorsSoFar == said })
        for number in 3..<6 {
            try folder.append("auth.log", SignIn.line(number))
            #expect(try await eventually { try await store.count("user:u\(number)") == 1 })
        }
        #expect(try await collector.end(SIGTERM).status == 0)
    }

    @Test func `a file that comes later is waited for`() async throws {
        let collector = try store.follow(folder("late.log"))
        #expect(try await eventually { collector.errorsSoFar.contains("no such file") })
        #expect(collector.errorsSoFar.contains("it is read as soon as it is there"))
        try folder.write("late.log", SignIn.lines(0..<2))
        #expect(try await eventually { try await store.count() == 2 })
        #expect(try await collector.end(SIGINT).status == 0)
    }

    @Test func `rotation while a program writes loses nothing, doubles nothing and keeps the order`() async throws {
        let count = 10_000
        let log = folder("auth.log")
        let collector = try store.follow(log)
        let directory = folder
        // Writes as a logger does that keeps its file open until it is told to reopen it.
        let writer = Task.detached {
            var file: FileHandle?
            for number in 0..<count {
                if number % 1000 == 500 {
                    for age in (1..<30).reversed() where FileManager.default.fileExists(atPath: log + ".\(age)") {
                        try directory.rename("auth.log.\(age)", to: "auth.log.\(age + 1)")
                    }
                    try directory.rename("auth.log", to: "auth.log.1")
                }
                if file == nil || number % 1000 == 520 {
                    try file?.close()
                    try directory.append("auth.log", "")
                    let opened = try FileHandle(forWritingTo: URL(filePath: log))
                    try opened.seekToEnd()
                    file = opened
                }
                try file?.write(contentsOf: Data(SignIn.line(number).utf8))
                if number % 50 == 0 { try await Task.sleep(for: .milliseconds(1)) }
            }
            try file?.close()
        }
        try await writer.value
        #expect(try await eventually { try await store.count() >= count })
        let ended = try await collector.end(SIGTERM)
        #expect(ended.status == 0)
        #expect(try await store.events().map(\.user_id) == SignIn.users(0..<count))
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func `a signal stops it gracefully, and a restart goes on where it was`(number: Int32) async throws {
        let log = try folder.write("auth.log", SignIn.lines(0..<500))
        let collector = try store.follow(log)
        #expect(try await eventually { try await store.count() == 500 })
        try folder.append("auth.log", SignIn.lines(500..<700))
        let ended = try await collector.end(number)
        #expect(ended.status == 0)
        #expect(ended.errorLines.last?.hasPrefix("read ") == true)
        #expect(try folder.names == ["auth.log", "footfall.db"], "neither lock nor write-ahead log are left")
        let kept = try await store.count()
        #expect(ended.errors.contains("kept \(kept) events"), "what was read is committed")

        try folder.append("auth.log", SignIn.lines(700..<800))
        let next = try store.follow(log)
        #expect(try await eventually { try await store.count() == 800 })
        #expect(try await next.end(number).status == 0)
        #expect(try await store.events().map(\.user_id) == SignIn.users(0..<800))
    }

    @Test(arguments: [false, true])
    func `a signal in the midst of a long backlog stops it soon, and cuts no line in two`(isPacked: Bool) async throws {
        // Of 110 bytes each, so that what is read at once ends in the midst of one.
        let number = 240_000
        var log = try folder.write("big.log", SignIn.lines(100_000..<100_000 + number))
        // As a log of last week: its last line is whole, or will never be.
        let lastWeek = Date(timeIntervalSinceNow: -7 * 86_400)
        try FileManager.default.setAttributes([.modificationDate: lastWeek], ofItemAtPath: log)
        if isPacked {
            let packed = try await #require(Program.system("gzip")).run("-1", log)
            #expect(packed.status == 0)
            log += ".gz"
        }
        let collector = try store.follow(log)
        let hasBegun = try await eventually {
            // It does not go on, let alone come to its end, while it is looked at.
            collector.signal(SIGSTOP)
            defer { collector.signal(SIGCONT) }
            // Stopped while it makes the store, it lets nobody look.
            return ((try? await store.count()) ?? 0) > 0
        }
        #expect(hasBegun)
        let ended = try await collector.end(SIGINT)
        #expect(ended.status == 0)
        let kept = try await store.count()
        #expect(kept > 0 && kept < number, "it does not read on to the end")
        #expect(ended.errors.contains("read \(grouped(kept)) lines, kept \(grouped(kept)) events"), "\(ended.errors)")
        let rest = try await store.collect("--timezone", "UTC", log)
        #expect(rest.errors.contains("read \(grouped(number - kept)) lines"), "\(rest.errors)")
        // A line in two halves may well be an event and a line that is not recognised.
        #expect(try await store.status()[log] == [number, number, 0, 0, 0, number])
    }

    @Test func `searches are answered while it writes`() async throws {
        let log = try folder.write("big.log", SignIn.lines(0..<20_000))
        let collector = try store.follow(log)
        var counts = [0]
        let isComplete = try await eventually {
            let found = try await store.search("--count")
            // Before the first batch there may be no store yet; after it every search succeeds.
            guard let count = Int(found.output.dropLast()) else { return counts.last.map { $0 > 0 } ?? false }
            counts.append(count)
            return count == 20_000
        }
        #expect(isComplete)
        #expect(counts.last == 20_000)
        #expect(counts == counts.sorted(), "each search sees at least what the one before saw")
        #expect(try await collector.end(SIGTERM).status == 0)
    }

    @Test func `a second collector is refused and told whose the store is`() async throws {
        let log = try folder.write("auth.log", SignIn.line(0))
        let first = try store.follow(log)
        #expect(try await eventually { try await store.count() == 1 })
        let second = try await store.collect(log)
        #expect(second.status == 1)
        #expect(
            second.errors == """
                error: \(store.path): another Footfall is writing to this store (process \(first.processID))
                  hint: stop it, or name another store

                """
        )
        #expect(try await first.end(SIGTERM).status == 0)
        #expect(try await store.collect(log).status == 0)
        #expect(try await store.count() == 1)
    }

    @Test func `standard input is read to its end`() async throws {
        let outcome = try await store.collect("--timezone", "UTC", "-", input: .bytes(Array(SignIn.lines(0..<40).utf8)))
        #expect(outcome.status == 0)
        #expect(Set(try await store.events().map(\.source)) == ["stdin"])
        #expect(try await store.count() == 40)
    }

    @Test func `a pipe is followed, and what it gave is kept when it is stopped`() async throws {
        let collector = try store.follow("-", input: .pipe)
        try collector.send(SignIn.lines(0..<5))
        #expect(try await eventually { try await store.count() == 5 })
        try collector.send(String(SignIn.line(5).dropLast()))
        try collector.send("\n")
        #expect(try await eventually { try await store.count() == 6 })
        #expect(try await collector.end(SIGTERM).status == 0)
    }

    @Test func `a file, standard input and datagrams are collected together`() async throws {
        let port = try freePort()
        let log = try folder.write("auth.log", SignIn.lines(0..<10))
        let collector = try store.follow(log, "-", "--udp", "127.0.0.1:\(port)", input: .pipe)
        #expect(try await eventually { collector.errorsSoFar.contains("udp://127.0.0.1:\(port): receiving") })
        try collector.send(SignIn.lines(10..<20))
        let sender = try DatagramSender(port: port)
        for number in 20..<30 { sender.send("<86>" + SignIn.line(number).dropLast()) }
        #expect(try await eventually { try await store.count() == 30 })
        collector.closeInput()
        try folder.append("auth.log", SignIn.line(30))
        #expect(try await eventually { try await store.count() == 31 })
        #expect(try await collector.end(SIGTERM).status == 0)
        let bySource = Dictionary(grouping: try await store.events(), by: \.source).mapValues(\.count)
        #expect(bySource == [log: 11, "stdin": 10, "udp://127.0.0.1:\(port)": 10])
    }

    private func grouped(_ number: Int) -> String {
        number < 1000 ? String(number) : String(number / 1000) + "," + String(String(1000 + number % 1000).dropFirst())
    }
}
