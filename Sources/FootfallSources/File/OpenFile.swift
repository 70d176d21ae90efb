internal import FootfallModel
internal import Glibc

/// A file that is open for reading, and its content as it is without compression.
final class OpenFile {
    /// Why a file cannot be read.
    enum Trouble: Error, Hashable {
        case system(Int32)
        /// No regular file.
        case notAFile
        case damaged(Compression, ArchiveDamage)
    }

    let descriptor: Int32
    let identity: FileIdentity
    let compression: Compression?
    private var unpacker: Unpacker?
    /// Bytes of content read so far.
    private(set) var position: Int64 = 0

    private let compressedLimit: Int64

    /// - Parameter compressedLimit: a packed file is taken to end behind so many bytes of it.
    init(path: String, compressedLimit: Int64 = .max) throws(Trouble) {
        self.compressedLimit = compressedLimit
        // Without O_NONBLOCK a pipe without a writer would hold the thread before it could be turned away.
        let opened = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard opened >= 0 else { throw .system(errno) }
        descriptor = opened
        var refusal: Trouble?
        var head = [UInt8](repeating: 0, count: 16)
        let status = FileStatus.of(descriptor: opened)
        identity = status?.identity ?? FileIdentity(device: 0, inode: 0)
        if let status, status.kind == .regular {
            let count = unsafe head.withUnsafeMutableBytes { unsafe pread(opened, $0.baseAddress, $0.count, 0) }
            if count < 0 { refusal = .system(errno) }
            head.removeLast(head.count - max(0, count))
            compression = Compression(head: head.span)
        } else {
            compression = nil
            refusal = .notAFile
        }
        if let compression, refusal == nil {
            unpacker = Unpacker(compression)
            unpacker?.compressedLimit = compressedLimit
            if unpacker == nil { refusal = .system(ENOMEM) }
        }
        if let refusal { throw refusal }
    }

    deinit {
        close(descriptor)
    }

    var status: FileStatus? { FileStatus.of(descriptor: descriptor) }

    /// Bytes on disk that lie behind what was read.
    var diskPosition: Int64 { unpacker?.compressedBytes ?? position }

    /// Reads the next bytes of content; 0 at its end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Trouble) -> Int {
        var count: Int
        if let unpacker {
            do throws(ArchiveDamage) {
                count = try unsafe unpacker.read(descriptor, into: buffer)
            } catch {
                throw .damaged(unpacker.kind, error)
            }
        } else {
            repeat {
                count = unsafe pread(descriptor, buffer.baseAddress, buffer.count, Int(position))
            } while count < 0 && errno == EINTR
            if count < 0 { throw .system(errno) }
        }
        position += Int64(count)
        return count
    }

    /// Goes to a place in the content; a compressed file is unpacked up to there.
    func move(to target: Int64) throws(Trouble) {
        guard let unpacker else {
            position = target
            return
        }
        // Also where nothing came out: what was found damaged is to be found damaged again.
        if target < position || target == 0 && unpacker.compressedBytes > 0 {
            self.unpacker = Unpacker(unpacker.kind)
            self.unpacker?.compressedLimit = compressedLimit
            guard self.unpacker != nil else { throw .system(ENOMEM) }
            position = 0
        }
        var scratch = [UInt8](repeating: 0, count: 65_536)
        while position < target {
            let room = Int(min(65_536, target - position))
            var trouble: Trouble?
            let count = unsafe scratch.withUnsafeMutableBytes { bytes in
                do throws(Trouble) {
                    return try unsafe read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<room]))
                } catch {
                    trouble = error
                    return 0
                }
            }
            if let trouble { throw trouble }
            guard count > 0 else { throw .damaged(unpacker.kind, .truncated) }
        }
    }

    /// Whether the uncompressed content at `offset` still is `expected`.
    func holds(_ expected: Span<UInt8>, at offset: Int64) -> Bool {
        let count = expected.count
        guard count > 0, unpacker == nil else { return true }
        return unsafe withUnsafeTemporaryAllocation(byteCount: count, alignment: 1) { buffer in
            guard unsafe pread(descriptor, buffer.baseAddress, count, Int(offset)) == count else { return false }
            return unsafe expected.withUnsafeBytes { wanted in
                guard let a = wanted.baseAddress, let b = buffer.baseAddress else { return false }
                return unsafe memcmp(a, b, count) == 0
            }
        }
    }
}
