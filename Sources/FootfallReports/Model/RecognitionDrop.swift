internal import FootfallModel
package import FootfallStore
internal import Glibc

/// A source of which suddenly much less is recognised than it used to be: a daemon has another name, or its stamps
/// another form, and nobody would notice, as nothing fails.
///
/// The rule: the share of matched records (evidence and what is remembered for a join included) on a day is held
/// against the median share of the days with enough records among the 28 days before. It is a drop if
/// - the day has at least 50 records, and at least a quarter of what such a day usually has;
/// - at least 3 such days lie before it;
/// - the share is below a third of the median; and
/// - so few matches would come by chance less than once in a million times, if the median still held (a bound on the
///   binomial distribution: records × divergence of the two shares).
package struct RecognitionDrop: Sendable, Hashable {
    /// What one day says of a source.
    package struct Day: Sendable, Hashable {
        /// Since 1970-01-01, in the store's zone.
        package var number: Int64
        package var records: Int64
        package var matched: Int64

        package init(number: Int64, records: Int64, matched: Int64) {
            self.number = number
            self.records = records
            self.matched = matched
        }

        var share: Double { records == 0 ? 0 : Double(matched) / Double(records) }
    }

    package var source: String
    package var day: Int64
    package var records: Int64
    package var matched: Int64
    /// The median share of the days before.
    package var usualShare: Double

    /// The share on the day.
    package var share: Double { Double(matched) / Double(records) }

    private static let leastRecords: Int64 = 50
    private static let leastDays = 3
    private static let pastDays: Int64 = 28
    /// Below this part of the usual share.
    private static let drop = 1.0 / 3
    /// −ln(10⁻⁶).
    private static let improbable = 13.8

    /// The drop on `day`, or on the last day that has enough records where it is `nil`; `nil` where there is none.
    package init?(source: String, days: [Day], on day: Int64? = nil) {
        let ordered = days.filter { $0.records >= RecognitionDrop.leastRecords }.sorted { $0.number > $1.number }
        // A day that has just begun says little: then the one before is judged.
        func past(_ judged: Day) -> [Day] {
            ordered.filter { $0.number < judged.number && $0.number >= judged.number - RecognitionDrop.pastDays }
        }
        let isEnough = { (judged: Day) -> Bool in
            let usual = RecognitionDrop.median(past(judged).map { Double($0.records) })
            return Double(judged.records) * 4 >= usual
        }
        guard let judged = ordered.first(where: { (day == nil || $0.number == day) && isEnough($0) }) else {
            return nil
        }
        let before = past(judged)
        guard before.count >= RecognitionDrop.leastDays else { return nil }
        let usual = RecognitionDrop.median(before.map(\.share))
        guard judged.share < usual * RecognitionDrop.drop,
            Double(judged.records) * RecognitionDrop.divergence(judged.share, from: usual) > RecognitionDrop.improbable
        else { return nil }
        self.source = source
        self.day = judged.number
        self.records = judged.records
        self.matched = judged.matched
        self.usualShare = usual
    }

    private static func median(_ values: [Double]) -> Double {
        guard !values.isEmpty else { return 0 }
        let ordered = values.sorted()
        let middle = ordered.count / 2
        return ordered.count % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2
    }

    /// How improbable a share `found` is under a chance `usual`, per record: the Kullback–Leibler divergence.
    private static func divergence(_ found: Double, from usual: Double) -> Double {
        func part(_ a: Double, _ b: Double) -> Double { a == 0 ? 0 : b == 0 ? .infinity : a * log(a / b) }
        return part(found, usual) + part(1 - found, 1 - usual)
    }

    /// The drops of all sources, by the sources' names.
    package static func all(
        in store: EventStore,
        on day: Int64? = nil
    ) throws(StoreError) -> [RecognitionDrop] {
        let since = day.map { $0 - pastDays } ?? .min
        let accounts = try store.accountingByDay(days: since..<(day.map { $0 + 1 } ?? .max))
        let recognised = ["matched", "evidence", "remembered", "waiting"]
        return accounts.keys.sorted().compactMap { source in
            let days = (accounts[source] ?? [:]).map { number, counts in
                Day(
                    number: number,
                    records: counts["records"] ?? 0,
                    matched: recognised.reduce(0) { $0 + (counts[$1] ?? 0) }
                )
            }
            return RecognitionDrop(source: source, days: days, on: day)
        }
    }

    /// In words: what dropped, from what to what.
    package func sentence(source shown: String) -> String { shown + ": " + words }

    /// The same without the source.
    var words: String {
        let date = CivilDate(dayNumber: day)
        let now = RecognitionDrop.percent(share)
        return "only \(matched.grouped) of \(records.grouped) records (\(now)) were recognised on \(date), "
            + "where \(RecognitionDrop.percent(usualShare)) are usual; perhaps a program was renamed or its stamps changed"
    }

    private static func percent(_ share: Double) -> String {
        let permille = Int((share * 1000).rounded())
        if permille >= 100 || permille == 0 { return "\((permille + 5) / 10)%" }
        return "\(permille / 10).\(permille % 10)%"
    }
}
