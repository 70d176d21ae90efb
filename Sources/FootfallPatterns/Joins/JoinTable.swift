internal import FootfallModel

/// What one record left for others: who and from where, and its details.
struct Remembered: Hashable {
    var time: Instant
    /// The source's name: its stamps tell when this is too old.
    var source: [UInt8]
    var user: [UInt8] = []
    var target: [UInt8] = []
    var address: [UInt8] = []
    /// Members of a JSON object, without its braces.
    var details: [UInt8] = []
}

/// Fields by a key that several records share, until they are too old or too many.
///
/// It is touched by patterns that remember or recall, and by nothing else.
struct JoinTable {
    /// How long an entry may be recalled, in microseconds of the log's time.
    static let lifetime: Int64 = 600_000_000

    private struct Entry {
        var number: UInt64
        var fields: Remembered
    }

    /// A key with its hash, which is taken once.
    private struct Key: Hashable {
        let bytes: [UInt8]
        let hash: Int

        init(_ bytes: [UInt8]) {
            self.bytes = bytes
            hash = Int(truncatingIfNeeded: FNV.hash(bytes.span, ByteRange(from: 0, to: bytes.count)))
        }

        static func == (a: Key, b: Key) -> Bool { a.hash == b.hash && a.bytes == b.bytes }

        func hash(into hasher: inout Hasher) { hasher.combine(hash) }
    }

    private typealias Place = (number: UInt64, key: Key)

    private let limit: Int
    private var entries: [Key: Entry] = [:]
    /// Of the entry that comes next; they only grow.
    private var next: UInt64 = 1
    /// All entries as they came, and those of each source; some are no more.
    private var order = FirstInFirstOut<Place>()
    private var orderOfSource: [FirstInFirstOut<Place>] = []
    private var sources: [[UInt8]: Int] = [:]
    /// The source that was asked for last, and its place in `orderOfSource`.
    private var last: (source: [UInt8], place: Int)?
    /// Keys whose entries are not as the last batch left them.
    private var changed: Set<Key> = []

    /// How many entries were dropped since this was last taken, for their age and for want of room.
    private var dropped = (expired: Int64(0), overflowed: Int64(0))

    init(limit: Int = 100_000) {
        self.limit = limit
    }

    var count: Int { entries.count }

    /// Keeps fields under a key, in place of what was there.
    mutating func remember(_ fields: Remembered, under bytes: [UInt8]) {
        let key = Key(bytes)
        dropOld(of: place(of: fields.source), at: fields.time)
        insert(fields, key, number: next)
        changed.insert(key)
        if entries.count > limit { dropOldest() }
    }

    /// What was remembered under a key, unless it is too old at `time`.
    ///
    /// Another source may tell the same log and be further on: of that, what is still to come is not recalled.
    mutating func recall(_ bytes: [UInt8], at time: Instant, source: [UInt8] = [], forget: Bool) -> Remembered? {
        let key = Key(bytes)
        guard let entry = entries[key] else { return nil }
        if entry.fields.time > time, !source.isEmpty, entry.fields.source != source { return nil }
        let isExpired = JoinTable.isExpired(entry.fields, at: time)
        if isExpired || forget { drop(key) }
        if isExpired { dropped.expired += 1 }
        return isExpired ? nil : entry.fields
    }

    mutating func takeDropped() -> (expired: Int64, overflowed: Int64) {
        defer { dropped = (0, 0) }
        return dropped
    }

    private static func isExpired(_ fields: Remembered, at time: Instant) -> Bool {
        time.microseconds &- fields.time.microseconds > lifetime
    }

    private mutating func place(of source: [UInt8]) -> Int {
        if let last, last.source == source { return last.place }
        let place = sources[source] ?? orderOfSource.count
        if place == orderOfSource.count {
            sources[source] = place
            orderOfSource.append(FirstInFirstOut())
        }
        last = (source, place)
        return place
    }

    private mutating func insert(_ fields: Remembered, _ key: Key, number: UInt64) {
        entries[key] = Entry(number: number, fields: fields)
        next = max(next, number + 1)
        order.append((number, key))
        orderOfSource[place(of: fields.source)].append((number, key))
        // Keys that are used again and again leave places behind.
        if order.count > 2 * entries.count + 1024 { tidy() }
    }

    private mutating func tidy() {
        let entries = entries
        func isGone(_ place: Place) -> Bool { entries[place.key]?.number != place.number }
        order.removeAll(where: isGone)
        for place in orderOfSource.indices { orderOfSource[place].removeAll(where: isGone) }
    }

    private mutating func drop(_ key: Key) {
        entries[key] = nil
        changed.insert(key)
    }

    /// Drops what nothing of its source can recall any more.
    private mutating func dropOld(of source: Int, at time: Instant) {
        while let first = orderOfSource[source].first {
            if let entry = entries[first.key], entry.number == first.number {
                guard JoinTable.isExpired(entry.fields, at: time) else { return }
                drop(first.key)
                dropped.expired += 1
            }
            orderOfSource[source].removeFirst()
        }
    }

    private mutating func dropOldest() {
        while let first = order.first {
            order.removeFirst()
            guard entries[first.key]?.number == first.number else { continue }
            drop(first.key)
            dropped.overflowed += 1
            return
        }
    }

    // MARK: Keeping

    /// What has changed since this was asked last.
    mutating func takeChanges() -> [JoinRecord] {
        defer { changed.removeAll(keepingCapacity: true) }
        return changed.map { key in
            JoinRecord(kind: .remembered, key: key.bytes, value: entries[key].map { JoinTable.encoded($0) })
        }
    }

    /// Takes in what a store kept.
    mutating func load(_ records: some Sequence<JoinRecord>) {
        let found = records.compactMap { record -> (key: [UInt8], entry: Entry)? in
            guard record.kind == .remembered, let value = record.value else { return nil }
            return JoinTable.decoded(value).map { (record.key, $0) }
        }
        for (key, entry) in found.sorted(by: { $0.entry.number < $1.entry.number }) {
            insert(entry.fields, Key(key), number: entry.number)
        }
    }

    private static func encoded(_ entry: Entry) -> [UInt8] {
        var out = ByteWriter()
        out.number(entry.number)
        out.signed(entry.fields.time.microseconds)
        for text in [
            entry.fields.source, entry.fields.user, entry.fields.target, entry.fields.address, entry.fields.details,
        ] { out.string(text) }
        return out.bytes
    }

    private static func decoded(_ bytes: [UInt8]) -> Entry? {
        var reader = ByteReader(bytes)
        // A number that leaves no room for others is none that was written.
        guard let number = reader.number(), number < .max / 2, let time = reader.signed(), let source = reader.string(),
            let user = reader.string(), let target = reader.string(), let address = reader.string(),
            let details = reader.string()
        else { return nil }
        let fields = Remembered(
            time: Instant(microseconds: time),
            source: source,
            user: user,
            target: target,
            address: address,
            details: details
        )
        return Entry(number: number, fields: fields)
    }
}
