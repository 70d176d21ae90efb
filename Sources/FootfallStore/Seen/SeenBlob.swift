/// What users were seen with, as it stands in the store: about ten bytes for a user with one event, two more for each
/// further thing.
///
/// First the least day. Then for each user, in rising order: the difference to the one before; how many bytes of it
/// follow, so that others are passed over; two bits for each kind that say how many there are, 3 where a number says it; the
/// values of each kind in rising order, each as the difference to the one before, days counted from the least.
enum SeenBlob {
    /// - Parameter keys: in rising order, none twice.
    static func encoded(_ keys: ArraySlice<UInt64>) -> [UInt8] {
        var blob: [UInt8] = []
        blob.reserveCapacity(keys.count * 3)
        let base = leastDay(keys.span)
        blob.append(number: UInt64(base))
        var record: [UInt8] = []
        var user: UInt64 = 0
        var place = 0
        let all = keys.span
        while place < all.count {
            let next = all[place] >> 33
            let start = place
            while place < all.count, all[place] >> 33 == next { place &+= 1 }
            write(all, start..<place, base, to: &record)
            blob.append(number: next &- user)
            blob.append(number: UInt64(record.count))
            blob += record
            user = next
        }
        return blob
    }

    private static func leastDay(_ keys: Span<UInt64>) -> Int64 {
        var least = Int64.max
        for index in 0..<keys.count where keys[index] >> 31 & 3 == SeenKey.Kind.time.rawValue {
            let value = Int64(keys[index] & 0x7fff_ffff)
            if value >= SeenKey.firstDay { least = min(least, value) }
        }
        return least == .max ? SeenKey.firstDay : least
    }

    /// One user's.
    private static func write(_ keys: Span<UInt64>, _ range: Range<Int>, _ base: Int64, to record: inout [UInt8]) {
        record.removeAll(keepingCapacity: true)
        record.append(0)
        var head: UInt8 = 0
        var place = range.lowerBound
        for kind in 0..<4 as Range<UInt64> {
            let start = place
            while place < range.upperBound, keys[place] >> 31 & 3 == kind { place &+= 1 }
            let count = place &- start
            head |= UInt8(min(count, 3)) << UInt8(kind &* 2)
            if count >= 3 { record.append(number: UInt64(count)) }
            var before: Int64 = 0
            for index in start..<place {
                var value = Int64(keys[index] & 0x7fff_ffff)
                if kind == 3, value >= SeenKey.firstDay { value = value &- base &+ SeenKey.firstDay }
                record.append(number: UInt64(value &- before))
                before = value
            }
        }
        record[0] = head
    }

    /// Goes through what the users that are wanted were seen with, in the order of the keys.
    static func forEach(
        _ bytes: Span<UInt8>,
        _ wants: (Int64) -> Bool,
        _ body: (SeenKey) -> Void
    ) throws {
        var place = 0
        let base = try number(bytes, &place)
        var user: Int64 = 0
        while place < bytes.count {
            user += try number(bytes, &place)
            let length = try number(bytes, &place)
            let end = place + Int(length)
            guard (1...Int64(Int32.max)).contains(user), end <= bytes.count else { throw damage }
            if wants(user) { try read(Int32(user), base, bytes, place, body) }
            place = end
        }
    }

    private static func read(
        _ user: Int32,
        _ base: Int64,
        _ bytes: Span<UInt8>,
        _ start: Int,
        _ body: (SeenKey) -> Void
    ) throws {
        guard start < bytes.count else { throw damage }
        var place = start + 1
        let head = bytes[start]
        for (index, kind) in [SeenKey.Kind.address, .host, .app, .time].enumerated() {
            var count = Int64(head >> UInt8(index * 2) & 3)
            if count == 3 { count = try number(bytes, &place) }
            var value: Int64 = 0
            for _ in 0..<count {
                value += try number(bytes, &place)
                let isDay = kind == .time && value >= SeenKey.firstDay
                guard let known = Int32(exactly: isDay ? value + base - SeenKey.firstDay : value) else { throw damage }
                body(SeenKey(user: user, kind, known))
            }
        }
    }

    /// No number in here comes near this bound, within which sums cannot overflow.
    private static func number(_ bytes: Span<UInt8>, _ place: inout Int) throws -> Int64 {
        guard let number = bytes.number(at: &place), number < 1 << 32 else { throw damage }
        return Int64(number)
    }

    private static var damage: StoreDamage { StoreDamage("what users were seen with is damaged") }
}
