package import FootfallModel

/// Where a file is begun that is seen for the first time.
package enum StartPosition: Hashable, Sendable {
    /// At its beginning, predecessors included.
    case all
    /// Behind what it holds at the start of the program; predecessors are left out.
    case now
    /// With the first record of that time; files not modified since are left out.
    case since(Instant)
}

/// Tells when a record says it happened.
///
/// The source knows no stamps, so whoever does lends it one.
package protocol StampReader {
    /// - Parameters:
    ///   - line: the record, or its first line, without its end.
    ///   - modified: the file's modification time, by which years and the like are completed.
    /// - Returns: `nil` where it bears no stamp that can be read.
    mutating func time(_ bytes: Span<UInt8>, _ line: ByteRange, modified: Instant) -> Instant?
}
