internal import FootfallModel

/// Watches the clocks behind a live stream's stamps, host by host, by the clock of this machine.
///
/// A *level* is a difference, stamp minus arrival, that at least three records of a host in a row show, over at least
/// two seconds of arrival, to within two minutes. Within that it may drift. A **clock correction** is counted when a
/// host that has a level comes to another one, and either
/// - that is a higher one: the clock was set ahead (as by NTP, soon after a start in 1970), or
/// - its stamps fell back by more than two minutes on the way there: the clock was set back, or began anew.
///
/// A lower level without stamps that fell back is late delivery, and no correction; nor is a single odd stamp, nor
/// records of a past hour that come all at once.
///
/// A level within two minutes of a multiple of fifteen minutes, up to 14 hours, that has stood for 20 records and a
/// minute is a likely wrong zone.
struct ClockWatch: Sendable {
    private struct Host: Sendable {
        var hasLevel = false
        var level: Int64 = 0
        /// Arrival of the first record on the level, and how many there were.
        var since: Int64 = 0
        var count: Int64 = 0
        /// The stamp of the record before.
        var last = Int64.min
        var candidate: Int64 = 0
        var candidateSince: Int64 = 0
        var candidateCount: Int64 = 0
        var fellBack = false
    }

    private static let tolerance: Int64 = 120_000_000
    private static let leastRecords: Int64 = 3
    private static let leastTime: Int64 = 2_000_000
    /// A lower level without falling back is believed after so many records and so long.
    private static let lateRecords: Int64 = 100
    private static let lateTime: Int64 = 600_000_000
    private static let zoneRecords: Int64 = 20
    private static let zoneTime: Int64 = 60_000_000
    private static let quarter: Int64 = 900_000_000
    /// Hosts that are told apart; beyond that the watch begins anew.
    private static let hostLimit = 4096

    private var hosts: [UInt64: Host] = [:]
    /// The host of the record before; its state stands outside `hosts`.
    private var key: UInt64?
    private var host = Host()
    /// The host whose difference is told of, and the difference in seconds.
    private(set) var difference: (host: UInt64, seconds: Int32)?

    /// Takes in one record's stamp; true where it shows that the clock was set.
    ///
    /// - Parameters:
    ///   - stamp: microseconds, as is `arrival`.
    ///   - name: the hash of the host's name.
    mutating func observe(_ stamp: Int64, arrival: Int64, host name: UInt64) -> Bool {
        if name != key { turn(to: name) }
        let difference = stamp &- arrival
        defer { host.last = stamp }
        if host.hasLevel, (difference &- host.level).magnitude <= ClockWatch.tolerance {
            host.level &+= (difference &- host.level) / 64
            host.count &+= 1
            host.candidateCount = 0
            host.fellBack = false
            if host.count == ClockWatch.zoneRecords || host.count.isMultiple(of: 256) || self.difference == nil {
                judgeZone(arrival)
            }
            return false
        }
        return leave(stamp, arrival, difference)
    }

    /// A record off the level: perhaps the first of another one.
    private mutating func leave(_ stamp: Int64, _ arrival: Int64, _ difference: Int64) -> Bool {
        if host.last != .min, stamp < host.last &- ClockWatch.tolerance { host.fellBack = true }
        if host.candidateCount > 0, (difference &- host.candidate).magnitude <= ClockWatch.tolerance {
            host.candidateCount &+= 1
        } else {
            host.candidate = difference
            host.candidateSince = arrival
            host.candidateCount = 1
        }
        let time = arrival &- host.candidateSince
        guard host.candidateCount >= ClockWatch.leastRecords, time >= ClockWatch.leastTime else { return false }
        let isSet = host.hasLevel && (host.candidate > host.level || host.fellBack)
        let isLate = host.hasLevel && !isSet
        if isLate, host.candidateCount < ClockWatch.lateRecords || time < ClockWatch.lateTime { return false }
        host.level = host.candidate
        host.hasLevel = true
        host.since = host.candidateSince
        host.count = host.candidateCount
        host.candidateCount = 0
        host.fellBack = false
        return isSet
    }

    private mutating func judgeZone(_ arrival: Int64) {
        guard host.count >= ClockWatch.zoneRecords, arrival &- host.since >= ClockWatch.zoneTime else { return }
        let half = host.level < 0 ? -ClockWatch.quarter / 2 : ClockWatch.quarter / 2
        let quarters = (host.level &+ half) / ClockWatch.quarter
        let distance = (host.level &- quarters &* ClockWatch.quarter).magnitude
        let isZone = distance <= ClockWatch.tolerance && quarters.magnitude <= 56
        let seconds = isZone ? Int32(quarters &* 900) : 0
        // One host with wrong stamps is told of, however many have right ones.
        if let told = difference, told.seconds != 0, told.host != key, seconds == 0 { return }
        difference = key.map { ($0, seconds) }
    }

    private mutating func turn(to name: UInt64) {
        if let key { hosts[key] = host }
        if hosts.count >= ClockWatch.hostLimit {
            hosts.removeAll(keepingCapacity: true)
            difference = nil
        }
        key = name
        host = hosts[name] ?? Host()
    }
}
