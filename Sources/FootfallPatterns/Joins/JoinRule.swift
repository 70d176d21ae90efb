package import FootfallModel

/// What a pattern or rule has to do with other records: fields that it keeps for them or has from them, and events that
/// it only tells again.
package struct JoinRule: Sendable {
    /// Names of the groups whose values are the key under which this record's fields are kept, sorted; none: not kept.
    package var remember: [String] = []
    /// Names of the groups by which fields are found that this record lacks.
    package var recall: [String] = []
    /// What was recalled is of no use to others.
    package var forgets = false
    /// Without anything to recall, this record is no event.
    package var requiresRecall = false
    package var evidence: EvidenceRule?

    package var isEmpty: Bool { remember.isEmpty && recall.isEmpty && evidence == nil }

    /// The header's process id, which is no group.
    static let processID = "pid"
}

/// Which events a record only tells again.
package struct EvidenceRule: Sendable {
    /// What an event and its evidence have in common.
    package enum Likeness: UInt8, CaseIterable, Sendable {
        /// Host and process id.
        case process
        /// Host and user.
        case user
        /// User and address, whatever the host.
        case address

        package var name: String {
            switch self {
            case .process: "process"
            case .user: "user"
            case .address: "address"
            }
        }
    }

    /// How far the two may be apart, in microseconds, where nothing else is said.
    package static let window: Int64 = 5_000_000
    /// The longest that evidence may come behind its event, in seconds.
    static let longest: Int64 = 600

    package var types: [EventType]
    package var same: [Likeness]
    /// How far the record may come behind the event, in microseconds.
    package var after: Int64 = window
}
