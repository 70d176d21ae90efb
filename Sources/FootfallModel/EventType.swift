/// The group an event type belongs to.
///
/// The same slug may stand in two groups (a user's `create_user` and an administrator's), so a type is known by both.
public enum EventCategory: UInt8, CaseIterable, Sendable {
    case identityManagement = 0
    case journeys = 1
    case identityVerification = 2
    case hostActivity = 3
    case administration = 4
    case other = 5

    /// As people read it.
    public var name: String {
        switch self {
        case .identityManagement: "Identity management"
        case .journeys: "Journeys"
        case .identityVerification: "Identity verification"
        case .hostActivity: "Host activity"
        case .administration: "Administration"
        case .other: "Other"
        }
    }

    /// The category of a name, letters' case ignored.
    public init?(name: String) {
        guard let found = EventCategory.allCases.first(where: { $0.name.lowercased() == name.lowercased() }) else {
            return nil
        }
        self = found
    }
}

/// Whether what was tried came about.
package enum Outcome: UInt8, CaseIterable, Sendable {
    case unknown = 0
    case success = 1
    case failure = 2

    package var name: String {
        switch self {
        case .unknown: "unknown"
        case .success: "success"
        case .failure: "failure"
        }
    }

    package init?(name: String) {
        guard let found = Outcome.allCases.first(where: { $0.name == name.lowercased() }) else { return nil }
        self = found
    }
}

/// One entry of the catalogue.
package struct EventType: Sendable, Hashable {
    package var slug: String
    package var category: EventCategory
    package var outcome: Outcome
    package var meaning: String
    /// Whether the user of such an event only claims to be that user: a failed attempt proves nothing.
    package var isClaim: Bool
    /// What it is called in the schemas of other programs; `nil` where the catalogue does not say.
    package var ecs: ECSClassification?
    package var ocsf: OCSFClassification?

    package init(
        slug: String,
        category: EventCategory,
        outcome: Outcome,
        meaning: String,
        isClaim: Bool = false,
        ecs: ECSClassification? = nil,
        ocsf: OCSFClassification? = nil
    ) {
        self.slug = slug
        self.category = category
        self.outcome = outcome
        self.meaning = meaning
        self.isClaim = isClaim
        self.ecs = ecs
        self.ocsf = ocsf
    }
}
