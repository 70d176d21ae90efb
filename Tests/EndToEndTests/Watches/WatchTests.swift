import FootfallTesting
import Foundation
import Testing

/// Watches of a real configuration, with a command that records what it is given.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct WatchTests {
    private let configured = ConfiguredStore()
    private var folder: TemporaryDirectory { configured.folder }
    private var store: Store { configured.store }

    /// A failed sign-in so many seconds before now.
    private func failure(_ number: Int, ago: Int = 0, from ip: String = "203.0.113.7") -> String {
        let time = Date(timeIntervalSinceNow: -Double(ago)).ISO8601Format()
        return "\(time.dropLast())+00:00 web1 sshd[\(number + 1)]: "
            + "Failed password for u\(number) from \(ip) port \(1000 + number) ssh2\n"
    }

    /// Writes the configuration; the command appends a line of facts, and the events it reads, to `told`.
    private func write(_ watch: String, script: String = "") throws {
        let tell = try folder.write(
            "tell",
            """
            #!/bin/sh
            \(script)
            {
              echo "alarm $FOOTFALL_WATCH $FOOTFALL_FIELD=$FOOTFALL_VALUE $FOOTFALL_COUNT"
              cat
            } > "\(folder.path)/alarm.$$" && cat "\(folder.path)/alarm.$$" >> "\(folder("told"))"
            rm -f "\(folder.path)/alarm.$$"
            """
        )
        try folder.setMode("tell", 0o755)
        try configured.write(
            """
            sources: [{files: \(folder("auth.log"))}]
            searches:
              guessing:
                query: type:user_failed_login
                watch: {\(watch), command: [\(tell)]}

            """
        )
    }

    /// The lines that name alarms, and the users of the events behind each.
    private func told() throws -> [(alarm: String, users: [String])] {
        let text = (try? String(contentsOfFile: folder("told"), encoding: .utf8)) ?? ""
        // Without a line that is still being written.
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        return try lines.reduce(into: []) { found, line in
            if line.hasPrefix("alarm ") {
                found.append((String(line.dropFirst(6)), []))
            } else {
                let event = try JSONDecoder().decode(Event.self, from: Data(line.utf8))
                found[found.count - 1].users.append(event.user_id ?? "")
            }
        }
    }

    /// Starts a collector and waits until it watches: what is stored before is judged by no watch that is new.
    private func start() async throws -> RunningProgram {
        let collector = try configured.start()
        let watches = try await eventually {
            try await store.program.run("sql", "--store", store.path, "SELECT kind FROM standing_order").output
                .contains("watch")
        }
        #expect(watches, "\(collector.errorsSoFar)")
        return collector
    }

    private static let rule = "more_than: 3, from_one: ip, within: 5m, cooldown: 1h"

    @Test func `a crossing by appended lines calls the command once, with its events`() async throws {
        try folder.write("auth.log", "")
        try write(WatchTests.rule + ", file: \(folder("alarms.log"))")
        let collector = try await start()
        for number in 0..<3 { try folder.append("auth.log", failure(number, ago: 200 - number)) }
        // Another address does as much and stays below.
        for number in 10..<13 { try folder.append("auth.log", failure(number, from: "198.51.100.1")) }
        #expect(try await eventually { try await store.count() == 6 }, "\(collector.errorsSoFar)")
        #expect(try told().isEmpty)
        let crossed = ContinuousClock.now
        try folder.append("auth.log", failure(3))
        #expect(try await eventually { try told().count == 1 }, "\(collector.errorsSoFar)")
        #expect(ContinuousClock.now - crossed < .seconds(20))
        let alarm = try #require(try told().first)
        #expect(alarm.alarm == "guessing ip=203.0.113.7 4")
        #expect(alarm.users == ["u0", "u1", "u2", "u3"])
        // More of the same within the cool-down; then another address, whose alarm shows that these were judged.
        for number in 4..<20 { try folder.append("auth.log", failure(number)) }
        for number in 20..<24 { try folder.append("auth.log", failure(number, from: "192.0.2.99")) }
        #expect(try await eventually { try told().count == 2 }, "\(collector.errorsSoFar)")
        #expect(try told()[1].alarm == "guessing ip=192.0.2.99 4")
        let lines = try String(contentsOfFile: folder("alarms.log"), encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 2)
        #expect(
            lines[0].contains(" guessing: 4 events of ip 203.0.113.7, more than 3 from one ip within 5m; "),
            "\(lines)"
        )
        #expect(try await collector.end(SIGTERM).status == 0)
        #expect(try told().count == 2)
    }

    @Test func `kills at any moment neither repeat an alarm nor lose one that was crossed meanwhile`() async throws {
        try folder.write("auth.log", "")
        try write(WatchTests.rule)
        var collector = try await start()
        for number in 0..<2 { try folder.append("auth.log", failure(number)) }
        #expect(try await eventually { try await store.count() == 2 }, "\(collector.errorsSoFar)")
        _ = try await collector.end(SIGKILL)
        // The first half was stored before, the other comes while nobody runs.
        for number in 2..<4 { try folder.append("auth.log", failure(number)) }
        collector = try configured.start()
        #expect(try await eventually { try told().count == 1 }, "\(collector.errorsSoFar)")
        #expect(try told()[0].users == ["u0", "u1", "u2", "u3"])
        #expect(
            try await eventually {
                try await store.program.run("sql", "--store", store.path, "SELECT memory FROM standing_order").output
                    .contains(#""waiting":[]"#)
            }
        )
        _ = try await collector.end(SIGKILL)
        collector = try configured.start()
        for number in 4..<9 { try folder.append("auth.log", failure(number)) }
        for number in 20..<24 { try folder.append("auth.log", failure(number, from: "192.0.2.99")) }
        #expect(try await eventually { try told().count == 2 }, "\(collector.errorsSoFar)")
        #expect(try told().map(\.alarm) == ["guessing ip=203.0.113.7 4", "guessing ip=192.0.2.99 4"])
        #expect(try await collector.end(SIGTERM).status == 0)
    }

    @Test func `killed again and again while addresses cross, it tells of each, and twice only what was under way`()
        async throws
    {
        var random = SeededGenerator(seed: 11)
        try folder.write("auth.log", "")
        try write(WatchTests.rule)
        let (kills, addresses) = (6, 24)
        var number = 0
        var collector = try await start()
        for address in 0..<addresses {
            for _ in 0..<4 {
                try folder.append("auth.log", failure(number, from: "203.0.113.\(address)"))
                number += 1
            }
            guard address % (addresses / kills) == 1 else { continue }
            // A moment between reading, judging, writing down and telling.
            try await Task.sleep(for: .microseconds(Int.random(in: 0...2_500_000, using: &random)))
            _ = try await collector.end(SIGKILL)
            collector = try configured.start()
        }
        let all = Set((0..<addresses).map { "guessing ip=203.0.113.\($0) 4" })
        #expect(try await eventually { try Set(told().map(\.alarm)) == all }, "\(collector.errorsSoFar)")
        #expect(try await collector.end(SIGTERM).status == 0)
        #expect(try told().count <= addresses + kills)
        #expect(try told().allSatisfy { $0.users.count == 4 })
        #expect(try await store.count() == number)
    }

    @Test func `what comes late is judged by its own time, and what is too old not at all`() async throws {
        try folder.write("auth.log", "")
        try write("more_than: 3, from_one: ip, within: 5m, max_late: 1d")
        let collector = try await start()
        #expect(try await eventually { collector.errorsSoFar.contains("following until interrupted") })
        // Hours ago four within five minutes, and another address' four, of which two are an hour apart.
        for number in 0..<4 { try folder.append("auth.log", failure(number, ago: 20_000 - 60 * number)) }
        for number in 0..<4 {
            try folder.append("auth.log", failure(number, ago: 20_000 - 2000 * number, from: "198.51.100.1"))
        }
        for number in 0..<9 { try folder.append("auth.log", failure(number, ago: 200_000, from: "198.51.100.2")) }
        for number in 20..<24 { try folder.append("auth.log", failure(number, from: "192.0.2.99")) }
        #expect(try await eventually { try told().count == 2 }, "\(collector.errorsSoFar)")
        #expect(Set(try told().map(\.alarm)) == ["guessing ip=203.0.113.7 4", "guessing ip=192.0.2.99 4"])
        #expect(try await collector.end(SIGTERM).status == 0)
    }

    @Test func `a command that fails is tried again, and status tells of it until it succeeds`() async throws {
        try folder.write("auth.log", "")
        try write(WatchTests.rule, script: "test -e '\(folder("mended"))' || { echo no line >&2; exit 7; }")
        var collector = try await start()
        for number in 0..<4 { try folder.append("auth.log", failure(number)) }
        #expect(try await eventually { try await store.count() == 4 }, "\(collector.errorsSoFar)")
        #expect(try await eventually { try await store.report().trouble }, "\(collector.errorsSoFar)")
        let status = try await store.program.run("status", "--store", store.path)
        #expect(status.status == 2)
        #expect(
            // The next try may have been made meanwhile.
            status.output.contains("watch guessing: \(folder("tell")) ended with 7: no line; failed ")
                && status.output.contains(", 1 alarm waits"),
            "\(status.output)"
        )
        // It is remembered by whoever comes next.
        _ = try await collector.end(SIGKILL)
        #expect(try await store.report().trouble)
        try folder.write("mended", "")
        collector = try configured.start()
        #expect(try await eventually { try told().count == 1 }, "\(collector.errorsSoFar)")
        #expect(try await eventually { try await !store.report().trouble })
        #expect(collector.errorsSoFar.contains("an alarm that could not be told of is told of now"))
        #expect(try await collector.end(SIGTERM).status == 0)
    }

    @Test func `a reload takes up another rule, and a command that hangs holds up neither lines nor the stop`()
        async throws
    {
        try folder.write("auth.log", "")
        try write("more_than: 100, from_one: ip", script: "sleep 600")
        let collector = try await start()
        for number in 0..<4 { try folder.append("auth.log", failure(number)) }
        #expect(try await eventually { try await store.count() == 4 }, "\(collector.errorsSoFar)")
        try write("more_than: 4, from_one: ip", script: "touch '\(folder("called"))'; sleep 600")
        try await collector.reload()
        // Four are there from before, and are of the same five minutes.
        try folder.append("auth.log", failure(4))
        #expect(
            try await eventually { FileManager.default.fileExists(atPath: folder("called")) },
            "\(collector.errorsSoFar)"
        )
        for number in 5..<50 { try folder.append("auth.log", failure(number)) }
        #expect(try await eventually { try await store.count() == 50 })
        let began = ContinuousClock.now
        #expect(try await collector.end(SIGTERM).status == 0)
        #expect(ContinuousClock.now - began < .seconds(9))
    }

    @Test func `who collects without the configuration makes nobody forget what was told`() async throws {
        try folder.write("auth.log", "")
        try write(WatchTests.rule)
        var collector = try await start()
        for number in 0..<4 { try folder.append("auth.log", failure(number)) }
        #expect(try await eventually { try told().count == 1 }, "\(collector.errorsSoFar)")
        #expect(try await collector.end(SIGTERM).status == 0)
        collector = try store.follow(try folder.write("other.log", failure(9, from: "192.0.2.1")))
        #expect(try await eventually { try await store.count() == 5 })
        #expect(try await collector.end(SIGTERM).status == 0)
        collector = try configured.start()
        for number in 20..<24 { try folder.append("auth.log", failure(number, from: "192.0.2.1")) }
        #expect(try await eventually { try told().contains { $0.alarm.contains("192.0.2.1") } })
        // Of whom; the first twice where the stop came while its command was at work.
        let alarms = try told().map { $0.alarm.split(separator: " ").dropLast().joined(separator: " ") }
        #expect(Set(alarms) == ["guessing ip=203.0.113.7", "guessing ip=192.0.2.1"])
        #expect(try await collector.end(SIGTERM).status == 0)
    }

    @Test func `another store than the configured one is not watched, and it is said`() async throws {
        try folder.write("auth.log", (0..<9).map { failure($0) }.joined())
        try write(WatchTests.rule)
        let collector = try store.program.start([
            "collect", "--config", configured.path, "--store", folder("other.db"),
        ])
        #expect(try await eventually { collector.errorsSoFar.contains("following until interrupted") })
        #expect(collector.errorsSoFar.contains("other.db: is not watched, nor reported on; the configuration's"))
        #expect(try await collector.end(SIGTERM).status == 0)
        #expect(try told().isEmpty)
    }
}
