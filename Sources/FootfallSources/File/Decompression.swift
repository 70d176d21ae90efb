internal import Glibc

/// What is wrong with compressed data.
enum ArchiveDamage: Error, Hashable {
    /// They end before they say they do.
    case truncated
    case corrupt
    /// Unpacking takes more memory than `Unpacker.memoryLimit`.
    case tooLarge
}

/// Unpacks a compressed file: any number of members (gzip, bzip2), streams (xz) or frames (zstd), one behind the other.
// Safe: `next` points into `inputBuffer`, which lives as long.
@safe final class Unpacker {
    /// What a decoder may take, in bytes: the window that `xz -9` and `zstd --ultra -22` ask for fits.
    ///
    /// A file may demand more, and one that was made to harm does.
    static let memoryLimit: UInt64 = 128 << 20

    private static let inputBytes = 65_536
    let kind: Compression
    private let decoder: MemberDecoder
    private let inputBuffer: UnsafeMutablePointer<UInt8>
    private var input: UnsafeRawBufferPointer
    private var isAtEnd = false
    private var isInsideMember = false
    private var membersRead = 0
    /// Found behind what was handed out already; the next reading throws it.
    private var pendingDamage: ArchiveDamage?
    /// Compressed bytes taken from the file so far.
    private(set) var compressedBytes: Int64 = 0
    /// Behind so many compressed bytes the file is taken to end: for who looks at a sample.
    var compressedLimit = Int64.max

    /// `nil` where there is no memory for it.
    init?(_ kind: Compression) {
        guard let decoder = MemberDecoder(kind) else { return nil }
        self.kind = kind
        self.decoder = decoder
        unsafe inputBuffer = UnsafeMutablePointer<UInt8>.allocate(capacity: Self.inputBytes)
        unsafe input = UnsafeRawBufferPointer(start: nil, count: 0)
    }

    deinit {
        unsafe inputBuffer.deallocate()
    }

    /// Fills `buffer` as far as it goes; 0 at the end of the last member.
    ///
    /// Damage is thrown once all before it was given.
    ///
    /// - Parameter descriptor: read from `compressedBytes` on.
    func read(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) throws(ArchiveDamage) -> Int {
        if let pendingDamage { throw pendingDamage }
        var output = unsafe buffer
        while unsafe !isAtEnd && !output.isEmpty {
            // A decoder may still hold content when its input is used up.
            let isExhausted = unsafe input.isEmpty && !refill(descriptor)
            if !isInsideMember {
                if isExhausted {
                    isAtEnd = true
                    if membersRead == 0 { pendingDamage = .truncated }
                    break
                }
                guard beginMember() else { continue }
            }
            let before = unsafe (input.count, output.count)
            do throws(ArchiveDamage) {
                if try unsafe decoder.step(&input, &output) {
                    isInsideMember = false
                    membersRead += 1
                } else if unsafe before == (input.count, output.count) {
                    throw isExhausted ? .truncated : .corrupt
                }
            } catch {
                isAtEnd = true
                pendingDamage = error
            }
        }
        let produced = buffer.count - output.count
        if produced == 0, let pendingDamage { throw pendingDamage }
        return produced
    }

    /// What follows a member is another one, or the zeros that block tools fill up with; false if it is none.
    private func beginMember() -> Bool {
        if membersRead > 0 {
            while let byte = unsafe input.first, byte == 0 {
                unsafe input = UnsafeRawBufferPointer(rebasing: input[1...])
            }
            guard let byte = unsafe input.first else { return false }
            guard kind.mayBegin(with: byte) else {
                isAtEnd = true
                pendingDamage = .corrupt
                return false
            }
        }
        guard decoder.reset() else {
            isAtEnd = true
            pendingDamage = .tooLarge
            return false
        }
        isInsideMember = true
        return true
    }

    private func refill(_ descriptor: Int32) -> Bool {
        guard compressedBytes < compressedLimit else { return false }
        var count = 0
        repeat {
            count = unsafe pread(descriptor, inputBuffer, Self.inputBytes, Int(compressedBytes))
        } while count < 0 && errno == EINTR
        guard count > 0 else { return false }
        compressedBytes += Int64(count)
        unsafe input = UnsafeRawBufferPointer(start: inputBuffer, count: count)
        return true
    }
}
