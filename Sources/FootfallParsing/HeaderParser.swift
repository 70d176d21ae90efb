package import FootfallModel

/// Lines in, headers out.
///
/// It remembers for every stream what its stamps said, because stamps leave out the year and the zone.
package struct HeaderParser: ~Copyable {
    /// - Parameters:
    ///   - zone: the zone of stamps that name none.
    ///   - referenceTime: stands for the arrival of every batch.
    package init(zone: ZoneOffsets, referenceTime: Instant? = nil) {
    }

    /// Headers of all lines of a batch, in their order; `headers` is emptied first and its storage reused.
    package mutating func parse(_ batch: LineBatch, into headers: inout [Header]) {
        headers.removeAll(keepingCapacity: true)
        for line in batch.lines {
            headers.append(Header(form: .bare, time: batch.arrival, message: line.range))
        }
    }

    /// The year of the stream's last stamp that named none, for its checkpoint.
    package func year(of stream: StreamID) -> Int32? {
        nil
    }

    /// The instant of a stamp found inside a record (a JSON field, a named group) in the light of its stream.
    ///
    /// `nil` where the range is not a stamp and nothing else.
    package mutating func resolve(_ bytes: Span<UInt8>, _ range: ByteRange, in stream: StreamID) -> Instant? {
        nil
    }
}
