import Foundation

/// Other databases and tools with the same work, where they are there.
struct Peers {
    private let python: String
    private let folder: String
    private let scratch: Scratch
    private let isWanted: Bool
    /// Names of those that can be run, with their scripts for a log.
    let stores: [(name: String, search: String, load: String)]
    /// Why the others are not.
    let missing: String
    let hasRipgrep: Bool

    init(python: String, folder: String, scratch: Scratch, isWanted: Bool) {
        self.python = python
        self.folder = folder
        self.scratch = scratch
        self.isWanted = isWanted
        hasRipgrep = isWanted && Command.succeeds(["rg", "--version"], in: scratch.folder)
        guard isWanted, FileManager.default.fileExists(atPath: folder) else {
            stores = []
            missing = isWanted ? "no \(folder)" : ""
            return
        }
        let all = [
            ("Python + SQLite", "sqlite3", "sqlite", "baseline.py"), ("DuckDB", "duckdb", "duckdb", "duck.py"),
            ("chdb", "chdb", "chdb", "chdb_ingest.py"),
        ]
        let there = all.filter { Command.succeeds([python, "-c", "import \($0.1)"], in: scratch.folder) }
        stores = there.map { ($0.0, $0.2, $0.3) }
        missing = all.filter { peer in !there.contains { $0.0 == peer.0 } }.map { "\($0.0): not installed" }
            .joined(separator: "; ")
    }

    /// Loads a log into a store of the given one.
    func load(_ store: (name: String, search: String, load: String), log: String, _ options: [String] = []) throws
        -> Command
    {
        let path = scratch.path("peer-\(store.search)")
        scratch.remove("peer-\(store.search)")
        return try Command([python, "\(folder)/\(store.load)", log, path] + options, in: scratch.folder)
    }

    func remove(_ store: (name: String, search: String, load: String)) { scratch.remove("peer-\(store.search)") }

    /// Warm medians in seconds of all stores, by question and then by store; each store is made, asked and removed.
    func answers(log: String) -> [String: [(store: String, seconds: Double)]] {
        var found: [String: [(store: String, seconds: Double)]] = [:]
        for store in stores {
            do {
                Progress.tell("loading \(store.name)")
                // SQLite's indexes made at the end: it would take several times as long with them.
                let loaded = try load(store, log: log, store.search == "sqlite" ? ["after"] : [])
                Progress.tell("\(store.name): loaded in \(Int(loaded.wall)) s; asking it")
                let search = [python, "\(folder)/search.py", store.search, scratch.path("peer-\(store.search)"), "3"]
                for line in try Command(search, in: scratch.folder).output.split(separator: "\n") {
                    guard let answer = Peers.answer(line, of: store.search) else { continue }
                    found[answer.question, default: []].append((store.name, answer.seconds))
                }
            } catch {
                Progress.tell("\(store.name): \(error)")
            }
            remove(store)
        }
        return found
    }

    // sqlite  i latest 50 of a rare user   first  53.00 ms  median  0.01 ms  rows 1
    private static func answer(_ line: Substring, of store: String) -> (question: String, seconds: Double)? {
        guard line.hasPrefix(store), let first = line.range(of: " first "), let median = line.range(of: " median ")
        else { return nil }
        let name = line[..<first.lowerBound].dropFirst(store.count).trimmingCharacters(in: .whitespaces)
        let value = line[median.upperBound...].split(separator: " ").first.flatMap { Double($0) }
        return value.map { (name, $0 / 1000) }
    }

    /// Seconds in which `rg` has looked through a log.
    func ripgrep(_ text: String, _ log: String) -> Double? {
        guard hasRipgrep else { return nil }
        // Exit status 1 says that there is no such line.
        let search = ["sh", "-c", "rg -F -- \"$1\" \"$2\" | tail -50 >/dev/null", "sh", text, log]
        return (0..<3).compactMap { _ in (try? Command(search, in: scratch.folder))?.wall }.median
    }
}
