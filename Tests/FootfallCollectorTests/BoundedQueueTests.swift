import Dispatch
import FootfallTesting
import Foundation
import Synchronization
import Testing

@testable import FootfallCollector

@Suite(.timeLimit(.minutes(20)))
struct BoundedQueueTests {
    @Test func `elements come out in the order they went in`() {
        let queue = BoundedQueue<Int>(capacity: 100)
        for number in 0..<100 { #expect(queue.send(number)) }
        queue.close()
        #expect(queue.rest() == Array(0..<100))
    }

    @Test func `a full queue makes the sender wait for the taker`() async throws {
        let queue = BoundedQueue<Int>(capacity: 3)
        let sent = Counter()
        Thread.start(named: "sender") {
            for number in 0..<10 where queue.send(number) { sent.add() }
            queue.close()
        }
        #expect(try await eventually { sent.value == 3 })
        // It stays so until something is taken, one at a time.
        #expect(queue.next() == 0)
        #expect(try await eventually { sent.value == 4 })
        #expect(queue.rest() == Array(1..<10))
        #expect(sent.value == 10)
    }

    @Test func `an empty queue gives nothing until the deadline`() {
        let queue = BoundedQueue<Int>(capacity: 1)
        let begun = DispatchTime.now()
        guard case .nothingYet = queue.take(until: begun + .milliseconds(30)) else {
            Issue.record("something came")
            return
        }
        #expect(DispatchTime.now() >= begun + .milliseconds(30))
        #expect(queue.send(1))
        #expect(queue.next() == 1)
    }

    @Test func `closing lets waiting elements be taken, then ends every taker, and refuses senders`() {
        let queue = BoundedQueue<Int>(capacity: 4)
        #expect(queue.send(1))
        #expect(queue.send(2))
        queue.close()
        #expect(!queue.send(3))
        #expect(queue.rest() == [1, 2])
        for _ in 0..<3 { #expect(queue.next() == nil) }
    }

    @Test func `a taker that waits is woken by closing`() async throws {
        let queue = BoundedQueue<Int>(capacity: 1)
        let ended = Counter()
        for _ in 0..<3 {
            Thread.start(named: "taker") {
                _ = queue.rest()
                ended.add()
            }
        }
        queue.close()
        #expect(try await eventually { ended.value == 3 })
    }

    @Test(arguments: [1, 2, 8])
    func `abandoning drops what waits and lets every sender go`(capacity: Int) async throws {
        let refused = Counter()
        let senders = 5
        do {
            // Let go with elements in it: the queue's end must not mind.
            let queue = BoundedQueue<Int>(capacity: capacity)
            for number in 0..<capacity { #expect(queue.send(number)) }
            for number in 0..<senders {
                Thread.start(named: "sender") {
                    if !queue.send(number) { refused.add() }
                }
            }
            queue.abandon()
            #expect(try await eventually { refused.value == senders })
            #expect(queue.next() == nil)
        }
        #expect(refused.value == senders)
    }

    @Test func `a queue may go with elements in it`() {
        for count in 0...4 {
            let queue = BoundedQueue<Int>(capacity: 4)
            for number in 0..<count { #expect(queue.send(number)) }
        }
    }

    @Test func `many producers lose and double nothing, and each keeps its order`() {
        let queue = BoundedQueue<(producer: Int, number: Int)>(capacity: 3)
        let group = DispatchGroup()
        for producer in 0..<8 {
            group.enter()
            Thread.start(named: "producer") {
                for number in 0..<1000 { _ = queue.send((producer, number)) }
                group.leave()
            }
        }
        group.notify(queue: .global()) { queue.close() }
        var next = [Int](repeating: 0, count: 8)
        while case .element(let element) = queue.take() {
            #expect(element.number == next[element.producer])
            next[element.producer] += 1
        }
        #expect(next == [Int](repeating: 1000, count: 8))
    }
}

extension BoundedQueue {
    /// The next element; `nil` at the end.
    func next() -> Element? {
        if case .element(let element) = take() { element } else { nil }
    }

    /// Everything until the end.
    func rest() -> [Element] {
        var elements: [Element] = []
        while let element = next() { elements.append(element) }
        return elements
    }
}

/// A number that several threads count up.
final class Counter: Sendable {
    private let number = Atomic<Int>(0)

    var value: Int { number.load(ordering: .acquiring) }

    func add() { number.wrappingAdd(1, ordering: .acquiringAndReleasing) }
}
