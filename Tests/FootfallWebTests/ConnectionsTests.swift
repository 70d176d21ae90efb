import FootfallModel
import FootfallTesting
import Testing

@testable import FootfallWeb

/// Which connections are closed where there are too many.
struct ConnectionsTests {
    private final class Channel {}

    /// Connections that tell when they are closed, and stay to have identities of their own.
    private final class Some {
        let all: Connections
        private var channels: [Channel] = []
        private let closed = Guarded<[Int]>([])

        init(_ limits: Connections.Limits) { all = Connections(limits) }

        func join(_ peer: String) -> Connection {
            let channel = Channel()
            channels.append(channel)
            let number = channels.count - 1
            let connection = Connection(ObjectIdentifier(channel), peer: peer) { [closed] in
                closed.withLock { $0.append(number) }
            }
            all.join(connection)
            Some.tick()
            return connection
        }

        var closures: [Int] { closed.withLock { $0 } }

        /// Lets the clock go on, so that no two have waited equally long.
        static func tick() {
            let now = ContinuousClock.now
            while ContinuousClock.now == now {}
        }
    }

    private static let limits = Connections.Limits(all: 6, ofOne: 3, ofThisMachine: 5, refused: 1)

    @Test func `the one of the same address that has kept waiting longest makes room`() {
        let some = Some(ConnectionsTests.limits)
        let first = some.join("192.0.2.1")
        _ = (some.join("192.0.2.2"), some.join("192.0.2.1"), some.join("192.0.2.1"))
        first.begin()
        #expect(some.closures == [])
        _ = some.join("192.0.2.1")
        #expect(some.closures == [2])
        first.finish()
        Some.tick()
        _ = some.join("192.0.2.1")
        #expect(some.closures == [2, 3])
        #expect(some.all.count == 4)
    }

    @Test func `of all, one of the address that has most makes room`() {
        let some = Some(ConnectionsTests.limits)
        for peer in ["192.0.2.1", "127.0.0.1", "127.0.0.1", "127.0.0.1", "127.0.0.1", "192.0.2.2", "192.0.2.3"] {
            _ = some.join(peer)
        }
        #expect(some.closures == [1])
    }

    @Test func `where all are being answered a new one is refused, and beyond some it is closed`() {
        let some = Some(ConnectionsTests.limits)
        let own = (0..<3).map { _ in some.join("192.0.2.1") }
        for connection in own { connection.begin() }
        let told = some.join("192.0.2.1")
        #expect(told.isRefused && some.closures == [] && some.all.connection(told.id) === told)
        // It takes no part in the limit of others, and goes first.
        told.begin()
        let closed = some.join("192.0.2.1")
        #expect(some.closures == [4] && some.all.connection(closed.id) == nil)
        some.all.leave(told)
        #expect(some.join("192.0.2.1").isRefused)
        #expect(!some.join("192.0.2.9").isRefused)
    }

    @Test func `one that is refused makes no room for others, and takes none`() {
        let some = Some(Connections.Limits(all: 6, ofOne: 3, ofThisMachine: 5, refused: 2))
        let own = (0..<3).map { _ in some.join("192.0.2.1") }
        for connection in own { connection.begin() }
        #expect(some.join("192.0.2.1").isRefused)
        #expect(some.join("192.0.2.1").isRefused && some.closures == [])
        some.all.leave(own[0])
        #expect(!some.join("192.0.2.1").isRefused && some.closures == [])
    }

    @Test func `who is slow to ask, or to take the answer, is too slow`() {
        var limits = ConnectionsTests.limits
        let some = Some(limits)
        let one = some.join("192.0.2.1")
        #expect(!one.isTooSlow(limits))
        limits.patience = .zero
        #expect(one.isTooSlow(limits))
        one.begin()
        #expect(!one.isTooSlow(limits))
        one.isTaken(false)
        #expect(!one.isTooSlow(limits) && one.waitingSince != nil)
        limits.reading = .zero
        #expect(one.isTooSlow(limits))
        one.isTaken(true)
        #expect(!one.isTooSlow(limits))
        one.finish()
        #expect(one.isTooSlow(limits))
    }

    @Test func `what is done for one who goes is given up`() async throws {
        let some = Some(ConnectionsTests.limits)
        let one = some.join("192.0.2.1")
        #expect(try await one.whileThere { 7 } == 7)
        let hasBegun = Guarded(false)
        let task = Task {
            try await one.whileThere {
                hasBegun.withLock { $0 = true }
                try await Task.sleep(for: .seconds(3600))
            }
        }
        #expect(try await eventually { hasBegun.withLock { $0 } })
        some.all.leave(one)
        await #expect(throws: CancellationError.self) { try await task.value }
        await #expect(throws: CancellationError.self) {
            try await one.whileThere { try await Task.sleep(for: .seconds(3600)) }
        }
    }
}
