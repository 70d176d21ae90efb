import FootfallModel
import FootfallPatterns
import FootfallQuery
import FootfallReports
import FootfallStore

extension Pages {
    /// The most events that a page may show: each takes much more time than as JSON.
    private static let mostRows = 200

    /// The search box, the filters and the table.
    func activity(_ request: WebRequest) async throws -> WebResponse {
        let search = try SearchRequest(request, atMost: Pages.mostRows)
        let now = api.now()
        do {
            return try await api.answer(request) { store, deadline in
                let query = try store.query(search.text, now: now)
                let found = try store.page(
                    query,
                    limit: search.limit,
                    order: search.order,
                    after: search.after,
                    deadline: deadline
                )
                var values = Pages.values(of: search)
                values["rows"] = found.events.map { ShownEvent(event: $0, zone: store.zone).values }
                values["zone"] = store.zone.name
                values["isEmpty"] = found.events.isEmpty && found.next == nil
                values["isCutShort"] = found.isCutShort
                values["next"] = found.next.map { Pages.address(of: search, after: $0) }
                values["cursor"] = found.next.map(EventAddress.text) ?? ""
                return page("activity", title: search.text.isEmpty ? "Activity" : search.text, values)
            }
        } catch let problem as WebProblem where problem.column != nil || problem.status == 400 {
            // The query stays in its box, with what is wrong below it.
            var values = Pages.values(of: search)
            // A store that cannot be read is no matter of the query; it is told by what asks for events.
            values["zone"] = try? await api.ask { store, _ in store.zone.name }
            values["problem"] = problem.detail ?? problem.title
            values["hint"] = problem.hint
            if let column = problem.column {
                let before = String(search.text.prefix(column - 1))
                values["before"] = printable(before)
                values["mark"] = printable(String(search.text.dropFirst(column - 1).prefix { $0 != " " }))
                values["column"] = column
            }
            return page("activity", title: "Activity", values, status: 400)
        }
    }

    /// What the page says of a search, whatever it finds.
    private static func values(of search: SearchRequest) -> [String: Any] {
        var values: [String: Any] = [
            "query": search.text, "script": Assets.address("activity.js"), "modules": Assets.modules,
        ]
        var other = search
        (other.order, other.after) = (search.order == .oldestFirst ? .newestFirst : .oldestFirst, nil)
        values["isOldestFirst"] = search.order == .oldestFirst
        values["isFirst"] = search.after == nil
        values["first"] = Pages.address(of: search)
        values["otherOrder"] = Pages.address(of: other)
        values["csv"] = Pages.export(search.text, "csv")
        values["jsonl"] = Pages.export(search.text, "jsonl")
        return values
    }

    /// The page of a search that begins behind a place, or its first.
    private static func address(of search: SearchRequest, after: PageCursor? = nil) -> String {
        var parts = search.text.isEmpty ? [] : ["q=" + PercentCoding.encoded(search.text)]
        if let after { parts.append("after=" + EventAddress.text(after)) }
        if search.order == .oldestFirst { parts.append("order=oldest") }
        if search.limit != SearchRequest.usualLimit { parts.append("limit=\(search.limit)") }
        return parts.isEmpty ? "/" : "/?" + parts.joined(separator: "&")
    }

    private static func export(_ query: String, _ format: String) -> String {
        "/export?format=\(format)&q=" + PercentCoding.encoded(query)
    }

    /// One event with all that is known of it.
    func event(_ request: WebRequest, _ id: String) async throws -> WebResponse {
        try await api.answer(request) { store, deadline in
            guard let event = try Int64(id).flatMap({ try store.event($0) }) else { throw WebProblem.notFound }
            let around = try Neighbours(of: event, in: store, limit: Pages.neighbours, deadline: deadline)
            let evidence = try store.evidence(of: event, limit: 50)
            let values: [String: Any] = [
                "type": printable(event.type),
                "meaning": Catalogue.shipped.type(named: event.type)?.meaning ?? "",
                "message": printable(event.message),
                "fields": Pages.fields(of: event, store.zone),
                "evidence": evidence.map { ShownEvent(event: $0, zone: store.zone).values },
                "hasEvidence": !evidence.isEmpty,
                "around": Pages.around(around, store.zone),
            ]
            return page("event", title: event.type, values)
        }
    }

    /// All that is known of an event, by name, with the searches for more of the same.
    private static func fields(of event: ActivityEvent, _ zone: ZoneOffsets) -> [[String: Any]] {
        var fields: [[String: Any]] = []
        func add(_ name: String, _ value: String?, _ query: String? = nil, _ subject: ReportSubject? = nil) {
            guard let value else { return }
            var field: [String: Any] = ["name": printable(name), "value": printable(value)]
            field["address"] = query.map { Pages.address(of: $0 + ":" + QueryText.quoted(value)) }
            field["page"] = subject.flatMap { Pages.address(of: $0) }
            field["about"] = "All about \(printable(value))"
            fields.append(field)
        }
        let offset = zone.offset(atUTC: event.time.seconds)
        add("time", event.time.clockText(offset: offset) + " " + zone.name)
        add("in UTC", event.time.rfc3339)
        add("type", event.type, "type")
        add("category", event.category.name, "category")
        add("outcome", event.outcome.name, "outcome")
        add("user", event.userID, "user", event.userID.map { .user([$0]) })
        add("target", event.targetID, "target", event.targetID.map { .user([$0]) })
        add("app", event.appID, "app")
        add("address", event.ip, "ip", event.ip.map { .address($0) })
        add("host", event.host, "host")
        add("source", event.source, "source")
        add("recognised by", event.pattern, "pattern")
        if event.count > 1 { add("times", String(event.count)) }
        for pair in event.details.map({ DetailsReader.pairs(of: $0) }) ?? [] { add(pair.key, pair.value) }
        return fields
    }

    /// Events on each side of one.
    private static let neighbours = 5

    /// The lists of events around one, newest first.
    private static func around(_ around: Neighbours, _ zone: ZoneOffsets) -> [[String: Any]] {
        func list(_ title: String, _ search: String, _ before: [ActivityEvent], _ after: [ActivityEvent]) -> [String:
            Any]
        {
            var rows = (after.reversed() + [around.event] + before).map { ShownEvent(event: $0, zone: zone).values }
            rows[after.count]["isThis"] = true
            return ["title": title, "search": Pages.address(of: search), "rows": rows]
        }
        var lists: [[String: Any]] = []
        if let session = around.session {
            func clock(_ time: Instant?) -> String? {
                time.map { $0.clockText(offset: zone.offset(atUTC: $0.seconds)) }
            }
            let times = [clock(session.start).map { "from " + $0 }, clock(session.end).map { "to " + $0 }]
            let title = (["Of the same session"] + times.compactMap { $0 }).joined(separator: " ")
            lists.append(list(title, session.search, session.before, session.after))
        }
        if !around.isWithinSession {
            let names: [Field: String] = [.user: "user", .ip: "address", .host: "host"]
            let title = "Around it, of the same \(names[around.field] ?? ""): \(printable(around.value))"
            lists.append(list(title, around.search, around.before, around.after))
        }
        return lists
    }

    /// All that a search finds, as a file.
    func export(_ request: WebRequest) async throws -> WebResponse {
        let search = try SearchRequest(request)
        let now = api.now()
        let format = request.value("format") ?? "jsonl"
        guard format == "jsonl" || format == "csv" else { throw WebProblem(400, "'format' is jsonl or csv") }
        // What is wrong is told before the first byte.
        let query = try await api.ask { store, _ in try store.query(search.text, now: now) }
        let api = api
        // How far it is; `nil` at the end.
        let rest = Guarded<ExportPlace?>(.beginning)
        var response = WebResponse(
            type: format == "csv" ? "text/csv; charset=utf-8" : "application/x-ndjson",
            .stream {
                guard let place = rest.withLock({ $0 }) else { return nil }
                let after: PageCursor? = if case .after(let cursor) = place { cursor } else { nil }
                let (text, next) = try await api.ask { store, deadline in
                    let page = try store.page(query, limit: 1000, after: after, deadline: deadline)
                    var text = format == "csv" && after == nil ? EventCSV.header + "\r\n" : ""
                    for event in page.events {
                        text += format == "csv" ? EventCSV.line(event) + "\r\n" : event.json() + "\n"
                    }
                    return (Array(text.utf8), page.next)
                }
                rest.withLock { $0 = next.map { .after($0) } }
                return text
            }
        )
        response.headers.append(("Content-Disposition", "attachment; filename=\"activity.\(format)\""))
        return response
    }
}

/// How far an export is.
private enum ExportPlace: Sendable {
    case beginning
    case after(PageCursor)
}
