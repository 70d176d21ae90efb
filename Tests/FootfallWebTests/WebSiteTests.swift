import FootfallModel
import FootfallQuery
import FootfallStore
import FootfallTesting
import Testing

@testable import FootfallWeb

/// Pages and the JSON interface, asked without a port.
@Suite(.temporaryDirectory) struct WebSiteTests {
    /// With patience enough for a machine that does much else.
    private func site(_ events: [ActivityEvent], access: WebAccess = WebAccess()) throws -> WebSite {
        let store = try WebFixture.store(events)
        return WebSite(store: store, access: access, patience: .seconds(600)) { Instant(seconds: 1_000_000) }
    }

    private func get(_ site: WebSite, _ target: String, _ headers: [String: String] = [:]) async -> WebResponse {
        await site.respond(to: WebRequest("GET", target, headers: ["host": "127.0.0.1:8514"].merging(headers) { $1 }))
    }

    @Test func `the page shows events, newest first, and leads to those before`() async throws {
        let site = try site((0..<70).map { WebFixture.signIn("user\($0)", at: Int64($0)) })
        let page = await get(site, "/")
        #expect(page.status == 200)
        let first = page.text
        #expect(first.contains("user69") && first.contains("user20") && !first.contains("user19<"))
        let next = try #require(first.firstMatch(of: /rel="next" href="([^"]+)"/)?.1)
        let second = await get(site, String(next).replacing("&amp;", with: "&"))
        #expect(second.text.contains("user19") && second.text.contains(">user0<") && !second.text.contains("user20<"))
        #expect(second.text.contains("class=\"more\" hidden"))
        #expect(!first.contains("class=\"more\" hidden"))
    }

    @Test func `a search finds, and what is wrong with it stands below the box`() async throws {
        let site = try site([WebFixture.signIn("alice", at: 1), WebFixture.signIn("bert", at: 2)])
        let found = await get(site, "/?q=user%3Aalice")
        #expect(found.text.contains("alice") && !found.text.contains("bert"))
        let wrong = await get(site, "/?q=usr%3Aalice")
        #expect(wrong.status == 400)
        #expect(wrong.text.contains("there is no field `usr`") && wrong.text.contains("<mark>usr:alice</mark>"))
        #expect(wrong.text.contains("value=\"usr:alice\""))
    }

    @Test func `what is logged is text, whatever it looks like`() async throws {
        let hostile = "<script>alert(1)</script>\"'&\u{1b}[31m\u{202e}"
        let event = WebFixture.event(of: hostile)
        let site = try site([event])
        let person = "/user/" + PercentCoding.encoded(hostile)
        let targets = ["/", "/events/1", person, "/address/192.0.2.7", "/report/1970-01-01", "/status"]
        for target in targets + [
            "/?q=" + PercentCoding.encoded("user:\"<script>x\""), "/report/<script>x", person + "/<script>x",
        ] {
            let page = await get(site, target)
            #expect(!page.text.contains("<script>alert") && !page.text.contains("<script>x"), "\(target)")
            #expect(!page.text.contains("\u{1b}") && !page.text.contains("\u{202e}"), "\(target)")
        }
        #expect(await get(site, person).text.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;\\x1b[31m"))
        #expect(await get(site, "/").text.contains("&lt;script&gt;alert(1)"))
    }

    /// U+0D4E takes what follows for its own character, U+0301 what stands before it; browsers know of neither.
    @Test func `markup is escaped also where it is one character with what stands beside it`() async throws {
        let name =
            "x\u{d4e}<meta hurt y\u{d4e}>z\"\u{301} hurt='\u{301} \u{d4e}\u{301}\u{d4e}<img hurt>\u{301} \u{d4e}&lt;\u{d4e}\" hurt \u{d4e}' o"
        let event = WebFixture.event(of: name)
        let site = try site([event, WebFixture.signIn(name, at: 2)])
        let encoded = PercentCoding.encoded(name)
        let targets = [
            "/", "/events/1", "/user/" + encoded, "/address/192.0.2.7", "/report/1970-01-01", "/report/" + encoded,
            "/status", "/?q=" + encoded, "/?q=" + PercentCoding.encoded("user:\"" + name),
            "/?q=" + PercentCoding.encoded("type:" + QueryText.quoted(name)), "/user/" + encoded + "/" + encoded,
        ]
        for target in targets {
            let page = await get(site, target)
            for sign in ["<", ">", "\"", "'", "&lt;\u{d4e}"] {
                for raw in ["\u{d4e}" + sign, sign + "\u{301}"] {
                    #expect(!page.text.utf8.contains(raw.utf8), "\(target) \(raw.debugDescription)")
                }
            }
        }
        #expect(await get(site, "/").text.utf8.contains("x\u{d4e}&lt;meta hurt y\u{d4e}&gt;z&quot;\u{301} hurt".utf8))
    }

    @Test func `the interface pages by cursor, and nothing is skipped or told twice`() async throws {
        let site = try site((0..<25).map { WebFixture.signIn("user\($0)", at: Int64($0 / 5)) })
        var ids: [Int] = []
        var after = ""
        repeat {
            let page = try await WebFixture.json(get(site, "/api/v1/events?limit=4" + after))
            ids += try #require(page["events"] as? [[String: Any]]).compactMap { $0["id"] as? Int }
            after = (page["next"] as? String).map { "&after=" + $0 } ?? ""
        } while !after.isEmpty
        let expected = Array((1...25).reversed())
        #expect(ids == expected)
    }

    @Test func `histogram and facets add up to what is found`() async throws {
        let site = try site((0..<40).map { WebFixture.signIn("user\($0 % 3)", at: Int64($0) * 3600) })
        let histogram = try await WebFixture.json(get(site, "/api/v1/histogram?q=user:user1"))
        let buckets = try #require(histogram["buckets"] as? [[String: Any]])
        let successes = buckets.compactMap { $0["success"] as? Int }
        #expect(successes.reduce(0, +) == 13)
        #expect(histogram["complete"] as? Bool == true)
        let facets = try await WebFixture.json(get(site, "/api/v1/facets?fields=user,type"))
        #expect(facets["total"] as? Int == 40)
        let fields = try #require(facets["fields"] as? [String: [String: Any]])
        #expect(fields["user"]?["distinct"] as? Int == 3)
        let users = try #require(fields["user"]?["values"] as? [[String: Any]])
        #expect(users.first?["value"] as? String == "user0")
        #expect(users.first?["count"] as? Int == 14)
    }

    @Test func `suggestions complete the word that is written`() async throws {
        let site = try site([WebFixture.signIn("alice", at: 1), WebFixture.signIn("al b", at: 2)])
        func suggested(_ query: String) async throws -> [String] {
            let found = try await WebFixture.json(get(site, "/api/v1/suggestions?q=" + PercentCoding.encoded(query)))
            return try #require(found["suggestions"] as? [[String: String]]).compactMap { $0["text"] }
        }
        #expect(try await suggested("failed us") == ["user:"])
        #expect(try await suggested("user:al") == ["\"al b\"", "alice"])
        #expect(try await suggested("-user:bob,ali") == ["alice"])
        #expect(try await suggested("type:failed_lo").contains("user_failed_login"))
        #expect(try await suggested("outcome:s") == ["success"])
        #expect(try await suggested("") == [])
    }

    @Test(arguments: [
        ("/api/v1/events?limit=0", 400), ("/api/v1/events?limit=x", 400), ("/api/v1/events?after=1", 400),
        ("/api/v1/events?order=up", 400), ("/api/v1/facets?fields=nothing", 400), ("/api/v1/events/999", 404),
        ("/api/v1/facets?fields=", 400), ("/api/v1/suggestions?at=-1", 400), ("/api/v1/nothing", 404),
        ("/api/v1/events?q=since%3Asometime", 400), ("/api/v1/events/1/2/3", 404),
    ])
    func `programs are told what is wrong as problem details`(target: String, status: Int) async throws {
        let answer = await get(try site([WebFixture.signIn("a", at: 1)]), target)
        #expect(answer.status == status)
        #expect(answer["Content-Type"] == "application/problem+json")
        let problem = try WebFixture.json(answer)
        #expect(problem["status"] as? Int == status)
        #expect(problem["title"] is String)
    }

    @Test(arguments: [
        "/../etc/passwd", "/assets/../../x", "/%2e%2e/%2e%2e", "/assets/footfall.css", "/%ff", "/events/%00",
    ])
    func `paths lead nowhere else`(target: String) async throws {
        let answer = await get(try site([]), target)
        #expect([400, 404].contains(answer.status), "\(target)")
    }

    @Test func `nothing can be written`() async throws {
        let site = try site([WebFixture.signIn("a", at: 1)])
        for method in ["POST", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS"] {
            let headers = ["host": "127.0.0.1"]
            let answer = await site.respond(to: WebRequest(method, "/api/v1/events", headers: headers))
            #expect(answer.status == 405 && answer["Allow"] == "GET, HEAD", "\(method)")
        }
    }

    @Test func `reports, people, addresses and the status are pages`() async throws {
        let site = try site((0..<9).map { WebFixture.signIn("al b", at: 86_400 + Int64($0)) })
        let report = await get(site, "/report/1970-01-02")
        #expect(report.status == 200 && report.text.contains("Friday 1970-01-02"))
        // Figures lead to the searches that count the same.
        #expect(report.text.contains("href=\"/?q="))
        #expect(await get(site, "/report").status == 303)
        #expect(await get(site, "/report/never").status == 404)
        let person = await get(site, "/user/al%20b").text
        #expect(person.contains("al b") && person.contains("Friday, 00:00 to 01:00: 9 events"))
        let address = await get(site, "/address/192.0.2.7").text
        #expect(address.contains("192.0.2.7") && address.contains("id=\"week\""))
        #expect(await get(site, "/address/nothing").status == 404)
        #expect(await get(site, "/status").text.contains("not running"))
        #expect(await get(site, "/events").text.contains("user_failed_login"))
    }

    @Test func `only what is in trouble looks so`() async throws {
        let path = TemporaryDirectory.current("sources.db")
        let writer = try StoreWriter(path: path) { _ in .utc }
        try writer.add(sources: ["udp://127.0.0.1:514", "/log/1"])
        let since = Instant(seconds: 5)
        try writer.setTroubles([
            SourceTrouble(source: "/log/1", key: "x", text: "permission denied", since: since, isWaiting: false)
        ])
        let site = WebSite(store: path) { Instant(seconds: 10) }
        let page = await get(site, "/status").text
        #expect(page.contains(" class=\"bad\">failing</td>") && page.contains("permission denied, since"))
        // A listener to which nobody has sent anything yet.
        #expect(page.contains("<td role=\"cell\">waiting</td>"))
        withExtendedLifetime(writer) {}
    }

    @Test func `new events come as they are stored, and what was missed after a break`() async throws {
        let path = TemporaryDirectory.current("live.db")
        let writer = try StoreWriter(path: path) { _ in .utc }
        var maker = BatchMaker()
        try writer.write(maker.batch([WebFixture.signIn("before", at: 1)]))
        let site = WebSite(store: path) { Instant(seconds: 10) }
        func follow(_ headers: [String: String] = [:]) async throws -> @Sendable () async throws -> [UInt8]? {
            let answer = await get(site, "/api/v1/live?q=user%3Au*", headers)
            guard case .stream(let next) = answer.body else { throw WebProblem(answer.status, "no stream") }
            return next
        }
        let next = try await follow()
        try writer.write(maker.batch([WebFixture.signIn("u1", at: 2), WebFixture.signIn("other", at: 3)]))
        let message = String(decoding: try #require(try await next()), as: UTF8.self)
        #expect(message.hasPrefix("id: 3\nevent: events\ndata: {\"events\":[{"))
        #expect(message.hasSuffix("}\n\n") && !message.contains("other"))
        let again = String(decoding: try #require(try await follow(["last-event-id": "1"])()), as: UTF8.self)
        #expect(again.contains("\"id\":2}") && again.ranges(of: "\"id\":").count == 1)
    }

    @Test func `a query of ten megabytes is refused at once`() async throws {
        let answer = await get(try site([]), "/api/v1/events?q=" + String(repeating: "a", count: 10 << 20))
        #expect(answer.status == 400)
    }

    @Test func `assets are kept for ever, under names that change with them`() async throws {
        let site = try site([])
        let page = await get(site, "/")
        let address = try #require(page.text.firstMatch(of: /href="(\/assets\/footfall\.[0-9a-f]{12}\.css)"/)?.1)
        let css = await get(site, String(address))
        #expect(css.status == 200 && css["Cache-Control"]?.contains("immutable") == true)
        let again = await get(site, String(address), ["if-none-match": try #require(css["ETag"])])
        #expect(again.status == 304 && again.text.isEmpty)
    }

    @Test func `packed and plain, a file has no tag that says they are the same to the byte`() async throws {
        let site = try site([])
        let address = Assets.address("footfall.css")
        let plain = try #require(await get(site, address)["ETag"])
        let answer = await get(site, address, ["accept-encoding": "gzip"])
        let packed = try #require(answer["ETag"])
        #expect(answer["Content-Encoding"] == "gzip" && packed == "W/" + plain)
        for tags in [plain, packed, "\"x\", " + packed] {
            for encoding in ["gzip", "identity"] {
                let again = await get(site, address, ["accept-encoding": encoding, "if-none-match": tags])
                #expect(again.status == 304, "\(encoding) \(tags)")
            }
        }
        #expect(await get(site, address, ["if-none-match": "\"x\""]).status == 200)
    }

    @Test func `long answers are packed for who takes it`() async throws {
        let site = try site((0..<60).map { WebFixture.signIn("user\($0)", at: Int64($0)) })
        let plain = await get(site, "/api/v1/events")
        let packed = await get(site, "/api/v1/events", ["accept-encoding": "br, gzip;q=0.5"])
        #expect(plain.headers.count { $0.name == "Cache-Control" } == 1)
        // A browser may ask whether it has changed; nobody else keeps it.
        #expect(plain["Cache-Control"] == "private, no-cache")
        #expect(packed["Content-Encoding"] == "gzip" && plain["Content-Encoding"] == nil)
        #expect(packed.bytes.count < plain.bytes.count / 3)
        #expect(packed.bytes.starts(with: [0x1f, 0x8b]))
        #expect(await get(site, "/api/v1/events", ["accept-encoding": "gzip;q=0"])["Content-Encoding"] == nil)
    }

    @Test func `an export has all that is found, in both formats`() async throws {
        let site = try site((0..<2500).map { WebFixture.signIn("user\($0)", at: Int64($0)) })
        let lines = try await WebFixture.streamed(get(site, "/export?q=user:user1*")).split(separator: "\n")
        #expect(lines.count == 1111)
        let csv = try await WebFixture.streamed(get(site, "/export?format=csv"))
        #expect(csv.split(separator: "\r\n").count == 2501 && csv.hasPrefix("time,type,"))
        #expect(await get(site, "/export?format=xml").status == 400)
        #expect(await get(site, "/export?q=usr:x").status == 400)
    }

    @Test func `without a store it is said`() async throws {
        let site = WebSite(store: TemporaryDirectory.current("none.db")) { Instant(seconds: 0) }
        let page = await get(site, "/")
        #expect(page.status == 503 && page.text.contains("there is no store here"))
    }
}
