import FootfallModel
import FootfallTesting
import Testing

@testable import FootfallWeb

/// What one request may cost, whoever sends it.
@Suite(.temporaryDirectory) struct RequestBoundsTests {
    /// With patience enough for a machine that does much else.
    private func site(_ events: [ActivityEvent]) throws -> WebSite {
        WebSite(store: try WebFixture.store(events), patience: .seconds(600)) { Instant(seconds: 1_000_000) }
    }

    private func get(_ site: WebSite, _ target: String, _ headers: [String: String] = [:]) async -> WebResponse {
        await site.respond(to: WebRequest("GET", target, headers: ["host": "127.0.0.1:8514"].merging(headers) { $1 }))
    }

    @Test(arguments: ["newest", "oldest"])
    func `where events are long a page has fewer, and none is skipped or told twice`(order: String) async throws {
        let events = (0..<60).map { number in
            var event = WebFixture.signIn("user\(number)", at: Int64(number / 7))
            event.message = String(repeating: "x", count: 200_000)
            return event
        }
        let site = try site(events)
        var ids: [Int] = []
        var pages = 0
        var after = ""
        repeat {
            let answer = await get(site, "/api/v1/events?limit=1000&order=\(order)" + after)
            #expect(answer.bytes.count < 4 << 20)
            let page = try WebFixture.json(answer)
            #expect(page["cut_short"] as? Bool == false)
            ids += try #require(page["events"] as? [[String: Any]]).compactMap { $0["id"] as? Int }
            pages += 1
            after = (page["next"] as? String).map { "&after=" + $0 } ?? ""
        } while !after.isEmpty && pages < 100
        let all = Array(1...60)
        #expect(ids == (order == "oldest" ? all : all.reversed()))
        let shown = await get(site, "/")
        #expect(shown.bytes.count < 4 << 20 && !shown.text.contains("class=\"more\" hidden"))
        let exported = try await WebFixture.streamed(get(site, "/export")).split(separator: "\n")
        #expect(exported.count == 60)
    }

    @Test func `where events are long, those that come are told in more pieces, each once`() async throws {
        let events = (0..<150).map { number in
            var event = WebFixture.signIn("user\(number)", at: Int64(number))
            event.message = String(repeating: "x", count: 40_000)
            return event
        }
        let answer = await get(try site(events), "/api/v1/live?last=0")
        guard case .stream(let next) = answer.body else { throw WebProblem(answer.status, "no stream") }
        var ids: [Int] = []
        while ids.count < 150 {
            let message = try #require(try await next())
            #expect(message.count < 4 << 20)
            ids += String(decoding: message, as: UTF8.self).matches(of: /"id":([0-9]+)}/).compactMap { Int($0.1) }
        }
        #expect(ids == Array(1...150))
    }

    @Test func `a page's limit holds for the next, and has an end`() async throws {
        let site = try site((0..<9).map { WebFixture.signIn("user\($0)", at: Int64($0)) })
        let page = await get(site, "/?limit=3").text
        let next = try #require(page.firstMatch(of: /rel="next" href="([^"]+)"/)?.1)
        let second = await get(site, String(next).replacing("&amp;", with: "&")).text
        #expect(second.contains(">user5<") && second.contains(">user3<") && !second.contains(">user2<"))
        #expect(await get(site, "/?limit=200").status == 200)
        #expect(await get(site, "/?limit=201").status == 400)
        #expect(await get(site, "/api/v1/events?limit=1000").status == 200)
    }

    @Test func `who names a place before all events follows from the first`() async throws {
        let site = try site([WebFixture.signIn("alice", at: 1)])
        for last in ["-9223372036854775808", "-1", "0"] {
            let answer = await get(site, "/api/v1/live?last=\(last)")
            guard case .stream(let next) = answer.body else { throw WebProblem(answer.status, "no stream") }
            let message = String(decoding: try #require(try await next()), as: UTF8.self)
            #expect(message.contains("\"user_id\":\"alice\""), "\(last)")
        }
    }

    @Test func `other sites' pages may lead here, and take nothing of it into themselves`() async throws {
        let site = try site([WebFixture.signIn("a", at: 1)])
        func asked(_ from: String, _ mode: String, _ destination: String, _ target: String = "/") async -> Int {
            let headers = ["sec-fetch-site": from, "sec-fetch-mode": mode, "sec-fetch-dest": destination]
            return await get(site, target, headers).status
        }
        // Links, the address bar, and what the pages ask themselves.
        for from in ["cross-site", "same-site", "same-origin", "none"] {
            #expect(await asked(from, "navigate", "document") == 200, "\(from)")
        }
        #expect(await asked("same-origin", "cors", "empty", "/api/v1/events") == 200)
        #expect(await asked("none", "no-cors", "image") == 200)
        for from in ["cross-site", "same-site"] {
            #expect(await asked(from, "no-cors", "image") == 403, "\(from)")
            #expect(await asked(from, "no-cors", "script", "/api/v1/events") == 403, "\(from)")
            #expect(await asked(from, "cors", "empty", "/api/v1/events") == 403, "\(from)")
            #expect(await asked(from, "navigate", "iframe") == 403, "\(from)")
        }
    }
}
