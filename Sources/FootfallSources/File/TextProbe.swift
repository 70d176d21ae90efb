internal import Glibc

/// Tells text from binary by a file's first bytes, and remembers the answer.
final class TextProbe {
    private static let probedBytes = 512
    private var answers: [FileIdentity: (status: FileStatus, isBinary: Bool)] = [:]

    /// Whether the content, unpacked where it is packed, begins with something that is no text.
    ///
    /// A file that cannot be opened is not called binary: opening it later says why.
    func isBinary(_ path: String, _ status: FileStatus) -> Bool {
        if let known = answers[status.identity], !known.isBinary || known.status.isUnchanged(since: status) {
            return known.isBinary
        }
        guard status.size > 0, let file = try? OpenFile(path: path) else { return false }
        var count = 0
        let head = unsafe [UInt8](unsafeUninitializedCapacity: TextProbe.probedBytes) { buffer, filled in
            filled = (try? unsafe file.read(into: UnsafeMutableRawBufferPointer(buffer))) ?? 0
            count = filled
        }
        guard count > 0 else { return false }
        let isBinary = TextProbe.isBinary(head.span)
        answers[status.identity] = (status, isBinary)
        return isBinary
    }

    /// A NUL among the first bytes, or more than a third of them control characters.
    ///
    /// Bytes from 0x80 on count as text: UTF-8, Latin-1 and the like all use them.
    static func isBinary(_ head: Span<UInt8>) -> Bool {
        var odd = 0
        for index in 0..<head.count {
            let byte = head[index]
            if byte == 0 { return true }
            if byte < 0x20, byte < 0x07 || byte > 0x0d, byte != 0x1b { odd += 1 }
        }
        return odd * 3 > head.count
    }
}
