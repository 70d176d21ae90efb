internal import FootfallModel
package import FootfallPatterns
package import FootfallSources

/// Lets a source ask an expression which lines begin a record.
struct RecordStarting: RecordStart {
    let expression: RecordExpression

    func begins(_ bytes: Span<UInt8>, _ line: ByteRange) -> Bool {
        expression.begins(bytes, line)
    }
}

extension FramingRule {
    /// Records that begin with the lines that an expression matches; `nil` without one.
    package static func records(from expression: RecordExpression?) -> FramingRule? {
        expression.map { .records(RecordStarting(expression: $0)) }
    }
}
