internal import Dispatch
internal import GRDB

/// What a look for damage came to.
package enum StoreSoundness: Sendable, Hashable {
    case sound
    /// Nothing was found as long as was looked.
    case tooLarge
    case damaged(String)
}

extension EventStore {
    /// Looks for damage for a bounded time: first in the small tables without which nothing goes, then in all.
    package func soundness(within seconds: Double) throws(StoreError) -> StoreSoundness {
        do {
            var configuration = Configuration()
            configuration.label = "footfall.soundness"
            configuration.readonly = true
            configuration.foreignKeysEnabled = false
            configuration.busyMode = .timeout(5)
            let queue = try DatabaseQueue(path: databasePath, configuration: configuration)
            let alarm = DispatchWorkItem { queue.interrupt() }
            DispatchQueue.global().asyncAfter(deadline: .now() + seconds, execute: alarm)
            defer { alarm.cancel() }
            try queue.read { try StoreCheck.whole($0) }
            return .sound
        } catch let damage as StoreDamage {
            return .damaged(damage.what)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_INTERRUPT {
            return .tooLarge
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
            return .damaged(error.message ?? "SQLite finds its file malformed")
        } catch {
            throw StoreError(error, path: path)
        }
    }
}
