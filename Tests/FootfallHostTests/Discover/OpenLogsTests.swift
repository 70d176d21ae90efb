import FootfallTesting
import Foundation
import Testing

@testable import FootfallHost

struct OpenLogsTests {
    @Test func `a file that a program appends to is found, one that it reads and writes is not`() async throws {
        // Not in /tmp, whose files are nobody's logs.
        let folder = Program.builtProducts + "/open-logs-" + UUID().uuidString.prefix(8)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let shell = try Program("/bin/sh").start(
            ["-c", "exec 3>>'\(folder)/app.log' 4<>'\(folder)/data' && exec cat"],
            input: .pipe
        )
        #expect(try await eventually { FileManager.default.fileExists(atPath: folder + "/data") })
        let found = try await eventually {
            OpenLogs(HostRoot(), Budget()).written.contains { $0.path == folder + "/app.log" }
        }
        #expect(found)
        #expect(!OpenLogs(HostRoot(), Budget()).written.contains { $0.path == folder + "/data" })
        _ = try await shell.end(SIGTERM)
    }
}
