package import FootfallModel

/// In which year a file began whose stamps name none.
///
/// All lines of the file are shown to it once, in their order; the years are then assigned backwards from when the
/// file was last written.
package struct YearInference: Sendable {
    package init() {}

    /// Takes note of the next lines; false as soon as it is clear that the file's stamps name their year.
    package mutating func observe(_ bytes: Span<UInt8>, _ lines: [Line]) -> Bool {
        false
    }

    /// The year of the first line's stamp; `nil` where no stamp without a year was seen.
    package func startingYear(modified: Instant, zone: ZoneOffsets) -> Int32? {
        nil
    }
}
