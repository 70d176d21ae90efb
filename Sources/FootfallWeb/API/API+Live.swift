import FootfallModel
import FootfallQuery
import FootfallStore

extension API {
    private static let followerLimit = 64
    private static let followersOfOne = 16
    /// Between two looks at the store.
    private static let pause = Duration.milliseconds(500)
    /// Looks without anything new, after which a sign of life is sent: proxies end what is silent.
    private static let quietLooks = 30

    /// New events as they come: server-sent events, of the HTML standard.
    ///
    /// A browser that was cut off says which event it had last, and gets what it missed.
    func live(_ request: WebRequest) async throws -> WebResponse {
        let text = try SearchRequest.text(request)
        let last = (request.headers["last-event-id"] ?? request.value("last")).flatMap { Int64($0) }
        let now = now()
        let follower = try await ask { store, _ in
            // A store may have been put in the place of one that had gone further; before the first there is nothing to
            // look through.
            let place = try last.map { max(0, min($0, try store.lastID())) }
            return try EventFollower(store, store.query(text, now: now), after: place)
        }
        let seat = try Seat(followers, client)
        let held = Guarded((follower: follower, isOver: false))
        let (runner, client) = (runner, client)
        return WebResponse(
            type: "text/event-stream",
            .stream {
                _ = seat
                if held.withLock({ $0.isOver }) { return nil }
                var looked: Int64 = 0
                for _ in 0..<API.quietLooks {
                    do {
                        let found = try await runner.run(for: client) { _ in
                            try held.withLock { held in
                                let events = try held.follower.next()
                                let last = held.follower.lastID
                                let message = events.isEmpty ? nil : Array(API.message(events, last).utf8)
                                return (message: message, last: last, hasMore: held.follower.hasMore)
                            }
                        }
                        if let message = found.message { return message }
                        looked = found.last
                        if found.hasMore { continue }
                    } catch let error as StoreError {
                        held.withLock { $0.isOver = true }
                        return Array("event: problem\ndata: \(WebProblem(error).json)\n\n".utf8)
                    }
                    try await Task.sleep(for: API.pause)
                }
                // With how far it has looked, so that a new connection need not look there again.
                return Array("id: \(looked)\n: still here\n\n".utf8)
            }
        )
    }

    private static func message(_ events: [ActivityEvent], _ last: Int64) -> String {
        "id: \(last)\nevent: events\ndata: {\"events\":[\(events.map(\.apiJSON).joined(separator: ","))]}\n\n"
    }

    /// A follower's place, given back when its answer is let go of.
    private final class Seat: Sendable {
        private let followers: Guarded<[String: Int]>
        private let client: String

        init(_ followers: Guarded<[String: Int]>, _ client: String) throws {
            self.followers = followers
            self.client = client
            try followers.withLock { followers in
                guard followers[client, default: 0] < API.followersOfOne else {
                    throw WebProblem.tooMany("Too many pages of yours follow already")
                }
                guard followers.values.reduce(0, +) < API.followerLimit else {
                    throw WebProblem(503, "Too many pages follow already", hint: "close one of them")
                }
                followers[client, default: 0] += 1
            }
        }

        deinit {
            followers.withLock { followers in
                let left = followers[client, default: 1] - 1
                followers[client] = left > 0 ? left : nil
            }
        }
    }
}
