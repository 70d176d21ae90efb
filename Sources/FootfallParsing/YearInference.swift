package import FootfallModel

/// In which year a file began whose stamps name none.
///
/// All lines that are to be read are shown to it once, in their order; the years are then assigned backwards from
/// when the file was last written. Stamps that are in no order tell nothing of that kind: then each is of the latest year
/// that it can be of, by itself.
package struct YearInference: Sendable {
    private var rollOver = RollOver()
    private var rollOvers: Int32 = 0
    /// The roll-overs before each 29 February, which tell the leap years.
    private var leapDays: [Int32] = []
    private var linesWithoutStamp = 0
    /// The last stamp before the last roll-over.
    private var beforeRollOver: YearPosition?
    private var shortFalls = 0
    /// Stamps fell back by less than half a year more than once, which New Year does only where nothing was logged for as
    /// long; or what fell back came to where it had been, as on a machine that boots without a clock.
    package private(set) var isDisordered = false

    /// A file whose first lines all lack such a stamp has none.
    private static let patience = 100

    package init() {}

    /// Takes note of the next lines; false as soon as it is clear that the file's stamps name their year.
    package mutating func observe(_ bytes: Span<UInt8>, _ lines: [Line]) -> Bool {
        for line in lines where !line.range.isEmpty {
            if let stamp = YearInference.stampWithoutYear(bytes, line.range) {
                note(YearPosition(stamp))
            } else if rollOver.last == nil {
                linesWithoutStamp += 1
                if linesWithoutStamp >= YearInference.patience { return false }
            }
        }
        return true
    }

    /// The year of the first line's stamp; `nil` where no stamp without a year was seen, or where they are in no order.
    package func startingYear(modified: Instant, zone: ZoneOffsets) -> Int32? {
        guard !isDisordered, let last = rollOver.last else { return nil }
        var year = LatestYear(before: modified, in: zone).year(of: last) - rollOvers
        // A file that was touched long after its last line: its leap days show which years it can be of.
        for _ in 0..<8 where !leapDays.allSatisfy({ CivilDate.isLeap(year + $0) }) { year -= 1 }
        return year
    }

    private mutating func note(_ position: YearPosition) {
        let last = rollOver.last
        let step = rollOver.step(position)
        if step == .next {
            rollOvers += 1
            beforeRollOver = last
        }
        if let last { lookForDisorder(position, after: last, step) }
        if position.isLeapDay, step != .previous, leapDays.last != rollOvers { leapDays.append(rollOvers) }
    }

    private static let day: Int32 = 86_400

    private mutating func lookForDisorder(_ position: YearPosition, after last: YearPosition, _ step: RollOver.Step) {
        switch step {
        case .next:
            if last.seconds - position.seconds < 182 * YearInference.day { shortFalls += 1 }
            if shortFalls > 1 { isDisordered = true }
        case .same:
            // A leap past where the stamps were before they fell back: a year later to the week is less likely.
            guard let before = beforeRollOver, last < before, position >= before else { return }
            if position.seconds - last.seconds > 7 * YearInference.day,
                position.seconds - before.seconds < 7 * YearInference.day
            {
                isDisordered = true
            }
        case .previous: break
        }
    }

    private static func stampWithoutYear(_ bytes: Span<UInt8>, _ line: ByteRange) -> Timestamp? {
        var from = line.lower
        if let priority = Priority.scan(bytes, from: from, to: line.upper) {
            from = bytes.skipBlanks(from: priority.end, to: line.upper)
        }
        guard let stamp = Timestamp.rfc3164(bytes, from: from, to: line.upper)?.stamp, stamp.year == nil else {
            return nil
        }
        return stamp
    }
}
