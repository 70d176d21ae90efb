internal import CPCRE2

/// Which bytes a message can begin with that an anchored expression takes.
///
/// Where many packs are tried on a line, most of their expressions are told off by its first byte alone.
struct FirstBytes: Sendable, Equatable {
    private var words: (UInt64, UInt64, UInt64, UInt64)

    /// Any byte.
    static let any = FirstBytes(words: (.max, .max, .max, .max))

    private init(words: (UInt64, UInt64, UInt64, UInt64)) {
        self.words = words
    }

    /// What PCRE2 finds out about an expanded expression that begins with `^`; `any` where it finds out nothing.
    ///
    /// PCRE2 looks for it only where an expression may match anywhere, so it is given the expression without its `^`.
    init(of expression: String) {
        self = .any
        guard expression.hasPrefix("^") else { return }
        let bytes = Array(expression.utf8.dropFirst())
        var errorNumber: Int32 = 0
        var errorOffset = 0
        let options = UInt32(PCRE2_DOLLAR_ENDONLY) | UInt32(PCRE2_DOTALL)
        let compiled = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe pcre2_compile_8(buffer.baseAddress, buffer.count, options, &errorNumber, &errorOffset, nil)
        }
        guard let code = unsafe compiled else { return }
        defer { unsafe pcre2_code_free_8(code) }
        var kind: UInt32 = 0
        var first: UInt32 = 0
        var bitmap: UnsafePointer<UInt8>?
        _ = unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_FIRSTCODETYPE), &kind)
        _ = unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_FIRSTCODEUNIT), &first)
        _ = unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_FIRSTBITMAP), &bitmap)
        if kind == 1 {
            words = (0, 0, 0, 0)
            let byte = UInt8(truncatingIfNeeded: first)
            insert(byte)
            // Whether letters' case counts is not told.
            if (byte | 0x20) &- UInt8(ascii: "a") < 26 { insert(byte ^ 0x20) }
        } else if let bitmap = unsafe bitmap {
            words = (0, 0, 0, 0)
            // A bit for each byte, 32 bytes in all (pcre2api, PCRE2_INFO_FIRSTBITMAP).
            for byte in UInt8.min...UInt8.max where unsafe bitmap[Int(byte >> 3)] & (1 << (byte & 7)) != 0 {
                insert(byte)
            }
        }
    }

    /// Whether a message that begins with the byte may match.
    func contains(_ byte: UInt8) -> Bool {
        word(byte >> 6) & (1 << UInt64(byte & 63)) != 0
    }

    private func word(_ index: UInt8) -> UInt64 {
        switch index {
        case 0: words.0
        case 1: words.1
        case 2: words.2
        default: words.3
        }
    }

    private mutating func insert(_ byte: UInt8) {
        let bit: UInt64 = 1 << UInt64(byte & 63)
        switch byte >> 6 {
        case 0: words.0 |= bit
        case 1: words.1 |= bit
        case 2: words.2 |= bit
        default: words.3 |= bit
        }
    }

    static func == (a: FirstBytes, b: FirstBytes) -> Bool { a.words == b.words }
}
