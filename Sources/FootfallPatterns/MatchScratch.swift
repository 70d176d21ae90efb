internal import CPCRE2
internal import FootfallModel

/// What one thread needs to match: room for the groups, the limits, and a stack for the JIT code.
///
/// Safe: everything is made in `init`, freed in `deinit`, and used by one owner at a time, as the type is not copied.
@safe
struct MatchScratch: ~Copyable {
    enum Result {
        case matched, notMatched
        /// The expression would have cost more than the limit allows on this text.
        case limitReached
    }

    /// How much backtracking one match may cost (PCRE2's match limit); 100,000 stop a runaway after about 0.1 ms.
    static let matchLimit: UInt32 = 100_000
    /// More groups than an expression of a pack has.
    static let maximumGroups = 63

    private let data: OpaquePointer
    private let context: OpaquePointer
    private let stack: OpaquePointer
    private let offsets: UnsafeMutablePointer<Int>

    init() {
        guard let data = unsafe pcre2_match_data_create_8(UInt32(MatchScratch.maximumGroups + 1), nil),
            let context = unsafe pcre2_match_context_create_8(nil),
            let stack = unsafe pcre2_jit_stack_create_8(32 << 10, 1 << 20, nil),
            let offsets = unsafe pcre2_get_ovector_pointer_8(data)
        else { preconditionFailure("no memory left for a matcher") }
        unsafe pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack))
        unsafe pcre2_set_match_limit_8(context, MatchScratch.matchLimit)
        unsafe self.data = data
        unsafe self.context = context
        unsafe self.stack = stack
        unsafe self.offsets = offsets
    }

    deinit {
        unsafe pcre2_match_data_free_8(data)
        unsafe pcre2_match_context_free_8(context)
        unsafe pcre2_jit_stack_free_8(stack)
    }

    /// Matches `bytes[range]` from its beginning.
    ///
    /// The code must come from a `CompiledPattern` that lives on.
    ///
    /// - Parameter isNative: the pattern says so of itself; then PCRE2 need not find it out and check its arguments.
    @inline(__always)
    borrowing func match(
        _ code: OpaquePointer,
        isNative: Bool = false,
        _ bytes: Span<UInt8>,
        _ range: ByteRange
    ) -> Result {
        let count = unsafe bytes.withUnsafeBufferPointer { buffer in
            let text = unsafe buffer.baseAddress.map { unsafe $0 + range.lower }
            return isNative
                ? unsafe pcre2_jit_match_8(code, text, Int(range.count), 0, 0, data, context)
                : unsafe pcre2_match_8(code, text, Int(range.count), 0, 0, data, context)
        }
        if count > 0 { return .matched }
        return count == PCRE2_ERROR_MATCHLIMIT || count == PCRE2_ERROR_JIT_STACKLIMIT ? .limitReached : .notMatched
    }

    /// Where a group of the last match stands in the text it was given, shifted by `start`; none when it took no part.
    @inline(__always)
    borrowing func group(_ number: Int, from start: UInt32) -> ByteRange {
        // Unset groups read as PCRE2_UNSET, which arrives as -1. The vector has room for every group of every pattern.
        let lower = unsafe offsets[2 &* number]
        let upper = unsafe offsets[2 &* number &+ 1]
        if lower < 0 || upper <= lower { return .none }
        return ByteRange(
            start: start &+ UInt32(truncatingIfNeeded: lower),
            count: UInt32(truncatingIfNeeded: upper &- lower)
        )
    }
}
