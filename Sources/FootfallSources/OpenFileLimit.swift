internal import Glibc

/// How many files the process may have open, and who may have how many of them: every followed file and every
/// connection takes one.
package enum OpenFileLimit {
    /// For the store, signals, inotify and listeners, whatever is followed.
    private static let reserve = 48
    /// What a source that is no file takes for itself.
    private static let perSource = 8

    /// Raises the limit as far as the process may by itself.
    package static func raise() {
        guard var limit = limit, limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = limit.rlim_max
        _ = unsafe setrlimit(resource, &limit)
    }

    /// - Throws: where not even a few files could be followed beside so many sources that are none.
    package static func check(sources: Int) throws(SourceError) {
        let least = reserve + 16 + sources * perSource
        guard allowed < least else { return }
        throw SourceError(
            source: "open files",
            reason: "this process may have \(allowed) open at once, and needs \(least) or more",
            hint: "raise the limit: `ulimit -n 1024`, or LimitNOFILE= in a systemd unit"
        )
    }

    /// How many there may be.
    package static var allowed: Int { limit.map { Int(clamping: $0.rlim_cur) } ?? 1024 }

    /// Three quarters are for files, as far as the rest is enough.
    package static var files: Int { files(of: allowed) }

    /// The same of a process that may have so many open.
    package static func files(of allowed: Int) -> Int { max(8, allowed - max(reserve, allowed / 4)) }

    /// How many connections each of some listeners may have: what the reserve leaves, and files where there are any.
    package static func connections(listeners: Int, besideFiles: Bool) -> Int {
        connections(of: allowed, listeners: listeners, besideFiles: besideFiles)
    }

    static func connections(of allowed: Int, listeners: Int, besideFiles: Bool) -> Int {
        let left = allowed - reserve - (besideFiles ? files(of: allowed) : 0)
        return min(1024, max(8, left / max(1, listeners)))
    }

    private static var resource: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }

    private static var limit: rlimit? {
        var limit = rlimit()
        return unsafe getrlimit(resource, &limit) == 0 ? limit : nil
    }
}
