import FootfallModel
import FootfallPatterns
import FootfallQuery
import FootfallSources
import FootfallStore
import Foundation

// `footfall search --follow`: what is there, then what comes.
extension Search {
    /// How often it is looked whether something came, in milliseconds.
    private static let pause: Int32 = 100

    func follow(_ question: EventQuery, in store: EventStore, _ catalogue: Catalogue) throws {
        if question.until != nil {
            throw Failure(usage: "--follow has no end, and the query has one (until)", hint: "leave out one of them")
        }
        let end = FollowEnd()
        var printer = EventPrinter(output, zone: store.zone, catalogue: catalogue, isEndless: true)
        // First the end, then what stands before it: nothing falls in between.
        var follower = try EventFollower(store, question)
        let latest = try latest(question, in: store, upTo: follower.lastID) { printer.print($0) }
        if RunningCollector.at(store: store.path) == nil {
            Console.note("warning: no collector writes to \(store.path) now; events are shown once one does", .warning)
        } else if latest == 0, Console.isErrorTerminal {
            Console.note("no event matches so far; Ctrl-C ends the wait")
        }
        repeat {
            for event in try follower.next() { printer.print(event) }
            printer.finish()
            Console.flush()
        } while !end.comes(within: follower.hasMore ? 0 : Search.pause)
    }

    /// Prints the newest events that match, the oldest of them first; how many there are.
    private func latest(
        _ question: EventQuery,
        in store: EventStore,
        upTo lastID: Int64,
        _ print: (ActivityEvent) -> Void
    ) throws -> Int {
        var found = 0
        var kept: [ActivityEvent] = []
        var cursor: PageCursor?
        let order: SearchOrder = limit == 0 ? .oldestFirst : .newestFirst
        while limit == 0 || found < limit {
            let asked = limit == 0 ? 1000 : min(1000, limit - found)
            let page = try store.search(question, limit: asked, order: order, after: cursor)
            for event in page where event.id <= lastID {
                found += 1
                if limit == 0 { print(event) } else { kept.append(event) }
            }
            guard let last = page.last, page.count == asked else { break }
            cursor = PageCursor(last)
        }
        kept.reversed().forEach(print)
        return found
    }
}

/// What ends a search that follows: a signal, or that nobody reads any more.
private final class FollowEnd {
    private let stop = StopSignal()
    private let signals: ServiceSignals

    init() {
        signals = ServiceSignals(stop)
        let stop = stop
        Thread.detachNewThread {
            _ = stop.wait(milliseconds: -1)
            // Where the reader of a pipe has stopped reading, the write under way never ends by itself.
            sleep(1)
            _exit(0)
        }
    }

    /// Waits for the end, for so many milliseconds.
    func comes(within milliseconds: Int32) -> Bool {
        var polled = [
            pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: STDOUT_FILENO, events: 0, revents: 0),
        ]
        _ = unsafe poll(&polled, 2, milliseconds)
        return stop.isRaised || polled[1].revents & Int16(POLLERR | POLLHUP | POLLNVAL) != 0
    }
}
