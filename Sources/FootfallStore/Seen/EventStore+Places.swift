package import FootfallModel
internal import FootfallQuery
internal import GRDB

/// With what a user was seen within a time: where from, on what, when.
package struct UserPlaces: Sendable, Hashable {
    package var addresses: [String] = []
    package var hosts: [String] = []
    package var apps: [String] = []
    /// Hours of the clock, 0 to 23.
    package var hours: [Int] = []
    /// Numbers of local days.
    package var days: [Int64] = []
}

extension EventStore {
    /// With what users were seen from `since` to before `until`: by what they did that succeeded.
    ///
    /// Lists are in the order in which the store came to know what stands in them.
    package func places(
        of users: [String],
        since: Instant? = nil,
        until: Instant? = nil
    ) throws(StoreError) -> [String: UserPlaces] {
        let calendar = LocalCalendar(zone: ZoneOffsets(identifier: timezone) ?? .utc)
        return try read { database in
            let strings = StringReader(database)
            let known = try strings.numbers(.user, users.map { .exact($0) })
            guard !known.isEmpty else { return [:] }
            let numbers = NumberSet(known)
            var keys: [UInt64] = []
            try SeenReader(database, bits: bits, calendar: calendar).forEach(
                since: since?.microseconds ?? .min,
                until: until?.microseconds ?? .max,
                numbers.contains,
                wantsRows: numbers.contains
            ) { keys.append($0.raw) }
            var radix = RadixSort()
            radix.sort(&keys, from: 0)
            keys.removeRepeated()
            var found: [String: UserPlaces] = [:]
            for key in keys.lazy.map(SeenKey.init(raw:)) {
                guard let user = try strings.string(key.user)?.text else { continue }
                try found[user, default: UserPlaces()].add(key, strings)
            }
            return found
        }
    }
}

extension EventStore {
    /// Those of some names under which somebody was seen before `until`: the accounts that are there.
    package func known(of users: [String], until: Instant) throws(StoreError) -> Set<String> {
        let calendar = LocalCalendar(zone: ZoneOffsets(identifier: timezone) ?? .utc)
        return try read { database in
            let strings = StringReader(database)
            let asked = try strings.numbers(.user, users.map { .exact($0) })
            guard !asked.isEmpty else { return [] }
            let numbers = NumberSet(asked)
            var found: Set<Int64> = []
            func isOpen(_ user: Int64) -> Bool { numbers.contains(user) && !found.contains(user) }
            try SeenReader(database, bits: bits, calendar: calendar).forEach(
                until: until.microseconds,
                isOpen,
                wantsRows: isOpen
            ) { found.insert($0.user) }
            return try Set(found.compactMap { try strings.string($0)?.text })
        }
    }
}

extension UserPlaces {
    /// Puts something at the end of the list where it belongs.
    mutating func add(_ key: SeenKey, _ strings: StringReader) throws {
        func text() throws -> String { try strings.string(key.value)?.text ?? "" }
        switch key.kind {
        case .address: addresses.append(try text())
        case .host: hosts.append(try text())
        case .app: apps.append(try text())
        case .time:
            if let hour = key.hour { hours.append(hour) }
            if let day = key.day { days.append(day) }
        }
    }
}
