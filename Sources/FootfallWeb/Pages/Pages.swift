import FootfallModel
import FootfallPatterns
import FootfallQuery
import FootfallReports
import FootfallStore
import Mustache

/// The pages for people, made of templates; all of them work without scripts.
struct Pages: Sendable {
    var api: API
    var hasAccounts: Bool
    let searches: [NamedSearch]

    func respond(_ request: WebRequest, _ path: [String]) async throws -> WebResponse {
        switch path.first {
        case nil: return try await activity(request)
        case "events" where path.count == 1: return catalogue()
        case "events" where path.count == 2: return try await event(request, path[1])
        case "report" where path.count <= 2: return try await report(request, path.count == 2 ? path[1] : nil)
        case "user" where path.count == 2:
            return try await subject(request, .user([path[1]]), query: "user:" + QueryText.quoted(path[1]))
        case "address" where path.count == 2:
            guard let address = IPAddress(path[1]) else { throw WebProblem(404, "That is no address") }
            return try await subject(request, .address(address.text), query: "ip:" + address.text)
        case "status" where path.count == 1: return try await status(request)
        case "export" where path.count == 1: return try await export(request)
        default: throw WebProblem.notFound
        }
    }

    /// A page within what all pages share.
    func page(_ template: String, title: String, _ values: [String: Any], status: Int = 200) -> WebResponse {
        var values = values
        values["title"] = printable(title)
        values["css"] = Assets.address("footfall.css")
        values["icon"] = Assets.address("icon.svg")
        values["hasAccounts"] = hasAccounts
        values["body"] = Assets.templates.render(values, withTemplate: template) ?? ""
        return .html(Assets.templates.render(values, withTemplate: "layout") ?? "", status)
    }

    func problem(_ problem: WebProblem) -> WebResponse {
        var values: [String: Any] = ["heading": problem.title]
        values["detail"] = problem.detail
        values["hint"] = problem.hint
        return page("problem", title: problem.title, values, status: problem.status)
    }

    /// - Parameter place: where it leads.
    func login(failed: String?, to place: String, status: Int = 200) -> WebResponse {
        var values: [String: Any] = ["action": "/login" + (place == "/" ? "" : "?to=" + PercentCoding.encoded(place))]
        values["failed"] = failed
        // Nobody has signed in yet who could sign out.
        var pages = self
        pages.hasAccounts = false
        return pages.page("login", title: "Sign in", values, status: status)
    }

    /// All event types there are.
    private func catalogue() -> WebResponse {
        let groups = EventCategory.allCases.compactMap { category -> [String: Any]? in
            let types = Catalogue.shipped.types.filter { $0.category == category }.map { type -> [String: Any] in
                [
                    "type": type.slug, "outcome": type.outcome.name, "meaning": type.meaning,
                    "address": Pages.address(of: "type:" + QueryText.quoted(type.slug)),
                ]
            }
            return types.isEmpty ? nil : ["category": category.name, "types": types]
        }
        return page("catalogue", title: "Event types", ["groups": groups])
    }

    /// The page of a person or an address; `nil` where the name is none that a path could end with.
    static func address(of subject: ReportSubject) -> String? {
        let name = subject.name
        // Browsers take a dot for a folder, however it is encoded. What is longer than a query finds nothing.
        guard !["", ".", ".."].contains(name), name.count <= QueryParser.lengthLimit else { return nil }
        let page =
            switch subject {
            case .user: "/user/"
            case .address: "/address/"
            }
        return page + PercentCoding.encoded(name)
    }

    /// The activity page of a query.
    static func address(of query: String) -> String {
        query.isEmpty ? "/" : "/?q=" + PercentCoding.encoded(query)
    }
}
