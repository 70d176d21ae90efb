import FootfallModel
import FootfallTesting
import Glibc
import Testing

@testable import FootfallWeb

/// The site over real connections, with little patience.
@Suite(.temporaryDirectory, .timeLimit(.minutes(20))) struct WebServerTests {
    /// Serves some events while `body` asks.
    private func serving(
        _ limits: Connections.Limits = .init(),
        events count: Int64 = 10,
        message: String? = nil,
        at host: String = "127.0.0.1",
        _ body: (WebServer, Int) async throws -> Void
    ) async throws {
        let events = (0..<count).map { number in
            var event = WebFixture.signIn("user\(number)", at: number)
            if let message { event.message = message }
            return event
        }
        let store = try WebFixture.store(events)
        let site = WebSite(store: store, patience: .seconds(600)) { Instant(seconds: 1_000_000) }
        let server = WebServer(site, at: .init(host: host, port: 0), limits)
        let port = Guarded(0)
        let running = Task { try await server.run(until: []) { number in port.withLock { $0 = number } } }
        #expect(try await eventually { port.withLock { $0 } > 0 })
        try await body(server, port.withLock { $0 })
        running.cancel()
        try? await running.value
    }

    /// The same while all turns are taken: a question waits for as long as anybody wants it.
    private func servingNobody(
        _ limits: Connections.Limits = .init(),
        _ body: (WebSite, Int) async throws -> Void
    ) async throws {
        try await serving(limits) { server, port in
            let site = server.site
            let isOpen = Guarded(false)
            let busy = ["a", "a", "a", "b"].map { client in
                Task {
                    try await site.runner.run(for: client) { _ in
                        while !isOpen.withLock({ $0 }) { usleep(1000) }
                    }
                }
            }
            #expect(try await eventually { site.runner.load.running == 4 })
            try await body(site, port)
            isOpen.withLock { $0 = true }
            for task in busy { try await task.value }
        }
    }

    private static func get(_ path: String) -> String { "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" }

    /// The status of an answer once it comes.
    private func status(of client: RawClient) async throws -> String {
        var text = ""
        #expect(
            try await eventually {
                text += client.received() ?? ""
                return text.contains("\r\n\r\n")
            }
        )
        return String(text.prefix { $0 != "\r\n" })
    }

    /// All that comes until the server closes the connection.
    private func all(of client: RawClient) async throws -> String {
        var text = ""
        let isClosed = try await eventually {
            guard let more = client.received() else { return true }
            text += more
            return false
        }
        #expect(isClosed)
        return text
    }

    @Test func `a form that trickles in is not waited for, however steadily it comes`() async throws {
        var limits = Connections.Limits()
        limits.patience = .milliseconds(1500)
        try await serving(limits) { server, port in
            let slow = try RawClient(port: port)
            slow.send("POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 60000\r\n\r\n")
            let head = try RawClient(port: port)
            head.send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
            for client in [slow, head] {
                #expect(try await eventually { !client.send("a") || client.received() == nil })
            }
            // One that has been answered may ask again, but is not waited for, either. On a busy machine even one that
            // asks at once may come too late, and tries again.
            #expect(
                try await eventually {
                    let quick = try RawClient(port: port)
                    quick.send(WebServerTests.get("/"))
                    return try await all(of: quick).hasPrefix("HTTP/1.1 200 OK")
                }
            )
            #expect(try await eventually { server.connections.count == 0 })
        }
    }

    @Test func `who takes nothing of a long answer does not keep it`() async throws {
        var limits = Connections.Limits()
        limits.reading = .milliseconds(1500)
        try await serving(limits, events: 40_000) { server, port in
            let client = try RawClient(port: port, buffer: 4096)
            client.send(WebServerTests.get("/export"))
            #expect(try await status(of: client) == "HTTP/1.1 200 OK")
            #expect(try await eventually { server.connections.count == 0 })
        }
    }

    @Test func `who takes a long answer slowly but steadily does not count as one who takes nothing`() async throws {
        var limits = Connections.Limits()
        limits.reading = .seconds(3600)
        // As JSON six times as long.
        let message = String(repeating: "\u{1}", count: 20_000)
        try await serving(limits, events: 90, message: message) { server, port in
            let client = try RawClient(port: port, buffer: 4096)
            client.send(WebServerTests.get("/api/v1/events?limit=90"))
            // Since when the server waits for the client.
            var last: ContinuousClock.Instant?
            for _ in 0..<5 {
                #expect(
                    try await eventually {
                        let since = server.connections.open.first?.waitingSince
                        guard let since, since != last else { return false }
                        last = since
                        return true
                    }
                )
                // Less than there is, and more than the kernel holds.
                var length = 0
                #expect(
                    try await eventually {
                        while length < 1 << 20, let text = client.received(), !text.isEmpty {
                            length += text.utf8.count
                        }
                        return length >= 1 << 20
                    }
                )
            }
        }
    }

    @Test func `who goes in the middle of a question gets no answer instead of a wrong one`() async throws {
        var limits = Connections.Limits()
        limits.farewell = .milliseconds(100)
        try await servingNobody(limits) { site, port in
            for path in ["/", "/api/v1/histogram"] {
                let client = try RawClient(port: port)
                client.send(WebServerTests.get(path))
                #expect(try await eventually { site.runner.load.waiting == 1 })
                client.halfClose()
                let text = try await all(of: client)
                #expect(text.isEmpty, "\(text)")
                #expect(try await eventually { site.runner.load.waiting == 0 })
            }
        }
    }

    @Test func `whoever goes is not served any longer, and leaves room for the next`() async throws {
        var limits = Connections.Limits()
        // Nobody goes because this test was slow.
        (limits.patience, limits.reading) = (.seconds(3600), .seconds(3600))
        try await serving(limits) { server, port in
            var followers = try (0..<16).map { _ in try RawClient(port: port) }
            for client in followers {
                client.send(WebServerTests.get("/api/v1/live"))
                #expect(try await status(of: client) == "HTTP/1.1 200 OK")
            }
            let another = try RawClient(port: port)
            another.send(WebServerTests.get("/api/v1/live"))
            #expect(try await status(of: another) == "HTTP/1.1 429 Too Many Requests")
            // Who comes through a proxy is somebody else.
            let proxied = try RawClient(port: port)
            proxied.send("GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n")
            #expect(try await status(of: proxied) == "HTTP/1.1 200 OK")
            followers.removeFirst()
            #expect(
                try await eventually {
                    let next = try RawClient(port: port)
                    next.send(WebServerTests.get("/api/v1/live"))
                    return try await status(of: next) == "HTTP/1.1 200 OK"
                }
            )
            // Those of the followers that stayed, the one that was refused, and the other's.
            #expect(try await eventually { server.connections.count == 17 })
            withExtendedLifetime((followers, another, proxied)) {}
        }
    }

    /// What a server that listens for both kinds of addresses is told of `127.0.0.1`; here only this machine reaches it.
    @Test func `this machine is this machine by an address of the other kind, too`() async throws {
        let limits = Connections.Limits(ofOne: 2, ofThisMachine: 4)
        try await serving(limits, at: "::ffff:127.0.0.1") { server, port in
            let clients = try (0..<4).map { _ in try RawClient(port: port) }
            for client in clients {
                client.send(WebServerTests.get("/"))
                #expect(try await status(of: client) == "HTTP/1.1 200 OK")
            }
            #expect(server.connections.count == 4)
            withExtendedLifetime(clients) {}
        }
        let peer = Peer.name("::ffff:127.0.0.1")
        let headers = ["x-forwarded-for": "198.51.100.1, 192.0.2.1"]
        #expect(WebRequest("GET", "/", headers: headers, peer: peer).client == "127.0.0.1 for 192.0.2.1")
        #expect(Peer.name("2001:db8::1") == "2001:db8::1")
    }

    @Test func `a question of one who goes is given up before anything is answered`() async throws {
        try await servingNobody { site, port in
            var client: RawClient? = try RawClient(port: port)
            client?.send(WebServerTests.get("/api/v1/histogram"))
            #expect(try await eventually { site.runner.load.waiting == 1 })
            client = nil
            #expect(try await eventually { site.runner.load.waiting == 0 })
        }
    }

    @Test func `who has said all is answered all the same`() async throws {
        var limits = Connections.Limits()
        limits.farewell = .seconds(3600)
        try await serving(limits) { server, port in
            for path in ["/", "/api/v1/events", "/export"] {
                let client = try RawClient(port: port)
                client.send(WebServerTests.get(path))
                client.halfClose()
                let text = try await all(of: client)
                #expect(text.hasPrefix("HTTP/1.1 200 OK") && text.contains("user9"), "\(path)")
            }
            // One that asks nothing is not waited for.
            let silent = try RawClient(port: port)
            silent.halfClose()
            #expect(try await eventually { silent.received() == nil })
            #expect(try await eventually { server.connections.count == 0 })
        }
    }

    @Test func `who has said all and follows new events is not kept for ever`() async throws {
        var limits = Connections.Limits()
        limits.farewell = .milliseconds(100)
        try await serving(limits) { server, port in
            let client = try RawClient(port: port)
            client.send(WebServerTests.get("/api/v1/live"))
            #expect(try await status(of: client) == "HTTP/1.1 200 OK")
            client.halfClose()
            #expect(try await eventually { client.received() == nil })
            #expect(try await eventually { server.connections.count == 0 })
        }
    }

    @Test func `a connection too many is told so, on a page or as a problem`() async throws {
        var limits = Connections.Limits()
        limits.ofThisMachine = 2
        try await serving(limits) { _, port in
            let busy = try (0..<2).map { _ in try RawClient(port: port) }
            for client in busy {
                client.send(WebServerTests.get("/api/v1/live"))
                #expect(try await status(of: client) == "HTTP/1.1 200 OK")
            }
            for (path, type) in [("/", "text/html"), ("/api/v1/events", "application/problem+json")] {
                var text = ""
                // On a busy machine one may be closed before it has asked.
                #expect(
                    try await eventually {
                        let client = try RawClient(port: port)
                        client.send(WebServerTests.get(path))
                        text = try await all(of: client)
                        return text.contains("You have too many connections")
                    }
                )
                #expect(text.hasPrefix("HTTP/1.1 429 ") && text.contains(type) && text.contains("Retry-After: 2"))
            }
        }
    }
}
