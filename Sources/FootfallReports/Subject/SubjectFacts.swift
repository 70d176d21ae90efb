internal import FootfallModel
package import FootfallQuery
internal import FootfallStore

/// Whom a report of one subject is about: a person, with all names of theirs, or an address.
package enum ReportSubject: Sendable, Hashable {
    case user([String])
    case address(String)

    /// The condition of the searches that find what the subject did.
    var search: String {
        switch self {
        case .user(let names): SearchText.field("user", names)
        case .address(let address): SearchText.field("ip", address)
        }
    }

    /// As it is told of.
    package var name: String {
        switch self {
        case .user(let names): names.first ?? ""
        case .address(let address): address
        }
    }

    var isPerson: Bool {
        if case .user = self { return true }
        return false
    }

    /// What finds what the subject did in a time.
    package func query(_ period: ReportPeriod) -> EventQuery {
        EventQuery(condition: condition, since: period.start, until: period.end)
    }

    package var condition: Condition {
        switch self {
        case .user(let names): .field(.user, names.map { .exact($0) })
        case .address(let address): .field(.ip, [.exact(address)])
        }
    }
}

/// What the sections of a report of one subject are made of, read from the store once.
struct SubjectFacts {
    let store: EventStore
    let subject: ReportSubject
    let period: ReportPeriod
    /// All events, oldest first.
    let events: [EventOutline]
    /// The texts of their numbers.
    let names: [Int64: String]

    init(of store: EventStore, _ subject: ReportSubject, _ period: ReportPeriod) throws {
        self.store = store
        self.subject = subject
        self.period = period
        events = try store.outlines(subject.query(period))
        var numbers: Set<Int64> = []
        for event in events { numbers.formUnion([event.user, event.ip, event.host, event.app, event.type]) }
        names = try store.names(of: numbers.subtracting([0]))
    }

    /// How often events happened, and the search that finds them.
    func figure(_ parts: [String] = [], _ isCounted: (EventOutline) -> Bool = { _ in true }) -> Figure {
        let count = events.reduce(0) { $0 + (isCounted($1) ? $1.count : 0) }
        return Figure(count, count == 0 ? nil : SearchText.all([subject.search] + parts, period))
    }

    func hasType(_ event: EventOutline, _ types: [String]) -> Bool {
        names[event.type].map(types.contains) ?? false
    }
}
