internal import CFootfall
package import FootfallModel
internal import Glibc
internal import Synchronization

/// Syslog at a Unix datagram socket, as programs write to `/dev/log`: every datagram is one line, and this machine is
/// its host where its header names none.
///
/// Nothing is dropped here: a sender waits while the socket is full, or is told so.
package final class UnixListener: Listener {
    package let name: String
    private let path: String
    private let descriptor: Int32
    private let referenceTime: Instant?
    /// The file that was made, so that no other is removed in its place.
    private let file: FileNumbers?
    /// Once it is, a later file of the same numbers is somebody else's.
    private let isRemoved = Atomic<Bool>(false)

    private struct FileNumbers: Equatable {
        var device: UInt64
        var inode: UInt64

        init?(of path: String) {
            var status = stat()
            guard unsafe lstat(path, &status) == 0 else { return nil }
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
        }
    }

    /// Makes the socket; one that a dead process left is replaced.
    package init(_ path: String, referenceTime: Instant? = nil) throws(SourceError) {
        name = "unix://" + path
        self.path = path
        self.referenceTime = referenceTime
        try UnixListener.clear(path)
        let opened = unsafe ff_unix_bind(path)
        guard opened >= 0 else { throw UnixListener.error(-opened, at: path) }
        descriptor = opened
        file = FileNumbers(of: path)
    }

    deinit {
        removeFile()
        close(descriptor)
    }

    package var readiness: String { "receiving" }

    package func run(into sink: any LineSink, until stop: StopSignal) throws(SourceError) {
        // The name stays until everything is taken in: who logs meanwhile waits for its answer.
        defer { removeFile() }
        let loop = DatagramLoop(
            descriptor: descriptor,
            name: name,
            maximumLineBytes: LineFraming.defaultMaximumLineBytes,
            bufferBytes: 0,
            referenceTime: referenceTime,
            localSender: UnixListener.hostName
        )
        try loop.run(into: sink, until: stop)
    }

    private func removeFile() {
        guard !isRemoved.exchange(true, ordering: .acquiringAndReleasing) else { return }
        guard let file, FileNumbers(of: path) == file else { return }
        unsafe unlink(path)
    }

    private static var hostName: String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
            guard let base = buffer.baseAddress else { return "localhost" }
            unsafe ff_host_name(base)
            let name = unsafe String(cString: base)
            return name.isEmpty ? "localhost" : name
        }
    }

    /// Removes what a dead process left at the path, and refuses everything else that stands there.
    private static func clear(_ path: String) throws(SourceError) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return }
        let kind = status.st_mode & S_IFMT
        switch unsafe ff_unix_probe(path) {
        case 0, EPROTOTYPE, EAGAIN:
            var error = SourceError(
                source: "unix://" + path,
                reason: "another program receives there",
                hint: kind == S_IFLNK
                    ? "this is a link to a socket of another service (systemd's journal holds /dev/log)"
                    : "stop it (ss -xlp shows which it is), or choose another path"
            )
            error.isTaken = true
            throw error
        case ECONNREFUSED where kind == S_IFSOCK:
            unsafe unlink(path)
        case EACCES:
            throw error(EACCES, at: path)
        default:
            throw SourceError(
                source: "unix://" + path,
                reason: "something else stands there, and it is no socket",
                hint: "remove it, or choose another path"
            )
        }
    }

    private static func error(_ code: Int32, at path: String) -> SourceError {
        let source = "unix://" + path
        switch code {
        case ENOENT:
            return SourceError(source: source, reason: "its folder does not exist", hint: "make the folder first")
        case EACCES, EPERM:
            return SourceError(
                source: source,
                reason: "this process may not make a socket there",
                hint: "run as a user who may write to its folder, or choose another path"
            )
        case ENAMETOOLONG:
            return SourceError(source: source, reason: "the path is too long", hint: "a socket's has at most 107 bytes")
        default:
            return SourceError(source: source, reason: "cannot be received at: " + FileTrouble.describe(code))
        }
    }
}
