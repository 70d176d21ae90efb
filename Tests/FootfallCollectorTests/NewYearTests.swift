import FootfallCollector
import FootfallModel
import FootfallPatterns
import FootfallQuery
import FootfallSources
import FootfallStore
import Foundation
import Testing

/// Years of stamps that name none, over restarts of the collector.
struct NewYearTests {
    @Test func `a file that is resumed after New Year goes on in the new year`() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "footfall-new-year-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let log = folder.appending(path: "auth.log").path
        let store = folder.appending(path: "footfall.db").path
        func line(_ stamp: String) -> String {
            stamp + " web1 sshd[811]: Accepted password for alice from 192.0.2.7 port 50022 ssh2\n"
        }
        func collect(_ text: String, modified: String) throws {
            try text.write(toFile: log, atomically: false, encoding: .utf8)
            let date = try Date(modified, strategy: .iso8601)
            try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: log)
            var configuration = Collector.Configuration(store: store, zone: .utc)
            configuration.sources = [SourceSettings(.files(.init(paths: [log])))]
            configuration.once = true
            let collector = Collector(configuration, patterns: PatternSet.load().set) { _ in }
            #expect(try collector.run(until: StopSignal()).failures.isEmpty)
        }
        let old = line("Dec 30 10:00:00") + line("Dec 31 23:59:59")
        try collect(old, modified: "2024-12-31T23:59:59Z")
        try collect(old + line("Jan  1 00:00:01"), modified: "2025-01-01T00:00:01Z")
        let events = try EventStore(path: store).search(EventQuery(), limit: 10, order: .oldestFirst)
        #expect(
            events.map(\.time.rfc3339) == [
                "2024-12-30T10:00:00.000000Z", "2024-12-31T23:59:59.000000Z", "2025-01-01T00:00:01.000000Z",
            ]
        )
    }
}
