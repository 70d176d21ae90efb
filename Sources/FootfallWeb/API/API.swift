import FootfallModel
import FootfallPatterns
import FootfallQuery
import FootfallReports
import FootfallStore

/// The page's own interface, `/api/v1`: JSON that programs may use as well; `openapi.json` describes it.
struct API: Sendable {
    let store: WebStore
    let now: @Sendable () -> Instant
    /// How long a question may read the store.
    let patience: Duration
    let runner = QueryRunner()
    private let longRunner: QueryRunner
    /// For what is asked while somebody types, which waits for no search.
    private let quickRunner = QueryRunner(.init(running: 2, runningOfOne: 1, waiting: 64, waitingOfOne: 8))
    /// How many connections of each client wait for new events.
    let followers = Guarded<[String: Int]>([:])
    /// Who asks.
    private(set) var client = ""

    /// What is read long may take so many times as long as a question.
    private static let longer = 10

    init(store: WebStore, now: @escaping @Sendable () -> Instant, patience: Duration) {
        self.store = store
        self.now = now
        self.patience = patience
        let limits = QueryRunner.Limits(running: 1, runningOfOne: 1, waiting: 32, waitingOfOne: 8)
        longRunner = QueryRunner(limits, patience: patience * API.longer)
    }

    /// The same for one client.
    func asked(by client: String) -> API {
        var api = self
        api.client = client
        return api
    }

    /// Answers what stands behind `/api/v1/`.
    func respond(_ request: WebRequest, _ path: ArraySlice<String>) async throws -> WebResponse {
        let path = Array(path)
        switch path.first {
        case "events" where path.count == 1: return try await events(request)
        case "events" where path.count == 2: return try await event(request, path[1])
        case "events" where path.count == 3 && path[2] == "around": return try await around(request, path[1])
        case "histogram" where path.count == 1: return try await histogram(request)
        case "facets" where path.count == 1: return try await facets(request)
        case "live" where path.count == 1: return try await live(request)
        case "suggestions" where path.count == 1: return try await suggestions(request)
        case "types" where path.count == 1: return types()
        case "openapi.json" where path.count == 1: return WebResponse.json(Assets.text("openapi.json"))
        default: throw WebProblem.notFound
        }
    }

    /// Runs a question about the store where it may block.
    func ask<Result: Sendable>(
        _ body: @escaping @Sendable (EventStore, ContinuousClock.Instant) throws -> Result
    ) async throws -> Result {
        let (store, patience) = (store, patience)
        return try await runner.run(for: client) { stop in
            try body(try store.store().stopping(at: stop), ContinuousClock.now + patience)
        }
    }

    /// Makes an answer of the store.
    ///
    /// It is written and packed where the store is read: a long one takes its time for that, too.
    func answer(
        _ request: WebRequest,
        _ body: @escaping @Sendable (EventStore, ContinuousClock.Instant) throws -> WebResponse
    ) async throws -> WebResponse {
        try await ask { store, deadline in Compression.applied(to: try body(store, deadline), request) }
    }

    /// The same for what reads long: one at a time, beside all others.
    func answerLong(
        _ request: WebRequest,
        _ body: @escaping @Sendable (EventStore) throws -> WebResponse
    ) async throws -> WebResponse {
        let store = store
        return try await longRunner.run(for: client) { stop in
            Compression.applied(to: try body(try store.store().stopping(at: stop)), request)
        }
    }

    // MARK: Events

    private func events(_ request: WebRequest) async throws -> WebResponse {
        let search = try SearchRequest(request)
        let now = now()
        return try await answer(request) { store, deadline in
            let page = try store.page(
                store.query(search.text, now: now),
                limit: search.limit,
                order: search.order,
                after: search.after,
                deadline: deadline
            )
            let next = page.next.map { "\"" + EventAddress.text($0) + "\"" } ?? "null"
            return .json(
                "{\"events\":[" + page.events.map(\.apiJSON).joined(separator: ",") + "],\"next\":\(next),"
                    + "\"cut_short\":\(page.isCutShort)}"
            )
        }
    }

    private func event(_ request: WebRequest, _ id: String) async throws -> WebResponse {
        try await answer(request) { store, _ in
            guard let event = try Int64(id).flatMap({ try store.event($0) }) else { throw WebProblem.notFound }
            let evidence = try store.evidence(of: event, limit: 20).map(\.apiJSON).joined(separator: ",")
            let meaning = Catalogue.shipped.type(named: event.type)?.meaning ?? ""
            return .json(
                "{\"event\":\(event.apiJSON),\"meaning\":\(JSONText.quoted(meaning)),\"evidence\":[\(evidence)]}"
            )
        }
    }

    private func around(_ request: WebRequest, _ id: String) async throws -> WebResponse {
        let limit = try number(request, "limit", 5, 1...100)
        return try await answer(request) { store, deadline in
            guard let event = try Int64(id).flatMap({ try store.event($0) }) else { throw WebProblem.notFound }
            return .json(try Neighbours(of: event, in: store, limit: limit, deadline: deadline).json)
        }
    }

    // MARK: Counts

    private func histogram(_ request: WebRequest) async throws -> WebResponse {
        let text = try SearchRequest.text(request)
        let number = try number(request, "buckets", 60, 1...400)
        let now = now()
        return try await answer(request) { store, deadline in
            let query = try store.query(text, now: now)
            let edges = try HistogramEdges(query, store, now: now, atMost: number).edges
            let counted = try store.histogram(query, edges: edges, deadline: deadline)
            let buckets = zip(counted.buckets, edges.dropFirst()).map { bucket, end in
                "{\"start\":\"\(bucket.start.rfc3339)\",\"end\":\"\(end.rfc3339)\",\"success\":\(bucket.successes),"
                    + "\"failure\":\(bucket.failures),\"unknown\":\(bucket.unknown)}"
            }
            return .json("{\"buckets\":[\(buckets.joined(separator: ","))],\"complete\":\(counted.isComplete)}")
        }
    }

    private func facets(_ request: WebRequest) async throws -> WebResponse {
        let text = try SearchRequest.text(request)
        let limit = try number(request, "limit", 10, 1...200)
        let names = (request.value("fields") ?? "category,type,outcome,user,app,ip,host").split(separator: ",")
        var fields: [Field] = []
        for name in names {
            guard let field = Field(rawValue: String(name)) else {
                throw WebProblem(
                    400,
                    "There is no field '\(printable(String(name)))'",
                    hint: "one of " + Field.allCases.map(\.rawValue).joined(separator: ", ")
                )
            }
            if !fields.contains(field) { fields.append(field) }
        }
        if fields.isEmpty { throw WebProblem(400, "'fields' names no field") }
        let now = now()
        let wanted = fields
        return try await answer(request) { store, deadline in
            let query = try store.query(text, now: now)
            let counted = try store.facets(query, fields: Set(wanted), limit: limit, deadline: deadline)
            let objects = wanted.map { field in
                let values = (counted.values[field] ?? []).map {
                    "{\"value\":\(JSONText.quoted($0.text)),\"count\":\($0.count)}"
                }
                return "\"\(field.rawValue)\":{\"distinct\":\(counted.distinct[field] ?? 0),"
                    + "\"values\":[\(values.joined(separator: ","))]}"
            }
            return .json(
                "{\"total\":\(counted.total),\"complete\":\(counted.isComplete),"
                    + "\"fields\":{\(objects.joined(separator: ","))}}"
            )
        }
    }

    private func suggestions(_ request: WebRequest) async throws -> WebResponse {
        let text = try SearchRequest.text(request)
        let length = text.unicodeScalars.count
        let place = min(length, try number(request, "at", length, 0...Int.max))
        let store = store
        let found = try await quickRunner.run(for: client) { stop in
            try Suggestions(for: text, at: place, in: try store.store().stopping(at: stop))
        }
        return .json(found.json)
    }

    private func types() -> WebResponse {
        let types = Catalogue.shipped.types.map { type in
            "{\"type\":\(JSONText.quoted(type.slug)),\"category\":\(JSONText.quoted(type.category.name)),"
                + "\"outcome\":\"\(type.outcome.name)\",\"meaning\":\(JSONText.quoted(type.meaning))}"
        }
        return .json("{\"types\":[\(types.joined(separator: ","))]}")
    }

    private func number(
        _ request: WebRequest,
        _ name: String,
        _ usual: Int,
        _ range: ClosedRange<Int>
    ) throws -> Int {
        try SearchRequest.number(request, name, usual, range)
    }
}

extension ActivityEvent {
    /// As `search --output jsonl` writes it.
    var apiJSON: String { json() }
}
