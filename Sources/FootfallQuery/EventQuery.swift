package import FootfallModel

/// A question to the store: which events, of which time.
package struct EventQuery: Sendable, Hashable {
    package var condition: Condition
    /// The first moment that belongs to the answer.
    package var since: Instant?
    /// The first moment that no longer belongs to the answer.
    package var until: Instant?
    package var evidence: EvidenceFilter

    package init(
        condition: Condition = .everything,
        since: Instant? = nil,
        until: Instant? = nil,
        evidence: EvidenceFilter = .without
    ) {
        self.condition = condition
        self.since = since
        self.until = until
        self.evidence = evidence
    }
}

/// Whether records that only tell an event again belong to the answer.
package enum EvidenceFilter: String, CaseIterable, Sendable {
    case without, included, only
}

/// What must be true of an event.
package indirect enum Condition: Sendable, Hashable {
    case everything
    /// All of these; true where there are none.
    case and([Condition])
    /// At least one of these; false where there are none.
    case or([Condition])
    /// Also true of an event that lacks the field asked about.
    case not(Condition)
    /// The field is there and one of the values matches it.
    case field(Field, [ValueMatch])
    /// The details have this key and one of the values matches.
    case detail(String, [ValueMatch])
    /// A word or phrase stands in the message.
    case words(WordSearch)
}

/// The fields that can be asked for by name.
package enum Field: String, CaseIterable, Sendable {
    case type, category, outcome, user, target, app, ip, host, source, pattern
}

/// How a value must look.
///
/// Letter case and `-`, `_` and blanks make no difference in types and categories, letter case none in outcomes;
/// the bytes of every other field must agree.
package enum ValueMatch: Sendable, Hashable {
    case exact(String)
    /// The value begins so; the empty prefix matches whatever is there.
    case prefix(String)
    /// The value is an address within the network.
    case network(Network)
}
