internal import FootfallModel
internal import FootfallQuery
internal import GRDB

/// The ids of the events of which `field:value` is true, segment by segment, evidence included.
struct PostedIDs {
    private let plan: QueryPlan
    private var segments: ArraySlice<Segment>
    private var ids: ArraySlice<Int64> = []

    /// - Parameters:
    ///   - field: one of the query language's, as `user`.
    ///   - value: as behind a field: `alice`, `ad*`, `10.0.0.0/8`, `a,b`.
    init(field: String, value: String, _ database: Database, bits: Int) throws {
        let name = field.lowercased()
        guard let field = Field(rawValue: name) else {
            let names = Field.allCases.map(\.rawValue)
            let near = Suggestion.nearest(to: name, among: names).map { "did you mean '\($0)'?" }
            throw PostedMistake("there is no field '\(field)': " + (near ?? "one of " + names.joined(separator: ", ")))
        }
        let condition: Condition
        do throws(Diagnostic) {
            condition = try QueryParser.condition(field, values: value, option: "posted")
        } catch {
            throw PostedMistake(error.reason + (error.hint.map { ": " + $0 } ?? ""))
        }
        plan = try QueryPlan(EventQuery(condition: condition, evidence: .included), database, bits: bits)
        segments = try plan.segments()[...]
        try fill()
    }

    /// `nil` at the end.
    var current: Int64? { ids.first }

    mutating func advance() throws {
        ids.removeFirst()
        try fill()
    }

    private mutating func fill() throws {
        while ids.isEmpty, let segment = segments.popFirst() {
            let base = segment.id << Int64(plan.bits)
            let found = try plan.reader.matches(plan.condition, segment)
            var filled: [Int64] = []
            filled.reserveCapacity(found.count)
            found.forEach { filled.append(base + Int64($0)) }
            ids = filled[...]
        }
    }
}

/// What is wrong with the arguments of `posted`.
struct PostedMistake: Error {
    let reason: String

    init(_ reason: String) {
        self.reason = "posted: " + reason
    }
}
