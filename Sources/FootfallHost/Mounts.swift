internal import Synchronization

/// Mounts that are kept away from unless somebody names them: one whose server is gone lets nobody return.
///
/// Whether a path leads into one is told by its name alone, before anything is asked of it.
final class Mounts: Sendable {
    /// What is mounted at a path: the kind of its file system.
    private let remote: [String: String]
    private struct State {
        var named: Set<String> = []
        var met: Set<String> = []
    }
    private let state = Mutex(State())

    /// - Parameter table: as the kernel gives it in `/proc/self/mountinfo`.
    init(_ table: String) {
        var types: [String: String] = [:]
        for line in table.split(separator: "\n") {
            // 36 35 98:0 /root /mount/point options optional… - type source options
            let fields = line.split(separator: " ")
            guard fields.count > 4, let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count else { continue }
            // A later one at the same place lies above it.
            types[Mounts.unescaped(fields[4])] = String(fields[dash + 1])
        }
        // The root of a container may be of any kind, and where it hangs, so does all else: others of its kind are as good.
        let root = types["/"]
        remote = types.filter { $0.key != "/" && $0.value != root }.compactMapValues {
            RemoteFileSystem.named($0)?.name
        }
    }

    /// The table's way to write what would end a field: `\040`.
    private static func unescaped(_ field: Substring) -> String {
        String(field).replacing(/\\([0-7]{3})/) { match in
            UInt8(match.1, radix: 8).map { String(UnicodeScalar($0)) } ?? String(match.0)
        }
    }

    /// The machine's own.
    static var present: Mounts { Mounts(HostRoot().text("/proc/self/mountinfo", limit: 8 << 20) ?? "") }

    /// Whether something is mounted at this very path that is kept away from.
    func isAvoided(_ path: String) -> Bool {
        remote[path] != nil && state.withLock { !$0.named.contains(path) }
    }

    /// Whether a path without links is, or leads into, what is kept away from; where it does, that is remembered.
    func avoids(_ path: String) -> Bool {
        if remote.isEmpty { return false }
        var place = path
        while !isAvoided(place) {
            if place == "/" { return false }
            place = HostRoot.split(place).folder
        }
        state.withLock { _ = $0.met.insert(place) }
        return true
    }

    /// Somebody has named what is in it.
    func admit(_ mount: String) {
        state.withLock { _ = $0.named.insert(mount) }
    }

    /// What was kept away from so far, with the kind of its file system.
    var met: [(path: String, kind: String)] {
        state.withLock { $0.met.sorted().map { ($0, remote[$0] ?? "") } }
    }
}
