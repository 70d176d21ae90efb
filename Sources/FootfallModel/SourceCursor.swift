/// How far a source has been read that is no file: what it needs to go on from there, in its own words.
///
/// It is committed in the transaction that stores the events up to there.
package struct SourceCursor: Sendable, Hashable {
    /// The source's name.
    package var source: String
    package var text: String

    package init(source: String, text: String) {
        self.source = source
        self.text = text
    }
}
