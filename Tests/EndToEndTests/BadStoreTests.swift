import FootfallTesting
import Foundation
import Testing

/// Stores that cannot be used.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct BadStoreTests {
    private let folder = TemporaryDirectory.current

    /// What every command says of the store at a path, with exit status 1.
    private func expect(_ store: Store, says text: String) async throws {
        let log = try folder.write("auth.log", SignIn.line(1))
        for arguments in [["collect", "--once", log], ["search"], ["status"], ["report", "daily"]] {
            let outcome = try await store.program.start(arguments + ["--store", store.path]).wait()
            #expect(outcome.status == 1, "\(arguments)")
            #expect(outcome.errors == "error: \(store.path): \(text)\n", "\(arguments)")
            #expect(outcome.output == "", "\(arguments)")
        }
    }

    @Test func `no store yet`() async throws {
        let store = Store("none.db")
        for arguments in [["search"], ["status"], ["report", "daily"], ["search", "--count"]] {
            let outcome = try await store.program.start(arguments + ["--store", store.path]).wait()
            #expect(outcome.status == 1)
            #expect(
                outcome.errors == """
                    error: \(store.path): there is no store here; nothing has been collected yet
                      hint: begin with `footfall collect --once --store \(store.path) /var/log`; \
                    `footfall discover` tells what this host logs

                    """
            )
        }
        #expect(try folder.names == [], "asking makes nothing")
    }

    @Test func `a file that is no database stays as it is`() async throws {
        let text = String(repeating: "just some notes\n", count: 100)
        try folder.write("notes.txt", text)
        try await expect(
            Store("notes.txt"),
            says: """
                is not a Footfall store, nor any SQLite database
                  hint: name another file; this one was left as it is
                """
        )
        #expect(try String(contentsOfFile: folder("notes.txt"), encoding: .utf8) == text)
    }

    @Test func `a database of another program stays as it is`() async throws {
        guard let sqlite = Program.system("sqlite3") else { return print("sqlite3 is not installed: skipped") }
        #expect(try await sqlite.run(folder("other.db"), "create table friend (name)").status == 0)
        try await expect(
            Store("other.db"),
            says: """
                is an SQLite database, but not a Footfall store
                  hint: name another file; this one was left as it is
                """
        )
        #expect(try await sqlite.run(folder("other.db"), ".schema").output == "CREATE TABLE friend (name);\n")
    }

    @Test func `a store of a newer Footfall`() async throws {
        guard let sqlite = Program.system("sqlite3") else { return print("sqlite3 is not installed: skipped") }
        let store = Store()
        let log = try folder.write("auth.log", SignIn.line(1))
        try await store.collect(log)
        #expect(try await sqlite.run(store.path, "pragma user_version = 999").status == 0)
        try await expect(
            store,
            says: """
                was made by a newer Footfall (schema 999; this one knows 2)
                  hint: update Footfall, or name another store
                """
        )
    }

    @Test func `a damaged store`() async throws {
        let store = Store()
        let log = try folder.write("auth.log", SignIn.lines(0..<2000))
        try await store.collect("--timezone", "UTC", log)
        let bytes = try Data(contentsOf: URL(filePath: store.path))
        try folder.write("footfall.db", bytes: Array(bytes.prefix(3 * 8192)))
        for arguments in [["search"], ["collect", "--once", log]] {
            let outcome = try await store.program.start(arguments + ["--store", store.path]).wait()
            #expect(outcome.status == 1)
            #expect(outcome.errors.hasPrefix("error: \(store.path): the store is damaged ("), "\(outcome.errors)")
            #expect(outcome.errors.contains("\n  hint: put back a backup, or save what can be read: sqlite3 "))
        }
    }

    @Test func `a folder instead of a store`() async throws {
        let outcome = try await Program.footfall.run("search", "--store", folder.path)
        #expect(outcome.status == 1)
        #expect(
            outcome.errors == """
                error: \(folder.path): is a directory, not a store
                  hint: name a file in it: --store \(folder.path)/footfall.db

                """
        )
    }

    @Test func `a folder that is not there`() async throws {
        let store = Store("nowhere/footfall.db")
        let log = try folder.write("auth.log", SignIn.line(1))
        let outcome = try await store.collect(log)
        #expect(outcome.status == 1)
        #expect(
            outcome.errors == """
                error: \(store.path): there is no folder \(folder("nowhere"))
                  hint: make it (mkdir -p \(folder("nowhere"))), or name another store

                """
        )
    }

    @Test func `a store in a folder that may not be written`() async throws {
        guard let program = try await unprivileged() else { return }
        try folder.folder("closed")
        try folder.setMode("closed", 0o555)
        var store = Store("closed/footfall.db")
        store.program = program
        let log = try folder.write("auth.log", SignIn.line(1))
        let outcome = try await store.collect(log)
        #expect(outcome.status == 1)
        #expect(
            outcome.errors == """
                error: \(store.path): cannot be written (Permission denied)
                  hint: make its folder writable for this user, or name another store

                """
        )
    }

    @Test func `a store that may be read but not written is searched all the same`() async throws {
        guard let program = try await unprivileged() else { return }
        try folder.folder("shared")
        var store = Store("shared/footfall.db")
        let log = try folder.write("auth.log", SignIn.line(1))
        #expect(try await store.collect("--timezone", "UTC", log).status == 0)
        try folder.setMode("shared/footfall.db", 0o444)
        try folder.setMode("shared", 0o555)
        store.program = program
        #expect(try await store.count() == 1)
        let outcome = try await store.collect(log)
        #expect(outcome.status == 1)
        #expect(outcome.errors.hasPrefix("error: \(store.path): cannot be written (Permission denied)\n  hint: "))
        try folder.setMode("shared", 0o755)
    }

    @Test func `the zone of a new store is the one given, else the machine's`() async throws {
        let log = try folder.write("auth.log", SignIn.line(1))
        let given = Store("given.db")
        try await given.collect("--timezone", "Europe/Berlin", log)
        let status = try await given.program.run("status", "--store", given.path)
        #expect(status.output.contains("days in Europe/Berlin\n"), "\(status.output)")
        // It stays, whatever zone is given later.
        try await given.collect("--timezone", "UTC", log)
        #expect(try await given.program.run("status", "--store", given.path).output.contains("days in Europe/Berlin\n"))

        var machine = Store("machine.db")
        machine.program = machine.program.with(["TZ": "America/New_York"])
        try await machine.collect(log)
        let other = try await machine.program.run("status", "--store", machine.path)
        #expect(other.output.contains("days in America/New_York\n"), "\(other.output)")
    }

    @Test func `the default store of a newcomer is made with its folders`() async throws {
        guard let program = try await unprivileged() else { return }
        let log = try folder.write("auth.log", SignIn.line(1))
        let home = program.with(["XDG_DATA_HOME": folder("data")])
        let outcome = try await home.run("collect", "--once", log)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("kept 1 event in \(folder("data/footfall/footfall.db"))"))
        #expect(try await home.run("search", "--count").output == "1\n")
    }
}
