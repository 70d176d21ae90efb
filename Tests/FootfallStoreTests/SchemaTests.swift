import FootfallModel
import FootfallStore
import FootfallTesting
import Foundation
import GRDB
import Testing

@Suite struct SchemaTests {
    @Test func `a new store is set up as it must stay`() throws {
        let store = try TemporaryStore()
        let writer = try store.writer()
        try writer.write(EventBatch())
        let expected: [(String, String)] = [
            ("application_id", "1179602772"), ("user_version", "2"), ("page_size", "8192"), ("auto_vacuum", "2"),
            ("journal_mode", "wal"), ("encoding", "UTF-8"), ("integrity_check", "ok"),
        ]
        for (pragma, value) in expected {
            let found = try #require(try store.sql("PRAGMA \(pragma)").first)
            #expect("\(found[0] ?? "")" == value, "\(pragma)")
        }
        let loose = try store.sql(
            """
            SELECT name FROM pragma_table_list
            WHERE schema = 'main' AND type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%'
                AND name <> 'grdb_migrations'
            """
        )
        #expect(loose.isEmpty)
        #expect(try store.sql("SELECT * FROM meta").map { $0["key"] } == ["created", "segment_bits", "timezone"])
    }

    @Test func `a new store is for its owner's eyes only, with the files beside it`() throws {
        let store = try TemporaryStore()
        let writer = try store.writer()
        try writer.write(EventBatch())
        for suffix in ["", "-wal", "-shm"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: store.path + suffix)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600, "\(suffix)")
        }
        try writer.close()
    }

    @Test func `in a folder that is its group's and nobody else's the group may read it`() throws {
        let store = try TemporaryStore()
        let folder = URL(fileURLWithPath: store.path).deletingLastPathComponent().path
        try FileManager.default.setAttributes([.posixPermissions: 0o750], ofItemAtPath: folder)
        let writer = try store.writer()
        try writer.write(EventBatch())
        for suffix in ["", "-wal", "-shm"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: store.path + suffix)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o640, "\(suffix)")
        }
        try writer.close()
    }

    @Test func `the time zone is set once and given back ever after`() throws {
        let store = try TemporaryStore()
        var asked: [String?] = []
        for _ in 0..<2 {
            let writer = try StoreWriter(path: store.path) { name in
                asked.append(name)
                return .berlin
            }
            #expect(writer.zone == .berlin)
            try writer.close()
        }
        #expect(asked == [nil, "Europe/Berlin"])
        #expect(try EventStore(path: store.path).timezone == "Europe/Berlin")
    }

    @Test func `a zone that nobody knows leaves the store unopened, and it can be opened later`() throws {
        let store = try TemporaryStore()
        let error = #expect(throws: StoreError.self) {
            _ = try StoreWriter(path: store.path) { _ throws in throw Diagnostic("no such time zone") }
        }
        #expect(error?.description == "\(store.path): error: no such time zone")
        try store.writer().close()
    }

    private static let shell = "/usr/bin/sqlite3"

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: shell)))
    func `the sqlite3 shell prints readable rows`() throws {
        let store = try TemporaryStore()
        var maker = BatchMaker()
        try store.writer().write(
            maker.batch([.signIn(1, outcome: .failure), .signIn(2, user: nil, ip: nil)])
        )
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.shell)
        process.arguments = [store.path, "select time,type,user_id,app_id,ip from activity limit 5"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(
            String(decoding: output, as: UTF8.self) == """
                2026-11-22T00:00:01.000000Z|user_failed_login|alice|sshd|192.0.2.7
                2026-11-22T00:00:02.000000Z|user_login||sshd|

                """
        )
    }

    @Test func `the view shows every field under its name`() throws {
        let store = try TemporaryStore()
        var maker = BatchMaker()
        var event = ActivityEvent.signIn(0, outcome: .failure, count: 2)
        event.time = Instant(microseconds: -1)
        event.details = #"{"port":"22"}"#
        try store.writer().write(maker.batch([event]))
        let row = try #require(try store.sql("SELECT * FROM activity").first)
        #expect(
            Array(row.columnNames) == [
                "time", "time_us", "type", "category", "outcome", "user_id", "target_id", "app_id", "ip", "host",
                "source", "pattern", "count", "message", "details", "id",
            ]
        )
        #expect(row["time"] == "1969-12-31T23:59:59.999999Z")
        #expect(row["time_us"] == -1)
        #expect(row["category"] == "Identity management")
        #expect(row["outcome"] == "failure")
        #expect(row["target_id"] == nil)
        #expect(row["count"] == 2)
        #expect(row["details"] == #"{"port":"22"}"#)
    }
}

extension ZoneOffsets {
    /// Europe/Berlin around the end of summer time on 25 October 2026.
    static let berlin = ZoneOffsets(name: "Europe/Berlin", starts: [.min, 1_792_890_000], offsets: [7200, 3600])
}
