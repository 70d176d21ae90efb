/// How a file's content is packed, told from its first bytes.
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
        } else if begins([0x28, 0xb5, 0x2f, 0xfd]) || Compression.isSkippableFrame(head) {
            self = .zstd
        } else if begins([0x42, 0x5a, 0x68]), head.count < 10 || Compression.isBlockOrEnd(head) {
            self = .bzip2
        } else {
            return nil
        }
    }

    /// The endings that a compressed file has, dot included.
    static let endings: [(ending: String, kind: Compression)] = [
        (".gz", .gzip), (".xz", .xz), (".zst", .zstd), (".bz2", .bzip2),
    ]

    /// The command that says whether an archive is whole.
    var testCommand: String {
        switch self {
        case .gzip: "gzip -t"
        case .xz: "xz -t"
        case .zstd: "zstd -t"
        case .bzip2: "bzip2 -t"
        }
    }

    /// Whether a member of this kind may begin with `byte`.
    func mayBegin(with byte: UInt8) -> Bool {
        switch self {
        case .gzip: byte == 0x1f
        case .xz: byte == 0xfd
        case .zstd: byte == 0x28 || byte & 0xf0 == 0x50
        case .bzip2: byte == 0x42
        }
    }

    /// What pzstd puts in front of its frames.
    private static func isSkippableFrame(_ head: Span<UInt8>) -> Bool {
        head.count >= 8 && head[0] & 0xf0 == 0x50 && head[1] == 0x2a && head[2] == 0x4d && head[3] == 0x18
    }

    /// What follows `BZh9`: a block, or at once the end of an empty file.
    private static func isBlockOrEnd(_ head: Span<UInt8>) -> Bool {
        head[4] == 0x31 && head[5] == 0x41 || head[4] == 0x17 && head[5] == 0x72
    }
}
