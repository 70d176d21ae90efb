import FootfallModel
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
        } else {
            let told = "\(path): has no events, as nothing has been collected into it yet"
            Console.note(told + "\n  hint: begin with `footfall collect --once --store \(path) /var/log`")
        }
    }

    /// What to say of a store that is not there, where the service has one elsewhere.
    static func hint(_ error: StoreError) -> String? {
        guard error.reason == .missing, !error.path.hasPrefix(service + "/"), unsafe access(service, F_OK) == 0 else {
            return nil
        }
        return "\n  hint: the service's store is \(service)/footfall.db: name it with --store, as root or in its group"
    }
}
