import FootfallModel
import FootfallStore
import Foundation
import GRDB
import Testing

/// A folder for one test's store, removed with the value's end.
final class TemporaryStore: Sendable {
    let folder: String
    var path: String { folder + "/footfall.db" }

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("footfall-store-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        folder = url.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    func writer(_ options: StoreOptions = StoreOptions(), zone: ZoneOffsets = .utc) throws -> StoreWriter {
        try StoreWriter(path: path, options: options) { _ in zone }
    }

    /// Runs SQL as a stranger would.
    @discardableResult
    func sql(_ text: String) throws -> [Row] {
        let queue = try DatabaseQueue(path: path)
        defer { try? queue.close() }
        return try queue.writeWithoutTransaction { try Row.fetchAll($0, sql: text) }
    }

    func number(_ text: String) throws -> Int64 {
        try #require(try sql(text).first)[0]
    }

    /// The error that opening for writing gives.
    func refusal(of path: String? = nil) -> StoreError? {
        do {
            _ = try StoreWriter(path: path ?? self.path) { _ in .utc }
            return nil
        } catch {
            return error
        }
    }

    /// The error that opening for reading gives.
    func readingRefusal(of path: String? = nil) -> StoreError? {
        do {
            _ = try EventStore(path: path ?? self.path)
            return nil
        } catch {
            return error
        }
    }
}

extension ActivityEvent {
    /// A sign-in at `second` of 22 November 2026.
    static func signIn(
        _ second: Int64,
        user: String? = "alice",
        ip: String? = "192.0.2.7",
        outcome: Outcome = .success,
        count: Int64 = 1,
        message: String = "Accepted password for alice"
    ) -> ActivityEvent {
        ActivityEvent(
            time: Instant(seconds: 1_795_305_600 + second),
            type: outcome == .failure ? "user_failed_login" : "user_login",
            category: .identityManagement,
            outcome: outcome,
            userID: user,
            appID: "sshd",
            ip: ip,
            host: "web1",
            source: "/var/log/auth.log",
            pattern: "openssh/password",
            count: count,
            message: message
        )
    }
}
