internal import CCompression

/// The libraries that unpack one member each, behind one shape.
enum MemberDecoder {
    case gzip(GzipDecoder)
    case xz(XZDecoder)
    case zstd(ZstdDecoder)
    case bzip2(Bzip2Decoder)

    /// `nil` where there is no memory for it.
    init?(_ kind: Compression) {
        switch kind {
        case .gzip:
            guard let decoder = GzipDecoder() else { return nil }
            self = .gzip(decoder)
        case .xz: self = .xz(XZDecoder())
        case .zstd:
            guard let decoder = ZstdDecoder() else { return nil }
            self = .zstd(decoder)
        case .bzip2: self = .bzip2(Bzip2Decoder())
        }
    }

    /// Makes ready for a member's beginning; false where there is no memory for it.
    func reset() -> Bool {
        switch self {
        case .gzip(let decoder): decoder.reset()
        case .xz(let decoder): decoder.reset()
        case .zstd(let decoder): decoder.reset()
        case .bzip2(let decoder): decoder.reset()
        }
    }

    /// Unpacks from `input` to `output` and leaves what remains of both; true at the member's end.
    func step(
        _ input: inout UnsafeRawBufferPointer,
        _ output: inout UnsafeMutableRawBufferPointer
    ) throws(ArchiveDamage) -> Bool {
        switch self {
        case .gzip(let decoder): try unsafe decoder.step(&input, &output)
        case .xz(let decoder): try unsafe decoder.step(&input, &output)
        case .zstd(let decoder): try unsafe decoder.step(&input, &output)
        case .bzip2(let decoder): try unsafe decoder.step(&input, &output)
        }
    }
}

/// RFC 1952, with its check sum.
// Safe: the stream's pointers are set for one call only.
@safe final class GzipDecoder {
    private let stream: UnsafeMutablePointer<z_stream>

    init?() {
        unsafe stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // 16 asks for gzip's own header and trailer.
        let size = unsafe Int32(MemoryLayout<z_stream>.size)
        guard unsafe inflateInit2_(stream, 16 + MAX_WBITS, ZLIB_VERSION, size) == Z_OK else { return nil }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    func reset() -> Bool {
        unsafe inflateReset(stream) == Z_OK
    }

    func step(
        _ input: inout UnsafeRawBufferPointer,
        _ output: inout UnsafeMutableRawBufferPointer
    ) throws(ArchiveDamage) -> Bool {
        unsafe stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        )
        unsafe stream.pointee.avail_in = UInt32(input.count)
        unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_out = UInt32(clamping: output.count)
        let room = unsafe Int(stream.pointee.avail_out)
        let result = unsafe inflate(stream, Z_NO_FLUSH)
        unsafe input.drop(input.count - Int(stream.pointee.avail_in))
        unsafe output.drop(room - Int(stream.pointee.avail_out))
        switch result {
        case Z_STREAM_END: return true
        case Z_OK, Z_BUF_ERROR: return false
        case Z_MEM_ERROR: throw .tooLarge
        default: throw .corrupt
        }
    }
}

/// The .xz format, with its check sums; one stream at a time.
// Safe: the stream's pointers are set for one call only.
@safe final class XZDecoder {
    private let stream: UnsafeMutablePointer<lzma_stream>

    init() {
        unsafe stream = UnsafeMutablePointer<lzma_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: lzma_stream())
    }

    deinit {
        unsafe lzma_end(stream)
        unsafe stream.deallocate()
    }

    func reset() -> Bool {
        unsafe lzma_stream_decoder(stream, Unpacker.memoryLimit, 0) == LZMA_OK
    }

    func step(
        _ input: inout UnsafeRawBufferPointer,
        _ output: inout UnsafeMutableRawBufferPointer
    ) throws(ArchiveDamage) -> Bool {
        unsafe stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_in = input.count
        unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_out = output.count
        let result = unsafe lzma_code(stream, LZMA_RUN)
        unsafe input.drop(input.count - stream.pointee.avail_in)
        unsafe output.drop(output.count - stream.pointee.avail_out)
        switch result {
        case LZMA_STREAM_END: return true
        case LZMA_OK, LZMA_BUF_ERROR: return false
        case LZMA_MEM_ERROR, LZMA_MEMLIMIT_ERROR: throw .tooLarge
        default: throw .corrupt
        }
    }
}

/// RFC 8878; skippable frames count as frames without content.
// Safe: the context is this object's own, buffers are handed over for one call only.
@safe final class ZstdDecoder {
    private let context: OpaquePointer

    init?() {
        guard let context = unsafe ZSTD_createDCtx() else { return nil }
        unsafe self.context = context
        // The window is what a frame can make a decoder allocate.
        let bits = Int32(UInt64.bitWidth - 1 - Unpacker.memoryLimit.leadingZeroBitCount)
        guard unsafe ZSTD_isError(ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, bits)) == 0 else { return nil }
    }

    deinit {
        unsafe ZSTD_freeDCtx(context)
    }

    func reset() -> Bool {
        unsafe ZSTD_isError(ZSTD_DCtx_reset(context, ZSTD_reset_session_only)) == 0
    }

    func step(
        _ input: inout UnsafeRawBufferPointer,
        _ output: inout UnsafeMutableRawBufferPointer
    ) throws(ArchiveDamage) -> Bool {
        var source = unsafe ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var target = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let result = unsafe ZSTD_decompressStream(context, &target, &source)
        unsafe input.drop(source.pos)
        unsafe output.drop(target.pos)
        guard ZSTD_isError(result) == 0 else {
            switch ZSTD_getErrorCode(result) {
            case ZSTD_error_frameParameter_windowTooLarge, ZSTD_error_memory_allocation: throw .tooLarge
            default: throw .corrupt
            }
        }
        return result == 0
    }
}

/// bzip2, with its check sums.
// Safe: the stream's pointers are set for one call only.
@safe final class Bzip2Decoder {
    private let stream: UnsafeMutablePointer<bz_stream>
    private var isBegun = false

    init() {
        unsafe stream = UnsafeMutablePointer<bz_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: bz_stream())
    }

    deinit {
        if isBegun { unsafe BZ2_bzDecompressEnd(stream) }
        unsafe stream.deallocate()
    }

    func reset() -> Bool {
        if isBegun { unsafe BZ2_bzDecompressEnd(stream) }
        unsafe stream.initialize(to: bz_stream())
        isBegun = unsafe BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK
        return isBegun
    }

    func step(
        _ input: inout UnsafeRawBufferPointer,
        _ output: inout UnsafeMutableRawBufferPointer
    ) throws(ArchiveDamage) -> Bool {
        unsafe stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.baseAddress?.assumingMemoryBound(to: CChar.self)
        )
        unsafe stream.pointee.avail_in = UInt32(input.count)
        unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: CChar.self)
        unsafe stream.pointee.avail_out = UInt32(clamping: output.count)
        let room = unsafe Int(stream.pointee.avail_out)
        let result = unsafe BZ2_bzDecompress(stream)
        unsafe input.drop(input.count - Int(stream.pointee.avail_in))
        unsafe output.drop(room - Int(stream.pointee.avail_out))
        switch result {
        case BZ_STREAM_END: return true
        case BZ_OK: return false
        case BZ_MEM_ERROR: throw .tooLarge
        default: throw .corrupt
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Forgets the first bytes.
    fileprivate mutating func drop(_ count: Int) {
        unsafe self = UnsafeRawBufferPointer(rebasing: self[count...])
    }
}

extension UnsafeMutableRawBufferPointer {
    /// Forgets the first bytes.
    fileprivate mutating func drop(_ count: Int) {
        unsafe self = UnsafeMutableRawBufferPointer(rebasing: self[count...])
    }
}
