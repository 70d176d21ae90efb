import FootfallTesting
import Foundation

/// A store in the test's folder, and the program at work on it.
struct Store {
    let path: String
    var program = Program.footfall

    init(_ name: String = "footfall.db") {
        path = TemporaryDirectory.current(name)
    }

    /// A store elsewhere, seen by a program that can.
    init(at path: String, _ program: Program) {
        self.path = path
        self.program = program
    }

    /// Reads what is there, and stops.
    @discardableResult
    func collect(_ arguments: String..., input: Program.Input = .nothing) async throws -> Program.Outcome {
        try await collect(arguments, input: input)
    }

    @discardableResult
    func collect(_ arguments: [String], input: Program.Input = .nothing) async throws -> Program.Outcome {
        try await program.start(["collect", "--once", "--store", path] + arguments, input: input).wait()
    }

    /// Follows, until the test ends it.
    func follow(_ arguments: String..., input: Program.Input = .nothing) throws -> RunningProgram {
        try program.start(["collect", "--store", path, "--timezone", "UTC"] + arguments, input: input)
    }

    func search(_ arguments: String...) async throws -> Program.Outcome {
        try await program.start(["search", "--store", path] + arguments).wait()
    }

    /// How often what the query asks for happened; 0 as long as there is no store.
    func count(_ query: String...) async throws -> Int {
        let outcome = try await program.start(["search", "--store", path, "--count"] + query).wait()
        return outcome.status == 0 ? Int(outcome.output.dropLast()) ?? -1 : 0
    }

    /// The events a query finds, oldest first.
    func events(_ query: String...) async throws -> [Event] {
        let arguments = ["search", "--store", path, "--limit", "0", "--oldest-first", "--output", "jsonl"]
        let outcome = try await program.start(arguments + query).wait()
        guard outcome.status == 0 else { throw Unexpected(outcome) }
        return try outcome.outputLines.map { try JSONDecoder().decode(Event.self, from: Data($0.utf8)) }
    }

    /// What became of the records, by source: read, matched, not recognised, switched off, skipped, events.
    func status() async throws -> [String: [Int]] {
        try await report().sources.filter { $0.counts["records"] != 0 }.reduce(into: [:]) { rows, source in
            func count(_ names: String...) -> Int { names.reduce(0) { $0 + (source.counts[$1] ?? 0) } }
            rows[source.source] = [
                count("records"), count("matched"), count("unrecognised"), count("switched_off"),
                count("skipped_empty", "skipped_malformed"), count("events"),
            ]
        }
    }

    /// How many records of each source are evidence.
    func evidence() async throws -> [String: Int] {
        let sources = try await report().sources
        return sources.contains { $0.counts["evidence"] != 0 }
            ? Dictionary(uniqueKeysWithValues: sources.map { ($0.source, $0.counts["evidence"] ?? 0) }) : [:]
    }

    /// Sizes of the store's files, as a sign of life.
    var sizes: [Int] {
        ["", "-wal", ".lock"].map { suffix in
            let attributes = try? FileManager.default.attributesOfItem(atPath: path + suffix)
            return attributes?[.size] as? Int ?? -1
        }
    }

    /// What `status` says, whether there is trouble or not.
    func report() async throws -> StatusReport {
        let outcome = try await program.start(["status", "--output", "json", "--store", path]).wait()
        guard outcome.status == 0 || outcome.status == 2 else { throw Unexpected(outcome) }
        var report = try JSONDecoder().decode(StatusReport.self, from: Data(outcome.output.utf8))
        report.exitStatus = outcome.status
        return report
    }
}

/// `footfall status --output json`.
struct StatusReport: Decodable {
    struct Collector: Decodable {
        var running: Bool
        var process: Int32?
        var waiting_for: String?
    }
    struct Problem: Decodable {
        var text: String
        var hint: String?
        var trouble: Bool
    }
    struct Source: Decodable {
        var source: String
        var state: String
        var counts: [String: Int]
        var closes: Bool
        var lost: Int
        var lost_recently: [String: Int]
        var unread_bytes: Int?
        var read_bytes: Int?
        var last_line_age_s: Int?
        var problems: [Problem]
    }

    var collector: Collector
    var trouble: Bool
    var sources: [Source]
    var exitStatus: Int32 = 0

    enum CodingKeys: CodingKey { case collector, trouble, sources }

    subscript(_ name: String) -> Source? { sources.first { $0.source == name } }
}

/// A program ended as it should not have.
struct Unexpected: Error, CustomStringConvertible {
    var description: String

    init(_ outcome: Program.Outcome) {
        description = "exit status \(outcome.status)\n\(outcome.output)\(outcome.errors)"
    }
}

/// An event as `--output jsonl` gives it.
struct Event: Decodable, Hashable {
    var time: String
    var type: String
    var category: String
    var outcome: String
    var user_id: String?
    var target_id: String?
    var app_id: String?
    var ip: String?
    var host: String?
    var source: String
    var pattern: String
    var count: Int
    var message: String?
    /// It only tells another event again.
    var evidence: Bool?
}

/// The logs that come with Footfall.
enum Samples {
    static let folder = Program.package + "/samples/logs"
    /// They play in the past, and some of their stamps have no year.
    static let time = ["--reference-time", "2026-11-22T23:59:59Z", "--timezone", "UTC"]

    static func path(_ name: String) -> String { folder + "/" + name }
}

/// Lines as sshd writes them, each of its own user.
enum SignIn {
    /// A line with its newline; a later number has a later stamp.
    static func line(_ number: Int) -> String {
        let micros = String(1_000_000 + number % 1_000_000).dropFirst()
        let second = String(100 + number / 1_000_000).dropFirst()
        return "2026-11-21T10:00:\(second).\(micros)+00:00 web1 sshd[811]: "
            + "Accepted password for u\(number) from 192.0.2.7 port 50022 ssh2\n"
    }

    static func lines(_ numbers: Range<Int>) -> String {
        numbers.map(line).joined()
    }

    static func users(_ numbers: Range<Int>) -> [String] {
        numbers.map { "u\($0)" }
    }
}

/// The memory that a process has for itself now.
func residentBytes(_ process: Int32) throws -> Int {
    let text = try String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8)
    return (Int(text.split(separator: " ")[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
}
