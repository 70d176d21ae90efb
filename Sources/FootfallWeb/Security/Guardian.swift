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
    /// Tokens of programs that were right, by their fingerprints; apart from the sessions, whose names cookies may say.
    private let tokens = Guarded<[String: Int64]>([:])
    /// Passwords that are being looked at.
    private let checks = Guarded<[Check: Task<Bool?, Never>]>([:])
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

    /// Other sites' pages may lead here; they may not have a browser ask for what they cannot read, and others wait for.
    func checkSite(_ request: WebRequest) throws {
        let site = request.headers["sec-fetch-site"] ?? "none"
        if site == "same-origin" || site == "none" { return }
        let isFollowed = request.headers["sec-fetch-mode"] == "navigate"
        guard isFollowed, ["document", "empty"].contains(request.headers["sec-fetch-dest"] ?? "document") else {
            throw WebProblem(403, "Another site's page asked for this")
        }
    }

    /// Whether a request comes with a session, or with the password as a bearer's token (RFC 6750).
    func lets(_ request: WebRequest) async -> Bool {
        guard let secret = access.secret else { return true }
        let time = now().seconds
        if let token = Guardian.session(of: request), Guardian.isOpen(token, sessions, time) { return true }
        guard let header = request.headers["authorization"], header.lowercased().hasPrefix("bearer ") else {
            return false
        }
        let token = String(header.dropFirst(7))
        // Hashing takes its time on purpose; a token that was right once is known again.
        let known = Guardian.fingerprint(token)
        if Guardian.isOpen(known, tokens, time) { return true }
        guard await isRight(token, secret, request, time) == true else { return false }
        tokens.withLock { $0[known] = time + Guardian.lifetime }
        return true
    }

    private static func isOpen(_ name: String, _ known: Guarded<[String: Int64]>, _ time: Int64) -> Bool {
        known.withLock { $0[name].map { $0 > time } ?? false }
    }

    /// `nil` where whoever asks has to wait first.
    private func isRight(
        _ password: String,
        _ secret: PasswordHash,
        _ request: WebRequest,
        _ time: Int64
    ) async -> Bool? {
        let check = Check(guesser: Guesser(request), fingerprint: Guardian.fingerprint(password))
        // Who comes with the same meanwhile is told the same: a right password would be refused for being asked often.
        let task = checks.withLock { running -> Task<Bool?, Never> in
            if let task = running[check] { return task }
            let task = Task {
                let isRight = await matches(password, secret, check.guesser, time)
                checks.withLock { $0[check] = nil }
                return isRight
            }
            running[check] = task
            return task
        }
        let isRight = await task.value
        switch isRight {
        case nil: log("web sign-in refused from \(request.peer): too many failures")
        case .some(true): log("web sign-in from \(request.peer)")
        case .some(false): log("web sign-in failed from \(request.peer)")
        }
        return isRight
    }

    private func matches(
        _ password: String,
        _ secret: PasswordHash,
        _ guesser: Guesser,
        _ time: Int64
    ) async -> Bool? {
        // It counts as a failure until it is known to be none: many at a time are not one.
        guard attempts.withLock({ $0.begin(guesser, time) }) else { return nil }
        let isRight = await withCheckedContinuation { continuation in
            // One after the other, and not in the threads that serve pages: each takes a good part of a second.
            hashing.async { continuation.resume(returning: secret.matches(password)) }
        }
        if isRight { attempts.withLock { $0.succeeded(guesser, time) } }
        return isRight
    }

    /// The form, and what it sends.
    func login(_ request: WebRequest, _ pages: Pages) async throws -> WebResponse {
        guard let secret = access.secret else { return .redirect(to: "/") }
        let place = Guardian.place(behind: request)
        if ["GET", "HEAD"].contains(request.method) { return pages.login(failed: nil, to: place) }
        guard request.method == "POST" else { throw WebProblem(405, "This is a form") }
        try checkOrigin(request)
        let time = now().seconds
        let password = FormFields(String(decoding: request.body, as: UTF8.self))["password"] ?? ""
        guard let isRight = await isRight(password, secret, request, time) else {
            return pages.login(failed: "Too many wrong passwords. Wait a quarter of an hour.", to: place, status: 429)
        }
        guard isRight else { return pages.login(failed: "That is not the password.", to: place, status: 403) }
        var random = SystemRandomNumberGenerator()
        let token = PasswordHash.hexadecimal((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) })
        sessions.withLock { sessions in
            sessions = sessions.filter { $0.value > time }
            sessions[token] = time + Guardian.lifetime
        }
        var response = WebResponse.redirect(to: place)
        response.headers.append(("Set-Cookie", cookie(token, seconds: Guardian.lifetime)))
        return response
    }

    /// The form's address, which knows the page that was asked for.
    static func form(before request: WebRequest) -> String {
        let place = request.path + (request.query.isEmpty ? "" : "?" + request.query)
        guard request.method == "GET", place != "/", isOwn(place) else { return "/login" }
        return "/login?to=" + PercentCoding.encoded(place)
    }

    /// Where whoever has signed in goes on.
    private static func place(behind request: WebRequest) -> String {
        guard let place = request.value("to"), isOwn(place) else { return "/" }
        return place
    }

    /// Whether every browser takes this for a page of this site.
    ///
    /// `//other.example` and `/\other.example` are other sites, and what browsers leave out can make one of the other.
    private static func isOwn(_ place: String) -> Bool {
        let bytes = Array(place.utf8)
        guard bytes.count <= 4096, bytes.first == UInt8(ascii: "/") else { return false }
        let isElsewhere = bytes.count > 1 && (bytes[1] == UInt8(ascii: "/") || bytes[1] == UInt8(ascii: "\\"))
        return !isElsewhere && bytes.allSatisfy { 0x21...0x7e ~= $0 }
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

    static func fingerprint(_ token: String) -> String {
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
