import Crypto
import Dispatch
import FootfallModel
import Glibc

/// Who is let in, and what every answer tells the browser not to do.
struct Guardian: Sendable {
    private static let cookie = "footfall_session"
    /// Seconds that a session lasts.
    private static let lifetime: Int64 = 12 * 3600

    private let access: WebAccess
    private let now: @Sendable () -> Instant
    /// Is told of sign-ins in the words that the pack `footfall` recognises.
    private let log: @Sendable (String) -> Void
    private let sessions = Guarded<[String: Int64]>([:])
    private let attempts = Guarded(Attempts())
    private let hashing = DispatchQueue(label: "footfall.web.passwords")
    private let hosts: Set<String>

    init(
        _ access: WebAccess,
        now: @escaping @Sendable () -> Instant,
        log: @escaping @Sendable (String) -> Void
    ) {
        self.access = access
        self.now = now
        self.log = log
        hosts = Set((access.hosts + ["localhost", Guardian.machine]).map { $0.lowercased() })
    }

    /// Another site's page may have its own name point to this server, to read with the browser's rights; it cannot have
    /// the browser ask for an address, or for a name of ours.
    func checkHost(_ request: WebRequest) throws {
        let host = (request.headers["host"] ?? "").lowercased()
        var name = host[...]
        if name.hasPrefix("[") {
            name = name.dropFirst().prefix { $0 != "]" }
        } else if let colon = name.lastIndex(of: ":") {
            name = name[..<colon]
        }
        guard hosts.contains(String(name)) || IPAddress(String(name)) != nil else {
            throw WebProblem(
                421,
                "This server is not called '\(printable(String(name)))'",
                hint: "ask for it by its address, or name it under web: hosts: in footfall.yaml"
            )
        }
    }

    /// Whether a request comes with a session, or with the password as a bearer's token (RFC 6750).
    func lets(_ request: WebRequest) async -> Bool {
        guard let secret = access.secret else { return true }
        let time = now().seconds
    /// Other sites' pages may lead here; they may not have a browser ask for what they cannot read, and others wait for.
    func checkSite(_ request: WebRequest) throws {
        let site = request.headers["sec-fetch-site"] ?? "none"
        if site == "same-origin" || site == "none" { return }
        let isFollowed = request.headers["sec-fetch-mode"] == "navigate"
        guard isFollowed, ["document", "empty"].contains(request.headers["sec-fetch-dest"] ?? "document") else {
            throw WebProblem(403, "Another site's page asked for this")
        }
    }

        if let token = Guardian.session(of: request), isOpen(token, time) { return true }
        guard let header = request.headers["authorization"], header.lowercased().hasPrefix("bearer ") else {
            return false
        }
        let token = String(header.dropFirst(7))
        // Hashing takes its time on purpose; a token that was right once is known again.
        let known = "bearer " + Guardian.fingerprint(token)
        if isOpen(known, time) { return true }
        guard await isRight(token, secret, request.peer, time) == true else { return false }
        sessions.withLock { $0[known] = time + Guardian.lifetime }
        return true
    }

    private func isOpen(_ session: String, _ time: Int64) -> Bool {
        sessions.withLock { $0[session].map { $0 > time } ?? false }
    }

    /// `nil` where whoever asks has to wait first.
    private func isRight(_ password: String, _ secret: PasswordHash, _ peer: String, _ time: Int64) async -> Bool? {
        // It counts as a failure until it is known to be none: many at a time are not one.
        guard attempts.withLock({ $0.begin(peer, time) }) else {
            log("web sign-in refused from \(peer): too many failures")
            return nil
        }
        let isRight = await withCheckedContinuation { continuation in
            // One after the other, and not in the threads that serve pages: each takes a good part of a second.
            hashing.async { continuation.resume(returning: secret.matches(password)) }
        }
        if isRight { attempts.withLock { $0.succeeded(peer, time) } }
        log(isRight ? "web sign-in from \(peer)" : "web sign-in failed from \(peer)")
        return isRight
    }

    /// The form, and what it sends.
    func login(_ request: WebRequest, _ pages: Pages) async throws -> WebResponse {
        guard let secret = access.secret else { return .redirect(to: "/") }
        if ["GET", "HEAD"].contains(request.method) { return pages.login(failed: nil) }
        guard request.method == "POST" else { throw WebProblem(405, "This is a form") }
        try checkOrigin(request)
        let time = now().seconds
        let password = FormFields(String(decoding: request.body, as: UTF8.self))["password"] ?? ""
        guard let isRight = await isRight(password, secret, request.peer, time) else {
            return pages.login(failed: "Too many wrong passwords. Wait a quarter of an hour.", status: 429)
        }
        guard isRight else { return pages.login(failed: "That is not the password.", status: 403) }
        var random = SystemRandomNumberGenerator()
        let token = PasswordHash.hexadecimal((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) })
        sessions.withLock { sessions in
            sessions = sessions.filter { $0.value > time }
            sessions[token] = time + Guardian.lifetime
        }
        var response = WebResponse.redirect(to: "/")
        response.headers.append(("Set-Cookie", cookie(token, seconds: Guardian.lifetime)))
        return response
    }

    func logout(_ request: WebRequest) -> WebResponse {
        if let token = Guardian.session(of: request) {
            sessions.withLock { $0[token] = nil }
            log("web sign-out from \(request.peer)")
        }
        var response = WebResponse.redirect(to: "/login")
        response.headers.append(("Set-Cookie", cookie("", seconds: 0)))
        return response
    }

    /// Other sites' pages may not send our forms.
    private func checkOrigin(_ request: WebRequest) throws {
        let site = request.headers["sec-fetch-site"] ?? "same-origin"
        let origin = request.headers["origin"]
        let isOwn = origin.map { $0.split(separator: "/").last.map(String.init) == request.headers["host"] } ?? true
        guard isOwn, site == "same-origin" || site == "none" else {
            throw WebProblem(403, "The form was sent by another site")
        }
    }

    private func cookie(_ token: String, seconds: Int64) -> String {
        "\(Guardian.cookie)=\(token); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Strict"
            + (access.isEncrypted ? "; Secure" : "")
    }

    private static func session(of request: WebRequest) -> String? {
        for part in (request.headers["cookie"] ?? "").split(separator: ";") {
            let sides = part.split(separator: "=", maxSplits: 1).map { $0.drop { $0 == " " } }
            if sides.count == 2, sides[0] == cookie, !sides[1].isEmpty { return String(sides[1]) }
        }
        return nil
    }

    private static func fingerprint(_ token: String) -> String {
        PasswordHash.hexadecimal(Array(SHA256.hash(data: Array(token.utf8))))
    }

    private static let machine: String = {
        var bytes = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&bytes, bytes.count - 1) == 0 else { return "localhost" }
        return String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }()

    // MARK: What browsers are told

    private static let headers: [(name: String, value: String)] = [
        (
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
                + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ]

    static func protect(_ response: inout WebResponse) {
        for header in headers where response[header.name] == nil { response.headers.append(header) }
        if response["Cache-Control"] == nil { response.headers.append(("Cache-Control", "no-store")) }
    }
}

/// Wrong passwords of late, by address: who guesses has to wait.
struct Attempts: Sendable {
    private static let limit = 5
    /// Of all addresses together: many guessers are one.
    private static let limitOfAll = 100
    /// Seconds after which a failure is forgotten.
    private static let memory: Int64 = 900

    private var failures: [(peer: String, time: Int64)] = []

    /// Counts an attempt; false where there were too many, and this is none.
    mutating func begin(_ peer: String, _ time: Int64) -> Bool {
        failures.removeAll { $0.time <= time - Attempts.memory }
        guard failures.count < Attempts.limitOfAll, failures.count(where: { $0.peer == peer }) < Attempts.limit else {
            return false
        }
        failures.append((peer, time))
        return true
    }

    /// Takes an attempt back that was no failure.
    mutating func succeeded(_ peer: String, _ time: Int64) {
        if let place = failures.lastIndex(where: { $0.peer == peer && $0.time == time }) { failures.remove(at: place) }
    }
}
