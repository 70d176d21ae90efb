import FootfallModel
import FootfallQuery
import FootfallStore

/// What a request says about a search: `?q=…&limit=…&order=…&after=…`.
struct SearchRequest: Sendable {
    var text: String
    var limit: Int
    var order: SearchOrder
    var after: PageCursor?

    /// The longest query, in characters: what fits into an address however it has to be written there.
    static let lengthLimit = 6000

    /// Events of a page where nothing is said.
    static let usualLimit = 50

    /// - Parameter most: events that a page may have.
    init(_ request: WebRequest, atMost most: Int = 1000) throws {
        text = try SearchRequest.text(request)
        limit = try SearchRequest.number(request, "limit", SearchRequest.usualLimit, 1...most)
        switch request.value("order") {
        case nil, "newest": order = .newestFirst
        case "oldest": order = .oldestFirst
        default: throw WebProblem(400, "'order' is newest or oldest")
        }
        if let text = request.value("after") {
            guard let cursor = EventAddress.cursor(text) else {
                throw WebProblem(400, "'after' is no place in a search", hint: "take it from the page before")
            }
            after = cursor
        }
    }

    static func text(_ request: WebRequest) throws -> String {
        let text = request.value("q") ?? ""
        // Before it is counted in characters, which takes its time for megabytes.
        guard text.utf8.count <= 4 * lengthLimit, text.unicodeScalars.count <= lengthLimit else {
            throw WebProblem(400, "A query has at most \(lengthLimit) characters here")
        }
        return text
    }

    static func number(_ request: WebRequest, _ name: String, _ usual: Int, _ range: ClosedRange<Int>) throws -> Int {
        guard let text = request.value(name) else { return usual }
        guard let number = Int(text), range.contains(number) else {
            let end = range.upperBound == .max ? "on" : "to \(range.upperBound)"
            throw WebProblem(400, "'\(name)' is a number from \(range.lowerBound) \(end)")
        }
        return number
    }
}
