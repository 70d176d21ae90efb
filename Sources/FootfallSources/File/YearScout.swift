package import FootfallModel

/// Looks through a file before it is first read, to tell in which year its first stamp stands.
///
/// Stamps without a year can only be dated backwards from the modification time, once it is known how often they
/// roll over; this is that count. The source knows no stamps, so whoever does lends it a scout.
package protocol YearScout {
    /// Takes in the next lines; false when the file has no year-less stamps, so that scouting may stop.
    mutating func observe(_ bytes: Span<UInt8>, _ lines: [Line]) -> Bool

    /// The stamps that were observed are in no order, so that a year cannot be carried on from line to line.
    var isDisordered: Bool { get }

    /// The year at the first line that was observed, where that line's stamps need one.
    func startingYear(modified: Instant) -> Int32?
}
