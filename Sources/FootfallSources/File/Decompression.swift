internal import CCompression
internal import Glibc

/// How a file's content is packed, told from its first bytes.
///
/// Another kind is read by giving it a decoder beside `GzipDecoder`; until then its files are named and left alone.
enum Compression: String, Sendable {
    case gzip, xz, zstd, bzip2

    /// The kind whose signature `head` begins with; `nil` for plain content.
    init?(head: Span<UInt8>) {
        func begins(_ signature: [UInt8]) -> Bool {
            guard head.count >= signature.count else { return false }
            return signature.indices.allSatisfy { head[$0] == signature[$0] }
        }
        if begins([0x1f, 0x8b, 0x08]) {
            self = .gzip
        } else if begins([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]) {
            self = .xz
        } else if begins([0x28, 0xb5, 0x2f, 0xfd]) {
            self = .zstd
        } else if begins([0x42, 0x5a, 0x68]), head.count < 10 || (head[4] == 0x31 && head[5] == 0x41) {
            self = .bzip2
        } else {
            return nil
        }
    }

    /// The endings that a compressed file has, dot included.
    static let endings: [(ending: String, kind: Compression)] = [
        (".gz", .gzip), (".xz", .xz), (".zst", .zstd), (".bz2", .bzip2),
    ]

    /// Whether there is a decoder.
    var isReadable: Bool { self == .gzip }
}

/// Unpacks gzip (RFC 1952), any number of members one behind the other.
// Safe: the stream's pointers point into `inputBuffer`, which lives as long, or are set for one call only.
@safe final class GzipDecoder {
    /// What is wrong with the compressed data.
    enum Damage: Error, Hashable {
        case truncated, corrupt
    }

    private static let inputBytes = 65_536
    private let stream: UnsafeMutablePointer<z_stream>
    private let inputBuffer: UnsafeMutablePointer<UInt8>
    private var isAtEnd = false
    private var isInsideMember = false
    private var membersRead = 0
    /// Compressed bytes taken from the file so far.
    private(set) var compressedBytes: Int64 = 0

    init?() {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // 16 asks for gzip's own header and trailer, with its check sum.
        let size = unsafe Int32(MemoryLayout<z_stream>.size)
        guard unsafe inflateInit2_(stream, 16 + MAX_WBITS, ZLIB_VERSION, size) == Z_OK else {
            unsafe stream.deallocate()
            return nil
        }
        unsafe self.stream = unsafe stream
        unsafe inputBuffer = UnsafeMutablePointer<UInt8>.allocate(capacity: Self.inputBytes)
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
        unsafe inputBuffer.deallocate()
    }

    /// Fills `buffer` as far as it goes; 0 at the end of the last member.
    ///
    /// - Parameter descriptor: read from `compressedBytes` on.
    func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) throws(Damage) -> Int {
        guard let base = buffer.baseAddress, !isAtEnd else { return 0 }
        unsafe stream.pointee.next_out = base.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_out = UInt32(clamping: buffer.count)
        let capacity = unsafe Int(stream.pointee.avail_out)
        while unsafe stream.pointee.avail_out > 0 {
            if unsafe stream.pointee.avail_in == 0, !refill(descriptor) {
                isAtEnd = true
                let produced = unsafe capacity - Int(stream.pointee.avail_out)
                if isInsideMember || membersRead == 0, produced == 0 { throw .truncated }
                if isInsideMember, produced > 0 { isAtEnd = false }
                return produced
            }
            if !isInsideMember {
                // What follows a member is another one, or padding that tape and block tools leave.
                if membersRead > 0, unsafe stream.pointee.next_in.pointee != 0x1f {
                    isAtEnd = true
                    break
                }
                unsafe inflateReset(stream)
                isInsideMember = true
            }
            let result = unsafe inflate(stream, Z_NO_FLUSH)
            if result == Z_STREAM_END {
                isInsideMember = false
                membersRead += 1
            } else if result != Z_OK && result != Z_BUF_ERROR {
                let produced = unsafe capacity - Int(stream.pointee.avail_out)
                guard produced == 0 else { return produced }
                isAtEnd = true
                throw .corrupt
            }
        }
        return unsafe capacity - Int(stream.pointee.avail_out)
    }

    private func refill(_ descriptor: Int32) -> Bool {
        let count = unsafe pread(descriptor, inputBuffer, Self.inputBytes, Int(compressedBytes))
        guard count > 0 else { return false }
        compressedBytes += Int64(count)
        unsafe stream.pointee.next_in = inputBuffer
        unsafe stream.pointee.avail_in = UInt32(count)
        return true
    }
}
