internal import FootfallStore
internal import Foundation

/// The Unix socket beside a store, at which its collector takes requests.
struct ControlAddress {
    let path: String
    /// What is given to the system: shorter where the path is too long for it.
    private let name: String
    /// The socket's folder, held open for `name`.
    private let folder: FileHandle?

    init(store: String) {
        path = StoreWriter.controlSocket(of: store)
        // 107 bytes is what an address holds; a folder that is open has a short name, however deep it lies.
        let slash = path.lastIndex(of: "/")
        if path.utf8.count > 107, let slash {
            let descriptor = unsafe open(String(path[..<slash]), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            folder = FileHandle(fileDescriptor: descriptor, closeOnDealloc: descriptor >= 0)
            name = "/proc/self/fd/\(descriptor)/" + path[path.index(after: slash)...]
        } else {
            folder = nil
            name = path
        }
    }

    /// As `bind`: 0, or -1 with `errno`.
    func bind(_ descriptor: Int32) -> Int32 {
        unsafe withAddress { unsafe Foundation.bind(descriptor, $0, $1) }
    }

    /// As `connect`: 0, or -1 with `errno`.
    func connect(_ descriptor: Int32) -> Int32 {
        unsafe withAddress { unsafe Foundation.connect(descriptor, $0, $1) }
    }

    /// Removes what stands at the path, if it is a socket.
    func clear() {
        var status = stat()
        guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return }
        unsafe unlink(path)
    }

    /// The number of the file at the path; `nil` where there is none.
    var inode: UInt64? {
        var status = stat()
        return unsafe lstat(path, &status) == 0 ? UInt64(status.st_ino) : nil
    }

    private func withAddress(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        let bytes = Array(name.utf8)
        var address = sockaddr_un()
        guard bytes.count < 108 else {
            errno = ENAMETOOLONG
            return -1
        }
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        return withExtendedLifetime(folder) {
            unsafe withUnsafePointer(to: &address) { address in
                unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, length) }
            }
        }
    }
}
