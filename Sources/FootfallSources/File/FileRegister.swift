internal import FootfallModel
internal import Synchronization

/// What several file sources of one store share: the numbers of checkpoints, and which file is read by whom.
package final class FileRegister: Sendable {
    private struct Claim {
        var path: String
        var source: String
        var owner: ObjectIdentifier
    }

    private let greatestID = Guarded<Int64>(0)
    private let openCount = Atomic<Int>(0)
    private let claims = Guarded<[FileIdentity: Claim]>([:])

    package init() {}

    /// How many files are open to be followed.
    var openFiles: Int { openCount.load(ordering: .relaxed) }

    func countOpenFiles(_ change: Int) {
        openCount.wrappingAdd(change, ordering: .relaxed)
    }

    /// A number that no checkpoint has had; greater than `known`.
    func newID(beyond known: Int64) -> Int64 {
        greatestID.withLock { greatest in
            greatest = max(greatest, known) + 1
            return greatest
        }
    }

    /// Takes a file for a source; else the path and source that have it.
    func claim(
        _ identity: FileIdentity,
        path: String,
        for source: String,
        of owner: AnyObject
    ) -> (path: String, source: String)? {
        claims.withLock { claims in
            if let holder = claims[identity] { return (holder.path, holder.source) }
            claims[identity] = Claim(path: path, source: source, owner: ObjectIdentifier(owner))
            return nil
        }
    }

    func release(_ identity: FileIdentity) {
        claims.withLock { $0[identity] = nil }
    }

    /// Releases all that an owner has: its source has ended.
    func releaseAll(of owner: AnyObject) {
        let owner = ObjectIdentifier(owner)
        claims.withLock { claims in claims = claims.filter { $0.value.owner != owner } }
    }
}
