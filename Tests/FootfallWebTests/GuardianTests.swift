import FootfallModel
import FootfallTesting
import Testing

@testable import FootfallWeb

/// Who is let in.
@Suite(.temporaryDirectory) struct GuardianTests {
    private static let secret = PasswordHash(of: "correct horse", rounds: 100_000)

    private func site(
        encrypted: Bool = false,
        now: @escaping @Sendable () -> Instant = { Instant(seconds: 1_000_000) }
    ) throws -> WebSite {
        let access = WebAccess(secret: Self.secret, hosts: ["logs.example"], isEncrypted: encrypted)
        let store = try WebFixture.store([WebFixture.signIn("alice", at: 1)])
        return WebSite(store: store, access: access, patience: .seconds(600), now: now)
    }

    private func get(_ site: WebSite, _ target: String, _ headers: [String: String] = [:]) async -> WebResponse {
        await site.respond(to: WebRequest("GET", target, headers: ["host": "127.0.0.1"].merging(headers) { $1 }))
    }

    private func login(
        _ site: WebSite,
        _ password: String,
        peer: String = "192.0.2.1",
        at form: String = "/login",
        _ headers: [String: String] = [:]
    ) async -> WebResponse {
        let body = Array("password=\(PercentCoding.encoded(password))".utf8)
        let headers = ["host": "127.0.0.1"].merging(headers) { $1 }
        return await site.respond(to: WebRequest("POST", form, headers: headers, body: body, peer: peer))
    }

    private func session(_ answer: WebResponse) -> [String: String] {
        ["cookie": String((answer["Set-Cookie"] ?? "").prefix { $0 != ";" })]
    }

    @Test func `without a session pages lead to the form and programs are refused`() async throws {
        let site = try site()
        let forms = ["/": "/login", "/events/1": "/login?to=%2Fevents%2F1", "/?q=%2B": "/login?to=%2F%3Fq%3D%252B"]
        for (target, form) in forms {
            let answer = await get(site, target)
            #expect(answer.status == 303 && answer["Location"] == form, "\(target)")
        }
        #expect(await get(site, "/api/v1/events").status == 401)
        #expect(await get(site, "/api/v1/live").status == 401)
        let form = await get(site, "/login")
        #expect(form.status == 200 && form.text.contains("action=\"/login\"") && !form.text.contains("Sign out"))
        #expect(await get(site, Assets.address("footfall.css")).status == 200)
        #expect(await get(site, "/", ["cookie": "footfall_session=x"]).status == 303)
    }

    @Test func `the password opens a session, and signing out ends it`() async throws {
        let site = try site(encrypted: true)
        let answer = await login(site, "correct horse")
        #expect(answer.status == 303 && answer["Location"] == "/")
        let cookie = try #require(answer["Set-Cookie"])
        for part in ["HttpOnly", "SameSite=Strict", "Secure", "Path=/"] { #expect(cookie.contains(part)) }
        let session = session(answer)
        #expect(await get(site, "/", session).text.contains("alice"))
        let out = await site.respond(
            to: WebRequest("POST", "/logout", headers: session.merging(["host": "127.0.0.1"]) { $1 })
        )
        #expect(out.status == 303 && out["Location"] == "/login")
        #expect(await get(site, "/", session).status == 303)
    }

    @Test func `whoever signs in goes on to the page that was asked for`() async throws {
        let site = try site()
        let asked = "/user/a%2Fb?x=%22%3E"
        let form = try #require(await get(site, asked)["Location"])
        #expect(await get(site, form).text.contains("action=\"\(form)\""))
        let wrong = await login(site, "wrong", at: form)
        #expect(wrong.status == 403 && wrong.text.contains("action=\"\(form)\""))
        #expect(await login(site, "correct horse", at: form)["Location"] == asked)
    }

    @Test(arguments: [
        "//other.example", "/\\other.example", "https://other.example/", "other", "", "/\t/other.example", "/a\r\nX: y",
        "/\u{2024}",
        "\\\\other.example", "javascript:alert(1)", "/" + String(repeating: "a", count: 5000),
    ])
    func `the form leads to no other site`(place: String) async throws {
        let answer = await login(try site(), "correct horse", at: "/login?to=" + PercentCoding.encoded(place))
        #expect(answer.status == 303 && answer["Location"] == "/")
    }

    @Test func `a session ends by itself`() async throws {
        let time = Guarded(Int64(1_000_000))
        let site = try site { Instant(seconds: time.withLock { $0 }) }
        let session = session(await login(site, "correct horse"))
        time.withLock { $0 += 12 * 3600 - 1 }
        #expect(await get(site, "/", session).status == 200)
        time.withLock { $0 += 2 }
        #expect(await get(site, "/", session).status == 303)
    }

    @Test func `who guesses has to wait, and nobody else`() async throws {
        let time = Guarded(Int64(1_000_000))
        let site = try site { Instant(seconds: time.withLock { $0 }) }
        for _ in 0..<5 { #expect(await login(site, "wrong").status == 403) }
        #expect(await login(site, "correct horse").status == 429)
        #expect(await login(site, "correct horse", peer: "192.0.2.2").status == 303)
        time.withLock { $0 += 901 }
        #expect(await login(site, "correct horse").status == 303)
    }

    @Test func `many guesses at a time are not one`() async throws {
        let site = try site()
        let answers = await withTaskGroup(of: Int.self) { group in
            for number in 0..<30 { group.addTask { await login(site, "wrong\(number)").status } }
            return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        #expect(answers == [403: 5, 429: 25])
        // Others are let in.
        #expect(await login(site, "correct horse", peer: "192.0.2.2").status == 303)
    }

    @Test func `the right password is let in, however many come with it at a time`() async throws {
        let site = try site()
        let answers = await withTaskGroup(of: Int.self) { group in
            for number in 0..<24 {
                group.addTask {
                    if number < 8 { return await login(site, "correct horse").status }
                    return await get(site, "/api/v1/events", ["authorization": "Bearer correct horse"]).status
                }
            }
            return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        #expect(answers == [303: 8, 200: 16])
    }

    @Test func `behind a proxy of this machine it is the clients that guess, as the proxy names them`() async throws {
        let site = try site()
        func login(_ password: String, for client: String) async -> Int {
            await self.login(site, password, peer: "127.0.0.1", ["x-forwarded-for": client]).status
        }
        for _ in 0..<5 { #expect(await login("wrong", for: "203.0.113.9, 198.51.100.1") == 403) }
        #expect(await login("correct horse", for: "198.51.100.1") == 429)
        #expect(await login("correct horse", for: "198.51.100.2") == 303)
        // Who comes past the proxy is somebody else; and another machine names nobody.
        #expect(await self.login(site, "correct horse", peer: "127.0.0.1").status == 303)
        for number in 0..<5 {
            _ = await self.login(site, "wrong", peer: "192.0.2.3", ["x-forwarded-for": "198.51.100.\(number)"])
        }
        let named = await self.login(site, "correct horse", peer: "192.0.2.3", ["x-forwarded-for": "198.51.100.9"])
        #expect(named.status == 429)
    }

    @Test func `whoever names ever other clients has to wait as well`() async throws {
        let site = try site()
        var statuses: [Int] = []
        for number in 0..<60 {
            let headers = ["x-forwarded-for": "198.51.100.\(number)"]
            statuses.append(await login(site, "wrong", peer: "127.0.0.1", headers).status)
        }
        #expect(statuses.count { $0 == 403 } == 50 && statuses.last == 429)
        // Others are let in.
        #expect(await login(site, "correct horse", peer: "192.0.2.1").status == 303)
    }

    @Test func `addresses that are one customer's are one guesser`() async throws {
        let site = try site()
        for number in 1...5 { #expect(await login(site, "wrong", peer: "2001:db8:0:1::\(number)").status == 403) }
        #expect(await login(site, "correct horse", peer: "2001:db8:0:1:ffff::9").status == 429)
        #expect(await login(site, "correct horse", peer: "2001:db8:0:2::1").status == 303)
    }

    @Test func `a token that was right is no session`() async throws {
        let site = try site()
        #expect(await get(site, "/api/v1/events", ["authorization": "Bearer correct horse"]).status == 200)
        let hash = Guardian.fingerprint("correct horse")
        for name in ["bearer \(hash)", hash] {
            #expect(await get(site, "/api/v1/events", ["cookie": "footfall_session=\(name)"]).status == 401)
        }
    }

    @Test func `the form can be asked for its head, and what else it takes is named`() async throws {
        let site = try site()
        let headers = ["host": "127.0.0.1"]
        #expect(await site.respond(to: WebRequest("HEAD", "/login", headers: headers)).status == 200)
        let answer = await site.respond(to: WebRequest("PUT", "/login", headers: headers))
        #expect(answer.status == 405 && answer["Allow"] == "GET, HEAD, POST")
    }

    @Test func `the password serves programs as a token`() async throws {
        let site = try site()
        #expect(await get(site, "/api/v1/events", ["authorization": "Bearer correct horse"]).status == 200)
        #expect(await get(site, "/api/v1/events", ["authorization": "Bearer wrong"]).status == 401)
        #expect(await get(site, "/api/v1/events", ["authorization": "Basic eDp5"]).status == 401)
        // Beside a session that has ended.
        let both = ["cookie": "footfall_session=x", "authorization": "Bearer correct horse"]
        #expect(await get(site, "/api/v1/events", both).status == 200)
    }

    @Test(arguments: [
        ["sec-fetch-site": "cross-site"], ["origin": "https://evil.example"], ["origin": "null"],
    ])
    func `other sites' pages cannot send the form`(headers: [String: String]) async throws {
        #expect(await login(try site(), "correct horse", headers).status == 403)
    }

    @Test(arguments: [
        ("127.0.0.1:8514", true), ("[::1]:8514", true), ("localhost", true), ("logs.example:8514", true),
        ("LOGS.example", true), ("evil.example", false), ("127.0.0.1.evil.example", false), ("", false), ("[::1", true),
    ])
    func `a name that is not ours is refused`(host: String, isOurs: Bool) async throws {
        let answer = await get(try site(), "/login", ["host": host])
        #expect(answer.status == (isOurs ? 200 : 421))
    }

    @Test func `every answer tells browsers to keep to themselves`() async throws {
        let site = try site()
        for target in ["/login", "/", "/nothing", "/api/v1/events", Assets.address("footfall.css")] {
            let answer = await get(site, target)
            let policy = try #require(answer["Content-Security-Policy"], "\(target)")
            #expect(policy.contains("default-src 'none'") && !policy.contains("unsafe"))
            #expect(answer["X-Content-Type-Options"] == "nosniff")
            #expect(answer["Cache-Control"] != nil)
        }
    }

    @Test func `a hash is read back, and nothing else is one`() throws {
        let hash = PasswordHash(of: "a long password", rounds: 100_000)
        let again = try #require(PasswordHash(hash.text))
        #expect(again.matches("a long password") && !again.matches("a long passworD") && !again.matches(""))
        #expect(PasswordHash(of: "a long password", rounds: 100_000).text != hash.text)
        let wrong = ["", "x", hash.text + "0", hash.text.replacing("100000", with: "1"), "pbkdf2-sha256$100000$$"]
        for text in wrong { #expect(PasswordHash(text) == nil, "\(text)") }
        // As Python's hashlib computes it.
        let known =
            "pbkdf2-sha256$100000$73616c7473616c7473616c7473616c74$4fbf2d122fe6afc61a81e9f2fe393ab39f906a78ddddc797763c0e784857e9b4"
        #expect(PasswordHash(known)?.matches("password") == true)
    }
}
