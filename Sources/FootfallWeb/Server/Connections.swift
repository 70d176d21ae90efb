import FootfallModel

/// All connections there are, so that one client cannot have them all, and slow ones keep nobody out.
///
/// Where a new one would be too many, the one that has kept the server waiting longest is closed for it: one of the same address,
/// or else of the address that has most. Connections whose request is being answered are not closed for others.
final class Connections: Sendable {
    struct Limits: Sendable {
        var all = 1000
        /// Of one address; this machine's own may be a proxy, behind which there are many.
        var ofOne = 100
        var ofThisMachine = 900
        /// A request must have come as a whole within this time.
        var patience = Duration.seconds(60)
        /// A client must take something of its answer within this time.
        var reading = Duration.seconds(30)
        /// Bytes that the kernel may hold for a client: with megabytes, it would be long until the server saw that some
        /// were taken.
        var held = 128 << 10
        /// So long a client is still answered that has closed its side: it may have said all it has to say, or be gone.
        var farewell = Duration.milliseconds(250)
        /// Connections beyond those that are told so, and how long they may take to hear it.
        var refused = 64
        var refusal = Duration.seconds(5)
    }

    private struct State {
        var all: [ObjectIdentifier: Connection] = [:]
        /// Of each address, without those that are refused: these neither take room nor can make any.
        var counts: [String: Int] = [:]
        var refused = 0
    }

    let limits: Limits
    private let state = Guarded(State())

    init(_ limits: Limits = Limits()) {
        self.limits = limits
    }

    var count: Int { state.withLock { $0.all.count } }

    /// Those that are open now.
    var open: [Connection] { state.withLock { Array($0.all.values) } }

    /// Takes a connection in, unless it is too many: then it is told so, or closed where even those are too many.
    func join(_ connection: Connection) {
        let closed = state.withLock { state -> Connection? in
            let peer = connection.peer
            let most = Peer.isThisMachine(peer) ? limits.ofThisMachine : limits.ofOne
            var victim: Connection?
            if state.counts[peer, default: 0] >= most {
                victim = Connections.slowest(of: peer, state)
                connection.isRefused = victim == nil
            } else if state.all.count - state.refused >= limits.all {
                victim = Connections.slowestOfMost(state)
                connection.isRefused = victim == nil
            }
            if connection.isRefused {
                guard state.refused < limits.refused else { return connection }
                state.refused += 1
            }
            if let victim { Connections.remove(victim, &state) }
            state.all[connection.id] = connection
            if !connection.isRefused { state.counts[peer, default: 0] += 1 }
            return victim
        }
        closed?.close()
    }

    func leave(_ connection: Connection) {
        state.withLock { Connections.remove(connection, &$0) }
        connection.ended()
    }

    func connection(_ id: ObjectIdentifier) -> Connection? { state.withLock { $0.all[id] } }

    private static func remove(_ connection: Connection, _ state: inout State) {
        guard state.all.removeValue(forKey: connection.id) != nil else { return }
        if connection.isRefused {
            state.refused -= 1
            return
        }
        let left = state.counts[connection.peer, default: 1] - 1
        state.counts[connection.peer] = left > 0 ? left : nil
    }

    /// The one of an address that has kept the server waiting longest.
    private static func slowest(of peer: String, _ state: State) -> Connection? {
        var found: (connection: Connection, since: ContinuousClock.Instant)?
        for connection in state.all.values where connection.peer == peer && !connection.isRefused {
            guard let since = connection.waitingSince else { continue }
            if found.map({ since < $0.since }) ?? true { found = (connection, since) }
        }
        return found?.connection
    }

    private static func slowestOfMost(_ state: State) -> Connection? {
        let peers = state.counts.sorted { $0.value > $1.value }
        for (peer, _) in peers {
            if let found = slowest(of: peer, state) { return found }
        }
        return nil
    }
}
