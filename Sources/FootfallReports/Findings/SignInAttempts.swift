internal import FootfallModel
internal import FootfallQuery
internal import FootfallStore

/// The sign-ins and failures of the addresses that are worth a look, read once for all of them.
struct SignInAttempts {
    /// By the address's number, oldest first.
    let byAddress: [Int64: [EventOutline]]
    /// The addresses' texts.
    let addresses: [Int64: String]

    init(_ facts: ReportFacts, of suspects: Set<Int64>) throws {
        addresses = try facts.store.names(of: suspects)
        guard !suspects.isEmpty else {
            byAddress = [:]
            return
        }
        let types = ReportFacts.Types.successes + ReportFacts.Types.failures
        let condition = Condition.and([
            .field(.type, types.map { .exact($0) }), .field(.ip, addresses.values.sorted().map { .exact($0) }),
        ])
        let query = EventQuery(condition: condition, since: facts.period.start, until: facts.period.end)
        byAddress = Dictionary(grouping: try facts.store.outlines(query), by: \.ip)
    }
}
