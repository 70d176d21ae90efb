/// What a repeated string is; each kind is numbered by itself in the store's `string` table.
///
/// Event types are strings too, one kind for each category, because a type is a slug *and* a category.
public struct StringKind: RawRepresentable, Hashable, Sendable {
    /// As the store keeps it.
    public let rawValue: UInt8

    /// The kind that the store keeps under a number.
    @inlinable
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// A user or a target: whoever acts today is acted upon tomorrow.
    @inlinable public static var account: StringKind { StringKind(rawValue: 1) }
    /// An app name or client id.
    @inlinable public static var app: StringKind { StringKind(rawValue: 2) }
    /// An IPv4 or IPv6 address in canonical text.
    @inlinable public static var address: StringKind { StringKind(rawValue: 3) }
    /// The machine that logged.
    @inlinable public static var host: StringKind { StringKind(rawValue: 4) }
    /// A source's name.
    @inlinable public static var source: StringKind { StringKind(rawValue: 5) }
    /// `pack/id`.
    @inlinable public static var pattern: StringKind { StringKind(rawValue: 6) }

    /// Slugs of event types of one category.
    @inlinable
    public static func eventType(_ category: EventCategory) -> StringKind {
        StringKind(rawValue: 16 &+ category.rawValue)
    }

    /// The category, where the kind is that of event types.
    public var category: EventCategory? {
        rawValue >= 16 ? EventCategory(rawValue: rawValue - 16) : nil
    }
}
