internal import CPCRE2
internal import FootfallModel

/// Measures what a match costs in PCRE2's own steps, which come out the same on every machine and every day.
///
/// Safe: everything is made in `init`, freed in `deinit`, and used by one owner at a time, as the type is not copied.
@safe
struct MatchMeter: ~Copyable {
    private let data: OpaquePointer
    private let context: OpaquePointer

    init() {
        guard let data = unsafe pcre2_match_data_create_8(1, nil),
            let context = unsafe pcre2_match_context_create_8(nil)
        else { preconditionFailure("no memory left for a matcher") }
        unsafe self.data = data
        unsafe self.context = context
    }

    deinit {
        unsafe pcre2_match_context_free_8(context)
        unsafe pcre2_match_data_free_8(data)
    }

    /// Whether a match of all of `text` is done within a number of steps, by PCRE2's interpreter.
    borrowing func isDone(_ pattern: CompiledPattern, _ text: [UInt8], within limit: Int) -> Bool {
        unsafe pcre2_set_match_limit_8(context, UInt32(clamping: limit))
        let code = unsafe text.withUnsafeBufferPointer { buffer in
            unsafe pcre2_match_8(
                pattern.code,
                buffer.baseAddress,
                buffer.count,
                0,
                UInt32(PCRE2_NO_JIT),
                data,
                context
            )
        }
        return code != PCRE2_ERROR_MATCHLIMIT && code != PCRE2_ERROR_HEAPLIMIT
    }

    /// The steps a match takes, to within a twentieth; `nil` where they are more than `limit`.
    borrowing func steps(_ pattern: CompiledPattern, _ text: [UInt8], limit: Int) -> Int? {
        var upper = 64
        while !isDone(pattern, text, within: upper) {
            upper *= 4
            if upper > limit { return nil }
        }
        var lower = upper / 4
        while upper - lower > upper / 20 {
            let middle = (lower + upper) / 2
            if isDone(pattern, text, within: middle) { upper = middle } else { lower = middle }
        }
        return upper
    }
}
