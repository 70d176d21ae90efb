internal import CPCRE2

/// The PCRE2 that this process runs with, which need not be the one it was built with.
package enum PCRE2Library {
    /// As PCRE2 writes it, without its date: `10.42`.
    package static var version: String {
        let length = Int(pcre2_config_8(UInt32(PCRE2_CONFIG_VERSION), nil))
        guard length > 0 else { return "unknown" }
        // With the zero byte that ends it.
        var bytes = [UInt8](repeating: 0, count: length)
        _ = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe pcre2_config_8(UInt32(PCRE2_CONFIG_VERSION), buffer.baseAddress)
        }
        return String(decoding: bytes.prefix { $0 != 0 && $0 != 0x20 }, as: UTF8.self)
    }
}
