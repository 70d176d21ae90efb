/// The words that queries about a store can use, beside the language's own.
package struct QueryVocabulary: Sendable, Hashable {
    /// Slugs of the event types; where there are none, every type is taken as it stands.
    package var types: [String]
    /// Keys of details that are near the name of a field without being meant for one.
    package var details: [String]

    /// The keys that shipped packs name and that look like a slip in a field's name.
    package static let commonDetails = ["rhost", "ruser"]

    package init(types: [String] = [], details: [String] = QueryVocabulary.commonDetails) {
        self.types = types
        self.details = details
    }
}
