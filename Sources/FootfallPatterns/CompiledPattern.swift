internal import CPCRE2

/// An expression ready to be matched; nothing outside this file, `MatchScratch` and `PCRE2Library` knows PCRE2.
///
/// Safe: the code is made in `init`, freed in `deinit`, and never changed between; PCRE2's compiled code may be used
/// by any number of threads at once.
@safe
final class CompiledPattern: Sendable {
    /// Shared by threads: PCRE2 only reads compiled code.
    nonisolated(unsafe) let code: OpaquePointer
    /// Named groups and their numbers, in the order of the numbers.
    let groups: [(name: String, number: Int)]
    /// The highest group's number.
    let groupCount: Int
    /// Whether it can match at the beginning only: each of its alternatives begins with `^`.
    let isAnchored: Bool
    /// Whether PCRE2 made machine code of it; it may be forbidden to.
    let isNative: Bool

    /// Compiles an expression for bytes: a dot takes any byte, also a line's end; `$` is the very end.
    ///
    /// - Throws: `RegexProblem` with PCRE2's reason and the offset in `expression`.
    init(_ expression: String) throws(RegexProblem) {
        var errorNumber: Int32 = 0
        var errorOffset = 0
        let options = UInt32(PCRE2_DOLLAR_ENDONLY) | UInt32(PCRE2_DOTALL) | UInt32(PCRE2_NEVER_BACKSLASH_C)
        let bytes = Array(expression.utf8)
        let compiled = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe pcre2_compile_8(buffer.baseAddress, buffer.count, options, &errorNumber, &errorOffset, nil)
        }
        guard let code = unsafe compiled else {
            throw RegexProblem(reason: CompiledPattern.message(errorNumber), offset: errorOffset)
        }
        unsafe self.code = code
        isNative = unsafe pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE)) == 0
        var count: UInt32 = 0
        var entrySize: UInt32 = 0
        var highest: UInt32 = 0
        var table: UnsafePointer<UInt8>?
        var found: UInt32 = 0
        _ = unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_ALLOPTIONS), &found)
        _ = unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMECOUNT), &count)
        _ = unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMEENTRYSIZE), &entrySize)
        _ = unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table)
        _ = unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_CAPTURECOUNT), &highest)
        var groups: [(name: String, number: Int)] = []
        for index in 0..<Int(count) {
            // An entry is the group's number in two bytes, then the name, ended by a NUL (pcre2api, "name table").
            guard let entry = unsafe table.map({ unsafe $0 + index * Int(entrySize) }) else { break }
            let name = unsafe String(cString: entry + 2)
            unsafe groups.append((name, Int(entry[0]) << 8 | Int(entry[1])))
        }
        self.groups = groups.sorted { $0.number < $1.number }
        self.groupCount = Int(highest)
        self.isAnchored = found & UInt32(PCRE2_ANCHORED) != 0
    }

    deinit {
        unsafe pcre2_code_free_8(code)
    }

    private static func message(_ number: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let length = unsafe buffer.withUnsafeMutableBufferPointer {
            unsafe pcre2_get_error_message_8(number, $0.baseAddress, $0.count)
        }
        return length < 0 ? "error \(number)" : String(decoding: buffer[..<Int(length)], as: UTF8.self)
    }
}

/// Why an expression does not compile.
struct RegexProblem: Error {
    var reason: String
    /// Offset in the expanded expression, in bytes from 0.
    var offset: Int
}
