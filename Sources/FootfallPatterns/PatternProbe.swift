internal import CPCRE2

/// An expression compiled to be watched while it is matched: how far does it get? For `patterns explain` only.
///
/// Safe: everything is made in `init`, freed in `deinit`, and used by one owner at a time, as the type is not copied.
@safe
struct PatternProbe: ~Copyable {
    /// The item of the expression that was wanted farthest along it, and where in the text.
    struct Reach: Equatable {
        /// Offset in the expression, in bytes.
        var item: Int
        /// Offset in the text, in bytes.
        var position: Int
    }

    /// A probe must not keep anybody waiting.
    private static let matchLimit: UInt32 = 20_000

    private let code: OpaquePointer
    private let data: OpaquePointer
    private let context: OpaquePointer

    /// `nil` where the expression does not compile.
    init?(_ expression: String) {
        var errorNumber: Int32 = 0
        var errorOffset = 0
        let options =
            UInt32(PCRE2_DOLLAR_ENDONLY) | UInt32(PCRE2_DOTALL) | UInt32(PCRE2_NEVER_BACKSLASH_C)
            | UInt32(PCRE2_AUTO_CALLOUT) | UInt32(PCRE2_NO_START_OPTIMIZE) | UInt32(PCRE2_NO_AUTO_POSSESS)
        let bytes = Array(expression.utf8)
        let compiled = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe pcre2_compile_8(buffer.baseAddress, buffer.count, options, &errorNumber, &errorOffset, nil)
        }
        guard let code = unsafe compiled else { return nil }
        guard let data = unsafe pcre2_match_data_create_8(1, nil),
            let context = unsafe pcre2_match_context_create_8(nil)
        else { preconditionFailure("no memory left for a matcher") }
        unsafe pcre2_set_match_limit_8(context, PatternProbe.matchLimit)
        unsafe self.code = code
        unsafe self.data = data
        unsafe self.context = context
    }

    deinit {
        unsafe pcre2_match_context_free_8(context)
        unsafe pcre2_match_data_free_8(data)
        unsafe pcre2_code_free_8(code)
    }

    /// How far a match of `text` gets; the greatest position for the last item that is reached.
    borrowing func reach(_ text: [UInt8]) -> Reach {
        var reach = Reach(item: 0, position: 0)
        unsafe withUnsafeMutablePointer(to: &reach) { pointer in
            // Sound: PCRE2 calls back during the match only, while `reach` is alive and nobody else touches it.
            _ = unsafe pcre2_set_callout_8(
                context,
                { block, data in
                    guard let block = unsafe block?.pointee, let data = unsafe data else { return 0 }
                    let reach = unsafe data.assumingMemoryBound(to: Reach.self)
                    let (item, position) = unsafe (block.pattern_position, block.current_position)
                    let known = unsafe reach.pointee
                    if item > known.item || item == known.item && position > known.position {
                        unsafe reach.pointee = Reach(item: item, position: position)
                    }
                    return 0
                },
                pointer
            )
            unsafe text.withUnsafeBufferPointer { buffer in
                _ = unsafe pcre2_match_8(code, buffer.baseAddress, buffer.count, 0, 0, data, context)
            }
            _ = unsafe pcre2_set_callout_8(context, nil, nil)
        }
        return reach
    }
}
