internal import FootfallModel

/// Keeps the accounts of a batch by source and day, so that counting a record is one addition.
struct Ledger: ~Copyable {
    private let days: ZoneOffsets
    private var source: Int32 = 0
    /// The account that counts go to now, in the batch's `accounts`.
    private var current = 0
    /// UTC seconds for which `current` is right.
    private var first: Int64 = .max
    private var end: Int64 = .min

    init(days: ZoneOffsets) {
        self.days = days
    }

    /// Turns to a source, on the day of `arrival` until a record says otherwise.
    mutating func begin(source: Int32, arrival: Instant, in batch: inout EventBatch) {
        if source != self.source {
            self.source = source
            first = .max
            end = .min
        }
        move(to: arrival, in: &batch)
    }

    /// Forgets the account, as its batch has gone.
    mutating func reset() {
        source = 0
        first = .max
        end = .min
    }

    /// Turns to the day of an instant.
    @inline(__always)
    mutating func move(to time: Instant, in batch: inout EventBatch) {
        let seconds = time.seconds
        if seconds < first || seconds >= end { turn(to: seconds, in: &batch) }
    }

    @inline(__always)
    mutating func count(_ tally: Tally, _ number: Int64, in batch: inout EventBatch) {
        batch.accounts[current][tally] &+= number
    }

    /// Counts in the account of another source and time than the present.
    func count(_ tally: Tally, _ number: Int64, source: Int32, at time: Instant, in batch: inout EventBatch) {
        batch.accounts[account(of: source, days.day(atUTC: time.seconds), in: &batch)][tally] &+= number
    }

    private func account(of source: Int32, _ day: Int64, in batch: inout EventBatch) -> Int {
        let day = Int32(clamping: day)
        if let known = batch.accounts.firstIndex(where: { $0.source == source && $0.day == day }) { return known }
        batch.accounts.append(Account(source: source, day: day))
        return batch.accounts.count - 1
    }

    @inline(never)
    private mutating func turn(to seconds: Int64, in batch: inout EventBatch) {
        let day = days.day(atUTC: seconds)
        first = days.startOfDay(day)
        end = days.startOfDay(day + 1)
        current = account(of: source, day, in: &batch)
    }
}
