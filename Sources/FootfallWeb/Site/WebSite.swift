package import FootfallModel
package import FootfallReports
import FootfallStore

/// All that is answered, without the server that takes it.
package struct WebSite: Sendable {
    private let api: API
    private let pages: Pages
    private let guardian: Guardian

    /// - Parameters:
    ///   - store: the store's path.
    ///   - access: who may ask.
    ///   - searches: those that have a name, for the reports.
    ///   - patience: how long a question may read the store.
    ///   - log: is told who signed in, and who failed to.
    package init(
        store path: String,
        access: WebAccess = WebAccess(),
        searches: [NamedSearch] = [],
        patience: Duration = .seconds(2),
        log: @escaping @Sendable (String) -> Void = { _ in },
        now: @escaping @Sendable () -> Instant
    ) {
        let store = WebStore(path: path)
        api = API(store: store, now: now, patience: patience)
        pages = Pages(api: api, hasAccounts: access.secret != nil, searches: searches)
        guardian = Guardian(access, now: now, log: log)
    }

    /// Answers a request; what goes wrong is answered, too.
    package func respond(to request: WebRequest) async -> WebResponse {
        let isAPI = request.path.hasPrefix("/api/")
        var response: WebResponse
        do {
            response = try await answer(request)
        } catch let problem as WebProblem {
            response = isAPI ? WebSite.json(problem) : pages.problem(problem)
        } catch let error as StoreError {
            let problem = WebProblem(error)
            response = isAPI ? WebSite.json(problem) : pages.problem(problem)
        } catch {
            let problem = WebProblem(500, "Something went wrong", detail: printable("\(error)"))
            response = isAPI ? WebSite.json(problem) : pages.problem(problem)
        }
        if response.status == 405 {
            response.headers.append(("Allow", request.path == "/login" ? "GET, HEAD, POST" : "GET, HEAD"))
        }
        if response.status == 429, response["Retry-After"] == nil { response.headers.append(("Retry-After", "2")) }
        Guardian.protect(&response)
        Compression.apply(to: &response, request)
        return response
    }

    /// Who answers questions.
    var runner: QueryRunner { api.runner }

    /// The answer to one who has too many connections.
    func refuse(_ request: WebRequest) -> WebResponse {
        let problem = WebProblem.tooMany("You have too many connections")
        var response = request.path.hasPrefix("/api/") ? WebSite.json(problem) : pages.problem(problem)
        response.headers += [("Retry-After", "2"), ("Connection", "close")]
        Guardian.protect(&response)
        return response
    }

    private func answer(_ request: WebRequest) async throws -> WebResponse {
        try guardian.checkHost(request)
        try guardian.checkSite(request)
        guard let path = request.segments else { throw WebProblem(400, "The address cannot be read") }
        if path.first == "assets" { return try Assets.respond(request) }
        if path == ["login"] { return try await guardian.login(request, pages) }
        guard await guardian.lets(request) else {
            if path.first == "api" { throw WebProblem(401, "Sign in first") }
            return .redirect(to: Guardian.form(before: request))
        }
        if path == ["logout"], request.method == "POST" { return guardian.logout(request) }
        guard request.method == "GET" || request.method == "HEAD" else {
            throw WebProblem(405, "This can only be read")
        }
        let api = api.asked(by: request.client)
        if path.starts(with: ["api", "v1"]) { return try await api.respond(request, path[2...]) }
        var pages = pages
        pages.api = api
        return try await pages.respond(request, path)
    }

    private static func json(_ problem: WebProblem) -> WebResponse {
        WebResponse(problem.status, type: "application/problem+json", problem.json)
    }
}
