internal import FootfallModel
internal import FootfallQuery
internal import GRDB

/// A user who on some days was seen with something for the first time, and what is known of the time before.
package struct UserNovelty: Sendable, Hashable {
    package var user: String
    /// Addresses in networks (/24, of IPv6 /48) from which the user was not seen before.
    package var addresses: [String] = []
    package var hosts: [String] = []
    /// Hours of the clock at which, and beside which, the user was never seen before.
    package var hours: [Int] = []
    /// On how many local days the user was seen before.
    package var daysBefore: Int
    package var firstDay: Int64
    /// The last of these.
    package var lastDay: Int64
}

extension EventStore {
    /// The users of local days who were seen before, and on these days with something new or after a while.
    ///
    /// - Parameters:
    ///   - quiet: so many days without a sign of the user are a while.
    ///   - leastDays: on fewer days before nobody is known well enough for a place or an hour to be new.
    ///   - mostPlaces: who was seen on so many days before, in more networks (on more hosts) than this says, is somewhere
    ///     else all the time, and one more place is not new.
    package func novelties(
        days: Range<Int64>,
        quiet: Int64,
        leastDays: Int,
        mostPlaces: (Int) -> Int
    ) throws(StoreError) -> [UserNovelty] {
        let zone = ZoneOffsets(identifier: timezone) ?? .utc
        let start = Instant(seconds: zone.startOfDay(days.lowerBound)).microseconds
        let end = Instant(seconds: zone.startOfDay(days.upperBound)).microseconds
        return try read { database in
            let reader = try SeenReader(database, bits: bits, calendar: LocalCalendar(zone: zone))
            let histories = UserHistories(before: days.lowerBound, quiet: quiet)
            try reader.forEach(since: start, until: end, { _ in true }, wantsRows: { _ in true }) { histories.now($0) }
            histories.order()
            try reader.forEach(until: start, histories.isOpen, wantsRows: histories.isOpen) { histories.before($0) }
            return try histories.novelties(leastDays, mostPlaces, StringReader(database), database)
        }
    }
}

/// The users of some days, and what is found out of their past.
private final class UserHistories {
    private let firstDay: Int64
    private let quiet: Int64
    private var keys: [UInt64] = []
    /// Where in `histories` a user is, by number; -1 for others.
    private var places: [Int32] = []
    private var histories: [History] = []

    init(before day: Int64, quiet: Int64) {
        firstDay = day
        self.quiet = quiet
    }

    /// Something that was seen on the days.
    func now(_ key: SeenKey) { keys.append(key.raw) }

    /// Puts together what was seen on the days.
    func order() {
        var radix = RadixSort()
        radix.sort(&keys, from: 0)
        keys.removeRepeated()
        guard let last = keys.last else { return }
        places = [Int32](repeating: -1, count: Int(SeenKey(raw: last).user) + 1)
        for key in keys.lazy.map(SeenKey.init(raw:)) {
            if histories.last?.user != key.user {
                places[Int(key.user)] = Int32(histories.count)
                histories.append(History(user: key.user))
            }
            histories[histories.count - 1].now(key)
        }
        keys = []
    }

    private func place(of user: Int64) -> Int? {
        guard user < places.count, places[Int(user)] >= 0 else { return nil }
        return Int(places[Int(user)])
    }

    /// Something is new so far, or the last sign before is long ago: who did nothing new is not asked about further.
    func isOpen(_ user: Int64) -> Bool {
        guard let place = place(of: user) else { return false }
        return histories[place].hasNew || histories[place].lastDay < firstDay - quiet
    }

    /// Something that was seen before.
    func before(_ key: SeenKey) {
        guard let place = place(of: key.user) else { return }
        histories[place].before(key, firstDay)
    }

    func novelties(
        _ leastDays: Int,
        _ mostPlaces: (Int) -> Int,
        _ strings: StringReader,
        _ database: Database
    ) throws -> [UserNovelty] {
        var found: [UserNovelty] = []
        for history in histories where history.daysBefore > 0 {
            let isBack = history.lastDay < firstDay - quiet
            let isKnown = history.daysBefore >= leastDays
            guard isBack || isKnown && history.hasNew else { continue }
            let most = min(mostPlaces(history.daysBefore), History.mostPlaces)
            var novelty = UserNovelty(
                user: try strings.string(history.user)?.text ?? "",
                hours: isKnown ? history.strangeHours : [],
                daysBefore: history.daysBefore,
                firstDay: history.firstDay,
                lastDay: history.lastDay
            )
            if isKnown, !history.newAddresses.isEmpty,
                let networks = try networks(of: history.addresses, most: most, database)
            {
                for address in history.newAddresses
                where try !networks.contains(AddressNetwork(address, database)) {
                    novelty.addresses.append(try strings.string(address)?.text ?? "")
                }
            }
            if isKnown, history.hosts.count <= most {
                novelty.hosts = try history.newHosts.map { try strings.string($0)?.text ?? "" }
            }
            if isBack || !novelty.addresses.isEmpty || !novelty.hosts.isEmpty || !novelty.hours.isEmpty {
                found.append(novelty)
            }
        }
        return found.sorted { $0.user < $1.user }
    }

    /// The networks of addresses; `nil` where there are more.
    private func networks(of addresses: [Int64], most: Int, _ database: Database) throws -> Set<AddressNetwork>? {
        var networks: Set<AddressNetwork> = []
        for address in addresses {
            networks.insert(try AddressNetwork(address, database))
            if networks.count > most { return nil }
        }
        return networks
    }
}

/// One user's.
private struct History {
    /// Who was seen at so many is at home everywhere, and nowhere new.
    static let mostPlaces = 64

    let user: Int64
    /// What the user was seen with on the days, and not yet before.
    private(set) var newAddresses: [Int64] = []
    private(set) var newHosts: [Int64] = []
    private var newHours: UInt32 = 0
    // The time before.
    private(set) var addresses: [Int64] = []
    private(set) var hosts: [Int64] = []
    private var hours: UInt32 = 0
    /// A bit for each of the last 128 days, the day before the days the lowest.
    private var days: UInt128 = 0
    private(set) var firstDay = Int64.max
    private(set) var lastDay = Int64.min

    init(user: Int64) {
        self.user = user
    }

    /// On how many days the user was seen before; those more than 128 days ago are counted as one.
    var daysBefore: Int { days.nonzeroBitCount + (isOld ? 1 : 0) }
    private var isOld = false

    var hasNew: Bool { newHours & ~hours != 0 || !newAddresses.isEmpty || !newHosts.isEmpty }

    /// Hours of the days that, like those beside them, were never seen before.
    var strangeHours: [Int] {
        let beside = hours << 1 | hours >> 1 | hours >> 23 | hours << 23
        let strange = newHours & ~hours & ~beside
        return (0..<24).filter { strange >> UInt32($0) & 1 != 0 }
    }

    mutating func now(_ key: SeenKey) {
        switch key.kind {
        case .address: newAddresses.append(key.value)
        case .host: newHosts.append(key.value)
        case .app: break
        case .time: if let hour = key.hour { newHours |= 1 << UInt32(hour) }
        }
    }

    @inline(__always)
    mutating func before(_ key: SeenKey, _ first: Int64) {
        switch key.kind {
        case .address:
            guard addresses.count < History.mostPlaces, !addresses.contains(key.value) else { return }
            addresses.append(key.value)
            if let place = newAddresses.firstIndex(of: key.value) { newAddresses.remove(at: place) }
            if addresses.count == History.mostPlaces { newAddresses = [] }
        case .host:
            guard hosts.count < History.mostPlaces, !hosts.contains(key.value) else { return }
            hosts.append(key.value)
            if let place = newHosts.firstIndex(of: key.value) { newHosts.remove(at: place) }
            if hosts.count == History.mostPlaces { newHosts = [] }
        case .app: break
        case .time:
            if let hour = key.hour { hours |= 1 << UInt32(hour) }
            if let day = key.day {
                let ago = first - day
                if (1...128).contains(ago) { days |= 1 << UInt128(ago - 1) } else { isOld = true }
                firstDay = min(firstDay, day)
                lastDay = max(lastDay, day)
            }
        }
    }
}

/// The network that an address is taken to belong to: its first 24 bits, or of IPv6 48.
private struct AddressNetwork: Hashable {
    private var octets: [UInt8]

    /// - Parameter number: of the address's string.
    init(_ number: Int64, _ database: Database) throws {
        let select = try RawStatement("SELECT address FROM string WHERE id = ?", in: database)
        defer { select.finish() }
        select.bind(number, at: 1)
        octets = []
        if try select.step() {
            octets = select.withBytes(0) { bytes in bytes.indices.map { bytes[$0] } }
        }
        let isV4 = octets.count == 16 && octets[..<10].allSatisfy { $0 == 0 } && octets[10] == 255 && octets[11] == 255
        octets = Array(octets.prefix(isV4 ? 15 : 6))
    }
}
