import FootfallTesting
import Foundation
import Testing

/// `footfall search` on the samples.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct SearchTests {
    private let store = Store()

    /// Two ways to ask the same, and what a look at all events says of it.
    struct Case: CustomTestStringConvertible {
        var options: [String]
        var query: [String]
        var expected: @Sendable (Event) -> Bool

        var testDescription: String { (options + query).joined(separator: " ") }
    }

    static let cases = [
        Case(options: ["--type", "user_login"], query: ["type:user_login"]) { $0.type == "user_login" },
        Case(options: ["--type", "user_login", "--type", "user_logout"], query: ["type:user_login,user_logout"]) {
            ["user_login", "user_logout"].contains($0.type)
        },
        Case(options: ["--user", "alice"], query: ["user:alice"]) { $0.user_id == "alice" },
        Case(options: ["--user", "a*"], query: ["user:a*"]) { $0.user_id?.lowercased().hasPrefix("a") ?? false },
        Case(options: ["--app", "sudo"], query: ["app:sudo"]) { $0.app_id == "sudo" },
        Case(options: ["--ip", "203.0.113.66"], query: ["ip:203.0.113.66"]) { $0.ip == "203.0.113.66" },
        Case(options: ["--ip", "203.0.113.0/24"], query: ["ip:203.0.113.0/24"]) {
            $0.ip?.hasPrefix("203.0.113.") ?? false
        },
        Case(options: ["--ip", "2001:db8::/32"], query: ["ip:2001:db8::/32"]) {
            $0.ip?.hasPrefix("2001:db8:") ?? false
        },
        Case(options: ["--host", "bastion"], query: ["host:bastion"]) { $0.host == "bastion" },
        Case(options: ["--outcome", "failure"], query: ["outcome:failure"]) { $0.outcome == "failure" },
        Case(options: ["--since", "2026-11-22"], query: ["since:2026-11-22"]) { $0.time >= "2026-11-22T00:00:00" },
        Case(options: ["--until", "2026-11-20"], query: ["until:2026-11-20"]) { $0.time < "2026-11-21T00:00:00" },
        Case(
            options: ["--since", "2026-11-21 20:00", "--until", "2026-11-21T21:59:59Z"],
            query: ["since:2026-11-21T20:00:00Z", "until:2026-11-21T21:59:59Z"]
        ) { $0.time >= "2026-11-21T20:00:00" && $0.time <= "2026-11-21T21:59:59.0" },
        Case(options: ["preauth"], query: ["PREAUTH"]) { $0.message?.lowercased().contains("preauth") ?? false },
        Case(options: ["invalid", "user"], query: ["\"invalid user\""]) {
            $0.message?.lowercased().contains("invalid user") ?? false
        },
        Case(options: ["-user:alice"], query: ["-user:alice"]) { $0.user_id != "alice" },
        Case(options: ["--", "-user:alice"], query: ["-user:alice"]) { $0.user_id != "alice" },
        Case(options: ["app:sudo", "--", "-user:alice"], query: ["app:sudo -user:alice"]) {
            $0.app_id == "sudo" && $0.user_id != "alice"
        },
        Case(options: ["-host:web1"], query: ["-host:web1"]) { $0.host != "web1" },
        Case(options: ["-ip:203.0.113.0/24"], query: ["-ip:203.0.113.0/24"]) {
            !($0.ip?.hasPrefix("203.0.113.") ?? false)
        },
        Case(options: ["--user", "alice", "--type", "privilege_use"], query: ["user:alice", "type:privilege_use"]) {
            $0.user_id == "alice" && $0.type == "privilege_use"
        },
        Case(options: ["(user:bob", "or", "user:carol)"], query: ["(user:bob or user:carol)"]) {
            $0.user_id == "bob" || $0.user_id == "carol"
        },
    ]

    @Test(arguments: cases)
    func `options and words of the query find what is meant`(asked: Case) async throws {
        try await store.collect(Samples.time + [Samples.folder])
        let expected = try await store.events().filter(asked.expected)
        #expect(!expected.isEmpty, "the case shows something")
        for arguments in [asked.options, asked.query] {
            let found = try await Program.footfall.start(
                ["search", "--store", store.path, "--limit", "0", "--oldest-first", "--output", "jsonl"] + arguments
            ).wait()
            #expect(found.status == 0, "\(found.errors)")
            let events = try found.outputLines.map { try JSONDecoder().decode(Event.self, from: Data($0.utf8)) }
            #expect(Set(events) == Set(expected))
            #expect(events.count == expected.count)
            #expect(events.map(\.time) == events.map(\.time).sorted())
            let count = try await Program.footfall.start(["search", "--store", store.path, "--count"] + arguments)
                .wait()
            #expect(count.output == "\(expected.reduce(0) { $0 + $1.count })\n")
        }
    }

    @Test func `limit, order and pages`() async throws {
        // More than two of the pages that a search asks the store for.
        let log = try TemporaryDirectory.current.write("auth.log", SignIn.lines(0..<2500))
        try await store.collect("--timezone", "UTC", log)
        for limit in [1, 50, 999, 1000, 1001, 2000, 2500, 3000] {
            let newest = try await users("--limit", "\(limit)")
            #expect(newest == Array(SignIn.users(0..<2500).reversed().prefix(limit)), "\(limit)")
            let oldest = try await users("--limit", "\(limit)", "--oldest-first")
            #expect(oldest == Array(SignIn.users(0..<2500).prefix(limit)), "\(limit)")
        }
        #expect(try await users("--limit", "0").count == 2500)
        #expect(try await users().count == 50)
        #expect(try await store.search("--count").output == "2500\n")
    }

    @Test(arguments: [80, 140])
    func `the table fits the terminal`(columns: Int) async throws {
        try await store.collect(Samples.time + [Samples.folder])
        let narrow = Program.footfall.with(["COLUMNS": "\(columns)"])
        let found = try await narrow.run("search", "--store", store.path, "--limit", "0")
        #expect(found.status == 0)
        #expect(found.outputLines.count >= SampleCounts.events + 1)
        #expect(found.outputLines.first?.hasPrefix("TIME ") == true)
        let tooWide = found.outputLines.filter { $0.count > columns }
        #expect(tooWide == [])
        #expect(!found.output.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x7f })
    }

    @Test func `csv is read back field by field`() async throws {
        try await store.collect(Samples.time + [Samples.folder])
        let found = try await store.search("--limit", "0", "--output", "csv", "--oldest-first")
        let rows = parseCSV(found.output)
        #expect(rows.count == SampleCounts.events + 1)
        #expect(Set(rows.map(\.count)) == [14])
        let events = try await store.events()
        let columns = try #require(rows.first)
        for (row, event) in zip(rows.dropFirst(), events) {
            let fields = Dictionary(uniqueKeysWithValues: zip(columns, row))
            #expect(fields["time"] == event.time)
            #expect(fields["user_id"] == event.user_id ?? "")
            // What a spreadsheet would take for a formula has an apostrophe before it.
            let message = fields["message"].map { $0.hasPrefix("'") ? String($0.dropFirst()) : $0 }
            #expect(message == event.message ?? "")
            #expect(fields["count"] == "\(event.count)")
        }
    }

    @Test func `nothing found is said, and is no failure`() async throws {
        try await store.collect(Samples.time + [Samples.folder])
        let found = try await store.search("user:nobody-of-that-name")
        #expect(found.status == 0)
        #expect(found.output == "")
        #expect(found.errors == "no event matches\n")
        #expect(try await store.search("user:nobody-of-that-name", "--count").output == "0\n")
    }

    @Test func `sqlite3 reads the store without Footfall`() async throws {
        guard let sqlite = Program.system("sqlite3") else {
            // scripts/setup test installs it.
            return print("sqlite3 is not installed: the view `activity` was not read with it")
        }
        try await store.collect(Samples.time + [Samples.folder])
        let rows = try await sqlite.run(store.path, "select time,type,user_id,app_id,ip from activity limit 5")
        #expect(rows.status == 0)
        #expect(rows.outputLines.count == 5)
        for row in rows.outputLines {
            #expect(
                row.wholeMatch(of: /2026-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z\|[a-z_]+\|\w*\|[\w-]+\|[0-9a-f.:]*/) != nil,
                "\(row)"
            )
        }
        let count = try await sqlite.run(
            store.path,
            "select count(*), sum(count) from activity; pragma integrity_check"
        )
        #expect(count.output == "\(SampleCounts.events)|\(SampleCounts.times)\nok\n")
    }

    @Test func `a copy of the program alone still knows its packs`() async throws {
        let folder = TemporaryDirectory.current
        let copy = try folder.folder("elsewhere") + "/footfall"
        // By a program: a descriptor of ours, inherited by what another test starts, would keep the copy busy.
        let copied = try await #require(Program.system("cp")).run(Program.footfall.path, copy)
        #expect(copied.status == 0)
        var moved = Program.footfall
        moved.path = copy
        let program = try #require(moved.run(by: "env", "-C", "/"))
        let parsed = try await program.start(["parse"] + Samples.time + [Samples.path("auth.log")]).wait()
        let events = parsed.outputLines.filter { !$0.contains("\"evidence\":true") }
        #expect(events.count == SampleCounts.authLog.reduce(0) { $0 + $1.events })
        #expect(try await program.run("patterns", "list").status == 0)
    }

    private func users(_ arguments: String...) async throws -> [String?] {
        let found = try await Program.footfall.start(
            ["search", "--store", store.path, "--output", "jsonl"] + arguments
        ).wait()
        return try found.outputLines.map { try JSONDecoder().decode(Event.self, from: Data($0.utf8)).user_id }
    }

    /// Records of RFC 4180.
    private func parseCSV(_ text: String) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var field = ""
        var isQuoted = false
        var characters = text.unicodeScalars.makeIterator()
        var next = characters.next()
        while let scalar = next {
            next = characters.next()
            switch scalar {
            case "\"" where isQuoted && next == "\"":
                field.unicodeScalars.append(scalar)
                next = characters.next()
            case "\"":
                isQuoted.toggle()
            case "," where !isQuoted, "\n" where !isQuoted:
                row.append(field)
                field = ""
                if scalar == "\n" {
                    rows.append(row)
                    row = []
                }
            default:
                field.unicodeScalars.append(scalar)
            }
        }
        return rows
    }
}
