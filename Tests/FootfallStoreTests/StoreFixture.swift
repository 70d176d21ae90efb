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

/// Makes batches as the parser does.
struct BatchMaker: ~Copyable {
    private var interner: Interner
    private var handedOver: Int32 = 1

    init(limit: Int = 200_000) {
        interner = Interner(limit: limit)
    }

    mutating func batch(_ events: [ActivityEvent]) -> EventBatch {
        if interner.startNewGenerationIfFull() { handedOver = 1 }
        var batch = EventBatch()
        for event in events { add(event, to: &batch) }
        return finish(&batch)
    }

    /// Hands over the strings that are new.
    mutating func finish(_ batch: inout EventBatch) -> EventBatch {
        batch.generation = interner.generation
        batch.firstString = handedOver
        batch.strings = Array(interner.entries[Int(handedOver)...])
        batch.stringText = interner.text
        handedOver = Int32(interner.entries.count)
        return batch
    }

    mutating func add(_ event: ActivityEvent, to batch: inout EventBatch) {
        let type = interner.intern(.eventType(event.category), event.type)
        var row = EventRow(time: event.time, type: type, outcome: event.outcome)
        row.user = number(.account, event.userID)
        row.target = number(.account, event.targetID)
        row.app = number(.app, event.appID)
        row.address = number(.address, event.ip)
        row.host = number(.host, event.host)
        row.source = number(.source, event.source)
        row.pattern = number(.pattern, event.pattern)
        row.count = Int32(event.count)
        row.message = append(Array(event.message.utf8), to: &batch)
        row.details = append(Array((event.details ?? "").utf8), to: &batch)
        batch.rows.append(row)
    }

    func append(_ bytes: [UInt8], to batch: inout EventBatch) -> ByteRange {
        let start = batch.text.count
        batch.text += bytes
        return ByteRange(from: start, to: batch.text.count)
    }

    mutating func number(_ kind: StringKind, _ text: String?) -> Int32 {
        text.map { interner.intern(kind, $0) } ?? 0
    }

    mutating func number(_ kind: StringKind, bytes: [UInt8]) -> Int32 {
        interner.intern(kind, bytes.span, ByteRange(from: 0, to: bytes.count))
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
