package import FootfallModel
package import FootfallYAML

/// One file of `Patterns/`: what is recognised of one service, as it was written.
package struct Pack: Sendable {
    /// Where the pack was read from, for messages.
    package var file: SourceFile
    package var name: String
    package var about: String
    /// App names that lead here, in lower case; `*` is any app, a trailing `*` any app that begins so.
    package var apps: [String]
    /// Its patterns are also tried on lines without an app name: an application's own log file.
    package var isBare = false
    /// Tried after all packs that are not: it takes any application's records by names that many use.
    package var isGeneric = false
    package var patterns: [Pattern]
    package var records: [RecordRule]
}

/// What a pattern or rule says about the event it makes, beside the fields it reads.
package struct EventMeaning: Sendable {
    /// A slug of the catalogue; `nil` where the pattern only says that the line is no activity.
    package var type: EventType?
    /// Instead of the type's.
    package var outcome: Outcome?
    /// Instead of the type's.
    package var isClaim: Bool?
    /// `default: off`: recognised, counted, and kept only on request.
    package var isOffByDefault: Bool
    /// Constant fields and details.
    package var constants: [(name: String, value: String)]
    /// What it shares with other records.
    package var joins = JoinRule()
}

/// One expression that recognises one kind of message.
package struct Pattern: Sendable {
    package var id: String
    package var meaning: EventMeaning
    package var regex: SourceText
    /// How the group `record` is written, which the rules behind this pattern take; then it makes no event itself.
    package var recordFormat: RecordFormat?
    package var examples: [Example]
    /// Lines that this pattern must not take.
    package var nearMisses: [SourceText]
    package var place: Place
}

/// A line and what must come out of it.
package struct Example: Sendable {
    package var line: SourceText
    /// Lines that came before it.
    package var before: [SourceText] = []
    package var expectations: [Expectation]
}

/// What one field of an example's event must be; `nil` for a field that must be absent.
package struct Expectation: Sendable {
    /// A field of DESIGN section 2, `event`, or `details.NAME`.
    package var field: String
    package var value: String?
    package var place: Place
}

/// A rule for structured records: which it takes, and which of their fields become the event's.
package struct RecordRule: Sendable {
    package var id: String
    /// Of the whole message, or of what the pattern `behind` hands on.
    package var format: RecordFormat
    /// The id of the pattern that finds the record in its message.
    package var behind: String?
    /// The names of a csv record's columns, in order; empty for one that has none.
    package var columns: [String]
    package var separator: UInt8
    package var conditions: [FieldCondition]
    package var matches: [FieldMatch]
    package var fields: [FieldRule]
    package var details: DetailRule
    /// Objects whose keys are shown without this prefix.
    package var flattened: [String]
    package var event: RecordEvent
    package var isOffByDefault: Bool
    package var outcome: Outcome?
    package var isClaim: Bool?
    package var constants: [(name: String, value: String)]
    /// What it shares with other records.
    package var joins = JoinRule()
    package var examples: [Example]
    package var nearMisses: [SourceText]
    package var place: Place
}

/// What a record's field must be for a rule to apply.
package struct FieldCondition: Sendable, Hashable {
    package enum Requirement: Sendable, Hashable {
        case present
        case absent
        /// Any of these, letters' case ignored.
        case oneOf([String])
    }

    package var path: String
    package var requirement: Requirement
}

/// An expression that a field's value must match; its named groups fill the event as a pattern's do.
package struct FieldMatch: Sendable {
    package var path: String
    package var regex: SourceText
}

/// Which of a record's fields fills a field of the event.
package struct FieldRule: Sendable {
    package var role: FieldRole
    /// The first of them that is present.
    package var paths: [String]
    /// Only then; else what was found becomes a detail.
    package var conditions: [FieldCondition]
}

/// Which of a record's other fields become details.
package enum DetailRule: Sendable {
    case all
    /// By path, under a name.
    case listed([(path: String, name: String)])
}

/// How a record's event type is found.
package enum RecordEvent: Sendable {
    case fixed(EventType)
    case looked(field: String, TypeLookup)
}

/// From what a service calls an action to a type of the catalogue.
package struct TypeLookup: Sendable {
    /// By `normalizedName`.
    package var table: [String: EventType]
    /// By `normalizedName`: where the table says the outcome itself.
    package var outcomes: [String: Outcome] = [:]
    /// Whether the catalogue's own slugs count, and of which categories.
    package var catalogueCategories: Set<EventCategory>
    /// What the table does not know is kept under its own name (category Other) instead of being skipped.
    package var keepsUnknown: Bool
    /// Not looked up at all: the name in snake case, of this category.
    package var snakeCaseCategory: EventCategory?
}

/// A field of the event that a group or a record's field can fill.
package enum FieldRole: String, CaseIterable, Sendable {
    case user, target, app, ip, host, time, count
}

/// An action's name with letters' case and separators put aside: `createUser`, `create_user`, `Create user` are one.
package func normalizedName(_ name: some Sequence<UInt8>) -> String {
    var out: [UInt8] = []
    for byte in name {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): out.append(byte + 32)
        case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: " "), UInt8(ascii: "."): continue
        default: out.append(byte)
        }
    }
    return String(decoding: out, as: UTF8.self)
}

/// An action's name in snake case: `createApiToken` and `Create API token` become `create_api_token`.
package func snakeCase(_ name: some Sequence<UInt8>) -> String {
    let bytes = Array(name)
    var out: [UInt8] = []
    func isUpper(_ index: Int) -> Bool {
        index < bytes.count && (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(bytes[index])
    }
    func isLower(_ index: Int) -> Bool {
        index < bytes.count && (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(bytes[index])
    }
    for index in bytes.indices {
        switch bytes[index] {
        case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: " "), UInt8(ascii: "."):
            if out.last != UInt8(ascii: "_"), !out.isEmpty { out.append(UInt8(ascii: "_")) }
        case let byte where isUpper(index):
            // A word begins at a capital after a small letter, and at the last capital of an abbreviation (APIToken).
            let begins = index > 0 && (!isUpper(index - 1) || isLower(index + 1))
            if begins, out.last != UInt8(ascii: "_") { out.append(UInt8(ascii: "_")) }
            out.append(byte + 32)
        case let byte:
            out.append(byte)
        }
    }
    if out.last == UInt8(ascii: "_") { out.removeLast() }
    return String(decoding: out, as: UTF8.self)
}
