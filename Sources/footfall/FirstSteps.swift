import FootfallModel
import FootfallQuery
import FootfallReports
import FootfallStore
import Foundation

// What a newcomer is told to do first, where there is nothing to show yet.
enum FirstSteps {
    /// Where the service keeps its store.
    private static let service = "/var/lib/footfall"

    /// Says that a store is empty, and what to do about it.
    static func note(_ store: EventStore) {
        guard let statistics = try? store.statistics(), statistics.events == 0 else { return }
        let path = printable(store.path)
        let records = ((try? store.accounting()) ?? [:]).values.reduce(0) { $0 + ($1[Tally.records.name] ?? 0) }
        if records > 0 {
            let told = "\(path): has no events; of the \(records.grouped) records read, none was recognised"
            Console.note(told + "\n  hint: `footfall patterns coverage --store \(path)` shows what they are")
        } else if let collector = RunningCollector.at(store: store.path) {
            let process = collector.process.map { " (process \($0))" } ?? ""
            Console.note("\(path): has no events yet; the collector that runs\(process) has read nothing so far")
        } else {
            let told = "\(path): has no events, as nothing has been collected into it yet"
            Console.note(told + "\n  hint: begin with `footfall collect --once --store \(path) /var/log`")
        }
    }

    /// Says that nobody of this name was ever seen, and who may be meant.
    static func note(unknown name: String, in store: EventStore) throws {
        let many = 2000
        func names(_ beginning: String) throws -> [String] {
            try store.values(of: .user, beginning: beginning, limit: many)
        }
        let same = try names(name)
        guard !name.isEmpty, !same.contains(name), same.count < many else { return }
        let first = name.prefix(1)
        let near = Suggestion.nearest(to: name, among: try names(first.lowercased()) + names(first.uppercased()))
        let hint = near.map { "\n  hint: did you mean \(shellWord(printable($0)))?" } ?? ""
        Console.note("no event names '\(printable(name))'" + hint)
    }

    /// What to say of a store that is not there, where the service has one elsewhere.
    static func hint(_ error: StoreError) -> String? {
        guard error.reason == .missing, !error.path.hasPrefix(service + "/"), unsafe access(service, F_OK) == 0 else {
            return nil
        }
        return "\n  hint: the service's store is \(service)/footfall.db: name it with --store, as root or in its group"
    }
}
