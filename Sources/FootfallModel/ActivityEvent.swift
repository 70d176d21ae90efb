/// One event as people and programs see it; the fields are DESIGN section 2's.
package struct ActivityEvent: Sendable, Hashable {
    /// The store's number; 0 for an event that was only parsed.
    package var id: Int64
    package var time: Instant
    package var type: String
    package var category: EventCategory
    package var outcome: Outcome
    package var userID: String?
    package var targetID: String?
    package var appID: String?
    package var ip: String?
    package var host: String?
    package var source: String
    package var pattern: String
    package var count: Int64
    package var message: String
    /// A flat JSON object, as stored; `nil` where nothing more is known.
    package var details: String?
    /// The id of the event that this record only tells again; 0 where it is evidence of an event without an id.
    package var evidenceOf: Int64?

    package init(
        id: Int64 = 0,
        time: Instant,
        type: String,
        category: EventCategory,
        outcome: Outcome,
        userID: String? = nil,
        targetID: String? = nil,
        appID: String? = nil,
        ip: String? = nil,
        host: String? = nil,
        source: String,
        pattern: String,
        count: Int64 = 1,
        message: String,
        details: String? = nil,
        evidenceOf: Int64? = nil
    ) {
        self.id = id
        self.time = time
        self.type = type
        self.category = category
        self.outcome = outcome
        self.userID = userID
        self.targetID = targetID
        self.appID = appID
        self.ip = ip
        self.host = host
        self.source = source
        self.pattern = pattern
        self.count = count
        self.message = message
        self.details = details
        self.evidenceOf = evidenceOf
    }
}
