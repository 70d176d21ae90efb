import FootfallModel
import FootfallPatterns
import FootfallQuery
import FootfallReports
import FootfallStore
import Glibc

/// The store that the pages are about, opened when it is first asked and again when another file stands in its place.
///
/// Who may write nothing beside a store that nobody writes opens it as a file that does not change: so it is opened again,
/// too, when a write-ahead log has come, or the file has changed.
final class WebStore: Sendable {
    let path: String
    private let open = Guarded<(store: EventStore, place: [UInt64])?>(nil)

    init(path: String) {
        self.path = path
    }

    func store() throws(StoreError) -> EventStore {
        let place = WebStore.place(of: path)
        if let known = open.withLock({ $0 }), known.place == place { return known.store }
        let store = try EventStore(path: path)
        open.withLock { $0 = (store, place) }
        return store
    }

    /// Device and inode; and where nobody writes, what tells whether somebody has written meanwhile.
    private static func place(of path: String) -> [UInt64] {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return [] }
        let file = [UInt64(status.st_dev), UInt64(status.st_ino)]
        if EventStore.hasLog(at: path) { return file }
        let numbers = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec, Int(status.st_size)]
        return file + numbers.map { UInt64(bitPattern: Int64($0)) }
    }
}

extension EventStore {
    /// The store's zone, as long as the machine knows it.
    var zone: ZoneOffsets { ZoneOffsets(identifier: timezone) ?? .utc }

    /// Reads a query as the command line does.
    func query(_ text: String, now: Instant) throws -> EventQuery {
        let vocabulary = try QueryVocabulary(types: Catalogue.shipped.types.map(\.slug) + typesInUse())
        do throws(Diagnostic) {
            return try QueryParser.parse(text, now: now, zone: zone, vocabulary: vocabulary)
        } catch {
            throw WebProblem(error)
        }
    }
}
