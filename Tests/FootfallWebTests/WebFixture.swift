import FootfallModel
import FootfallStore
import FootfallTesting
import Foundation
import Testing

@testable import FootfallWeb

/// Stores to look at, and answers to look into.
enum WebFixture {
    /// A store with these events, in the order in which they came; its path.
    static func store(_ events: [ActivityEvent]) throws -> String {
        let path = TemporaryDirectory.current("web-\(UUID().uuidString).db")
        let writer = try StoreWriter(path: path) { _ in .utc }
        var maker = BatchMaker()
        try writer.write(maker.batch(events))
        try writer.close()
        return path
    }

    static func signIn(_ user: String, at seconds: Int64) -> ActivityEvent {
        ActivityEvent(
            time: Instant(seconds: seconds),
            type: "user_login",
            category: .identityManagement,
            outcome: .success,
            userID: user,
            appID: "sshd",
            ip: "192.0.2.7",
            host: "web1",
            source: "/var/log/auth.log",
            pattern: "openssh/accepted",
            message: "Accepted password for \(user) from 192.0.2.7 port 50022 ssh2"
        )
    }

    /// A sign-in of which each text is this one.
    static func event(of text: String) -> ActivityEvent {
        var event = signIn(text, at: 1)
        event.host = text
        event.appID = text
        event.targetID = text
        event.type = text
        event.source = text
        event.pattern = text
        event.message = text
        event.details = "{\(JSONText.quoted(text)):\(JSONText.quoted(text))}"
        return event
    }

    static func json(_ answer: WebResponse) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(answer.bytes)) as? [String: Any])
    }

    /// All of an answer that comes in pieces.
    static func streamed(_ answer: WebResponse) async throws -> String {
        guard case .stream(let next) = answer.body else { return "" }
        var bytes: [UInt8] = []
        while let piece = try await next() { bytes += piece }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension WebResponse {
    var bytes: [UInt8] { if case .bytes(let bytes) = body { bytes } else { [] } }
    var text: String { String(decoding: bytes, as: UTF8.self) }
}
