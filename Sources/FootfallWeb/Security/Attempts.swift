/// Who guesses passwords, as far as they can be told from others.
struct Guesser: Hashable, Sendable {
    let name: String
    /// A proxy of this machine says so, or a program that takes itself for one.
    let isProxied: Bool

    init(_ request: WebRequest) {
        let forwarded = request.forwarded
        name = Peer.network(of: forwarded ?? request.peer)
        isProxied = forwarded != nil
    }
}

/// A password that somebody comes with.
struct Check: Hashable, Sendable {
    var guesser: Guesser
    var fingerprint: String
}

/// Wrong passwords of late, by who came with them: who guesses has to wait.
struct Attempts: Sendable {
    private static let limit = 5
    /// Of all that proxies name, who may be one that names ever others.
    private static let limitOfProxied = 50
    /// Of all together: many guessers are one.
    private static let limitOfAll = 100
    /// Seconds after which a failure is forgotten.
    private static let memory: Int64 = 900

    private var failures: [(guesser: Guesser, time: Int64)] = []

    /// Counts an attempt; false where there were too many, and this is none.
    mutating func begin(_ guesser: Guesser, _ time: Int64) -> Bool {
        failures.removeAll { $0.time <= time - Attempts.memory }
        guard failures.count < Attempts.limitOfAll,
            failures.count(where: { $0.guesser == guesser }) < Attempts.limit,
            !guesser.isProxied || failures.count(where: \.guesser.isProxied) < Attempts.limitOfProxied
        else { return false }
        failures.append((guesser, time))
        return true
    }

    /// Takes an attempt back that was no failure.
    mutating func succeeded(_ guesser: Guesser, _ time: Int64) {
        let place = failures.lastIndex { $0.guesser == guesser && $0.time == time }
        if let place { failures.remove(at: place) }
    }
}
