/// What a store held before this run, for records that another source tells now.
///
/// For one thread.
package protocol RecordHistory: Sendable {
    /// The sources that the store has records of.
    var sources: [String] { get }

    /// Hands over the records near a time that were not handed over yet, and others that are stored beside them.
    ///
    /// - Parameter second: since 1970.
    /// - Returns: the seconds around it for which nothing is left to hand over.
    func take(around second: Int64, _ body: (StoredRecord) -> Void) -> ClosedRange<Int64>
}

/// A record of the store, event or evidence.
package struct StoredRecord: Sendable {
    package var time: Instant
    /// The id of the event that it is, or tells again.
    package var event: Int64
    package var source: String
    /// It was told by another source already.
    package var isDuplicate: Bool
    package var app: [UInt8]
    package var host: [UInt8]
    package var message: [UInt8]

    package init(
        time: Instant,
        event: Int64,
        source: String,
        isDuplicate: Bool,
        app: [UInt8],
        host: [UInt8],
        message: [UInt8]
    ) {
        self.time = time
        self.event = event
        self.source = source
        self.isDuplicate = isDuplicate
        self.app = app
        self.host = host
        self.message = message
    }

    /// The key of the detail that tells of a duplicate which source told the record first.
    package static let duplicateKey = "duplicate"
}

/// How many records two sources told both.
package struct SourceOverlap: Sendable, Hashable {
    /// The one whose records became evidence, and the one whose records had come before.
    package var source: String
    package var other: String
    package var records: Int64

    package init(source: String, other: String, records: Int64) {
        self.source = source
        self.other = other
        self.records = records
    }
}
