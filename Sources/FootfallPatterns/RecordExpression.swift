package import FootfallModel

/// An expression that the first line of a record matches, where records go over several lines.
package final class RecordExpression: Sendable {
    private let pattern: CompiledPattern
    private let scratch = Guarded(MatchScratch())

    /// - Throws: `Mistake` where the expression does not compile.
    package init(_ expression: String, macros: Macros) throws(Mistake) {
        let expansion: Macros.Expansion
        switch macros.expand(expression) {
        case .success(let found): expansion = found
        case .failure(let problem): throw Mistake(reason: problem.reason, hint: problem.hint, offset: problem.offset)
        }
        do throws(RegexProblem) {
            pattern = try CompiledPattern(expansion.text)
        } catch {
            let origin = expansion.origin(of: error.offset, in: expression)
            throw Mistake(reason: error.reason, hint: nil, offset: origin.offset)
        }
    }

    /// Whether a line, without its end, matches.
    package func begins(_ bytes: Span<UInt8>, _ line: ByteRange) -> Bool {
        scratch.withLock { unsafe $0.match(pattern.code, bytes, line) } == .matched
    }

    /// What is wrong with an expression, and at which byte of it.
    package struct Mistake: Error, Sendable {
        package var reason: String
        package var hint: String?
        package var offset: Int
    }
}
