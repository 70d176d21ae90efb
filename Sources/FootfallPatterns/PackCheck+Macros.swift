internal import FootfallModel
internal import FootfallYAML

// Macros are proved like patterns.
extension PackCheck {
    mutating func macros() {
        for macro in set.macros.macros {
            let file = macro.file
            let pattern: CompiledPattern
            switch set.macros.expand(macro.regex.text) {
            case .failure(let problem):
                add("the macro \(macro.name): \(problem.reason)", file, macro.regex.place, hint: problem.hint)
                continue
            case .success(let expansion):
                do {
                    pattern = try CompiledPattern("^(?:" + expansion.text + ")$")
                } catch {
                    let written = expansion.origin(of: max(0, error.offset - 4), in: macro.regex.text)
                    let place = file.place(of: written.offset, in: macro.regex)
                    add("the macro \(macro.name): \(error.reason)", file, place)
                    continue
                }
            }
            let scratch = MatchScratch()
            func takes(_ text: SourceText) -> Bool {
                let bytes = Array(text.text.utf8)
                let range = ByteRange(from: 0, to: bytes.count)
                return unsafe scratch.match(pattern.code, bytes.span, range) == .matched
            }
            if macro.examples.isEmpty { add("the macro \(macro.name) has no example", file, macro.regex.place) }
            for text in macro.examples where !takes(text) {
                add("the macro \(macro.name) does not take '\(text.text)'", file, text.place)
            }
            for text in macro.nearMisses where takes(text) {
                add("the macro \(macro.name) takes '\(text.text)', which it must not", file, text.place)
            }
        }
    }
}
