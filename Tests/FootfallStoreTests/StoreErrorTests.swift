import FootfallModel
import FootfallQuery
import FootfallStore
import FootfallTesting
import Foundation
import GRDB
import Testing

@Suite struct StoreErrorTests {
    private let store: TemporaryStore

    init() throws {
        store = try TemporaryStore()
    }

    @Test func `a missing store is not made by reading`() {
        #expect(
            store.readingRefusal()?.description == """
                \(store.path): there is no store here; nothing has been collected yet
                  hint: begin with `footfall collect --once --store \(store.path) /var/log`; \
                `footfall discover` tells what this host logs
                """
        )
        #expect(!FileManager.default.fileExists(atPath: store.path))
    }

    @Test func `a directory is refused`() {
        let text = """
            \(store.folder): is a directory, not a store
              hint: name a file in it: --store \(store.folder)/footfall.db
            """
        #expect(store.refusal(of: store.folder)?.description == text)
        #expect(store.readingRefusal(of: store.folder)?.description == text)
    }

    @Test func `a file that is no database is refused and left alone`() throws {
        let text = "Nov 22 10:00:01 web1 sshd[811]: a log file, not a store\n"
        try text.write(toFile: store.path, atomically: false, encoding: .utf8)
        let expected = """
            \(store.path): is not a Footfall store, nor any SQLite database
              hint: name another file; this one was left as it is
            """
        #expect(store.refusal()?.description == expected)
        #expect(store.readingRefusal()?.description == expected)
        #expect(try String(contentsOfFile: store.path, encoding: .utf8) == text)
        #expect(!FileManager.default.fileExists(atPath: store.path + ".lock"))
    }

    @Test func `an empty file is no store to read, and becomes one by writing`() throws {
        try Data().write(to: URL(fileURLWithPath: store.path))
        #expect(
            store.readingRefusal()?.description == """
                \(store.path): there is no store here yet, only the beginning of one
                  hint: `footfall collect --store \(store.path) PATH…` finishes it
                """
        )
        #expect(store.refusal() == nil)
        #expect(store.readingRefusal() == nil)
    }

    @Test func `another program's database is refused and left alone`() throws {
        try store.sql("CREATE TABLE theirs (id INTEGER)")
        let before = try Data(contentsOf: URL(fileURLWithPath: store.path))
        let expected = """
            \(store.path): is an SQLite database, but not a Footfall store
              hint: name another file; this one was left as it is
            """
        #expect(store.refusal()?.description == expected)
        #expect(store.readingRefusal()?.description == expected)
        #expect(try Data(contentsOf: URL(fileURLWithPath: store.path)) == before)
    }

    @Test func `a schema of before the first release is refused`() throws {
        try store.writer().close()
        try store.sql("PRAGMA user_version = 1")
        let expected = """
            \(store.path): was made by a Footfall from before its first release, which kept less
              hint: move it away, and collect the logs into a new store
            """
        #expect(store.refusal()?.description == expected)
        #expect(store.readingRefusal()?.description == expected)
    }

    @Test func `a newer schema is refused`() throws {
        try store.writer().close()
        try store.sql("PRAGMA user_version = 9")
        let expected = """
            \(store.path): was made by a newer Footfall (schema 9; this one knows 2)
              hint: update Footfall, or name another store
            """
        #expect(store.refusal()?.description == expected)
        #expect(store.readingRefusal()?.description == expected)
    }

    @Test func `a damaged header is named as such`() throws {
        try store.writer().close()
        var bytes = try Data(contentsOf: URL(fileURLWithPath: store.path))
        // The page size and the format numbers behind the magic text.
        bytes.replaceSubrange(16..<28, with: [UInt8](repeating: 0xee, count: 12))
        try bytes.write(to: URL(fileURLWithPath: store.path))
        let expected = """
            \(store.path): the store is damaged (file is not a database)
              hint: put back a backup, or save what can be read: sqlite3 \(store.path) .recover | sqlite3 recovered.db
            """
        #expect(store.refusal()?.description == expected)
        #expect(store.readingRefusal()?.description == expected)
    }

    @Test func `a file cut short is named as damaged`() throws {
        var maker = BatchMaker()
        let writer = try store.writer()
        try writer.write(maker.batch((0..<3000).map { .signIn($0) }))
        try writer.close()
        let bytes = try Data(contentsOf: URL(fileURLWithPath: store.path))
        try bytes.prefix(8192 * 2).write(to: URL(fileURLWithPath: store.path))
        let expected = """
            \(store.path): the store is damaged (database disk image is malformed)
              hint: put back a backup, or save what can be read: sqlite3 \(store.path) .recover | sqlite3 recovered.db
            """
        #expect(store.refusal()?.description == expected)
        #expect(store.readingRefusal()?.description == expected)
    }

    @Test func `a second writer is refused and told which process has the store`() throws {
        let first = try store.writer()
        #expect(
            store.refusal()?.description == """
                \(store.path): another Footfall is writing to this store (process \(getpid()))
                  hint: stop it, or name another store
                """
        )
        try first.write(EventBatch())
        try first.close()
    }

    @Test func `a store that is reached by a symbolic link is the same store`() throws {
        let first = try store.writer()
        let link = store.folder + "/link.db"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: store.path)
        #expect(store.refusal(of: link)?.reason == .locked(getpid()))
        try first.close()
    }

    @Test func `a store that was let go can be had by the next`() throws {
        for _ in 0..<3 { try store.writer().close() }
        #expect(store.refusal() == nil)
        #expect(!FileManager.default.fileExists(atPath: store.path + ".lock"))
    }

    @Test func `a folder that is not there is named`() {
        let path = store.folder + "/missing/footfall.db"
        #expect(
            store.refusal(of: path)?.description == """
                \(path): there is no folder \(store.folder)/missing
                  hint: make it (mkdir -p \(store.folder)/missing), or name another store
                """
        )
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self")))
    func `a folder that takes no files is named`() throws {
        // Even root cannot make files there.
        let error = try #require(store.refusal(of: "/proc/self/footfall.db"))
        guard case .unwritable = error.reason else {
            Issue.record("\(error)")
            return
        }
        #expect(error.description.hasPrefix("/proc/self/footfall.db: cannot be written ("))
    }

    @Test(.enabled(if: geteuid() != 0))
    func `a folder without the right to write is named`() throws {
        try setPermissions(0o500)
        defer { try? setPermissions(0o700) }
        #expect(
            store.refusal()?.description == """
                \(store.path): cannot be written (Permission denied)
                  hint: make its folder writable for this user, or name another store
                """
        )
    }

    @Test(.enabled(if: geteuid() != 0))
    func `a store in a folder without the right to write can be read`() throws {
        var maker = BatchMaker()
        let writer = try store.writer()
        try writer.write(maker.batch([.signIn(0)]))
        try writer.close()
        try setPermissions(0o500)
        defer { try? setPermissions(0o700) }
        #expect(try EventStore(path: store.path).count(EventQuery()) == 1)
    }

    @Test(.enabled(if: geteuid() != 0))
    func `a store without the right to read is named`() throws {
        try store.writer().close()
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: store.path)
        #expect(
            store.readingRefusal()?.description == """
                \(store.path): cannot be read (unable to open database file)
                  hint: ask for the right to read it, or name another store
                """
        )
    }

    private func setPermissions(_ permissions: Int) throws {
        try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: store.folder)
    }
}
