import FootfallModel
import FootfallStore

/// Why a request is not answered: for programs RFC 9457's problem details, for people a page.
struct WebProblem: Error, Sendable {
    var status: Int
    var title: String
    var detail: String?
    var hint: String?
    /// Where in the query it is, in characters from 1.
    var column: Int?

    init(_ status: Int, _ title: String, detail: String? = nil, hint: String? = nil, column: Int? = nil) {
        self.status = status
        self.title = title
        self.detail = detail
        self.hint = hint
        self.column = column
    }

    /// One client's limit is reached.
    static func tooMany(_ title: String) -> WebProblem {
        WebProblem(429, title, hint: "wait for the answers, and ask again then")
    }

    static let notFound = WebProblem(404, "There is nothing here")

    /// A query that is wrong.
    init(_ diagnostic: Diagnostic) {
        self.init(
            400,
            "The query is wrong",
            detail: printable(diagnostic.reason),
            hint: diagnostic.hint.map { printable($0) },
            column: diagnostic.column > 0 ? diagnostic.column : nil
        )
    }

    init(_ error: StoreError) {
        if error.reason == .stopped {
            self.init(503, "This takes too long", hint: "ask for less time, or for fewer events")
            return
        }
        self.init(503, "The store cannot be read", detail: printable(error.description))
    }

    /// An `application/problem+json` object.
    var json: String {
        var text = "{\"type\":\"about:blank\",\"title\":\(JSONText.quoted(title)),\"status\":\(status)"
        if let detail { text += ",\"detail\":" + JSONText.quoted(detail) }
        if let hint { text += ",\"hint\":" + JSONText.quoted(hint) }
        if let column { text += ",\"column\":\(column)" }
        return text + "}"
    }
}
