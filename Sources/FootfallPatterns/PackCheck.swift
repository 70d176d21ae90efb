package import FootfallModel
internal import FootfallParsing

/// Runs every example of every pack and says what does not hold.
package struct PackCheck: ~Copyable {
    package struct Report: Sendable {
        package var packs = 0
        package var patterns = 0
        package var examples = 0
        package var nearMisses = 0
        package var diagnostics: [Diagnostic] = []
    }

    /// The present of the examples, 2026-11-23T00:00:00Z: a stamp without a year is of the latest year up to it.
    package static let reference = Instant(seconds: 1_795_392_000)

    private let set: PatternSet
    private var explainer: Explainer
    private var report = Report()

    /// What is wrong with the packs of a set; the mistakes that kept a pack from being loaded are not among it.
    package static func run(_ set: PatternSet) -> Report {
        var check = PackCheck(set: set, explainer: Explainer(set, reference: reference))
        check.report.packs = set.packs.count
        check.report.patterns = set.patternCount
        check.macros()
        // What does not compile was reported when it was loaded.
        let compiled = Set(set.patterns.map(\.name))
        for pack in set.packs {
            for pattern in pack.patterns {
                let name = pack.name + "/" + pattern.id
                guard compiled.contains(name) else { continue }
                let hasNoEvent = pattern.meaning.type == nil
                check.examples(name, pack.file, pattern.examples, pattern.place, givesEvent: !hasNoEvent)
                check.nearMisses(name, pack.file, pattern.nearMisses)
            }
            for rule in pack.records {
                let name = pack.name + "/" + rule.id
                check.examples(name, pack.file, rule.examples, rule.place, givesEvent: true)
                check.nearMisses(name, pack.file, rule.nearMisses)
            }
        }
        check.costs()
        return check.report
    }

    private mutating func add(_ reason: String, _ file: SourceFile, _ place: Place, hint: String? = nil) {
        report.diagnostics.append(file.diagnostic(reason, at: place, hint: hint))
    }

    private mutating func examples(
        _ name: String,
        _ file: SourceFile,
        _ examples: [Example],
        _ place: Place,
        givesEvent: Bool
    ) {
        if examples.isEmpty, !handsOn(name) {
            add("\(name) has no example", file, place, hint: "give a line it takes, and what must come out of it")
        }
        for example in examples {
            report.examples += 1
            let before = example.before.map { Array($0.text.utf8) }
            let explanation = explainer.explain(Array(example.line.text.utf8), after: before)
            guard explanation.taken == name else {
                let reason =
                    explanation.taken.map { "\(name): the example is taken by \($0)" }
                    ?? "\(name): the example is not matched"
                let limit = explanation.attempts.contains { $0.pattern == name && $0.verdict == .limitReached }
                let hint = limit ? "the expression reaches the match limit on it" : hint(explanation, name)
                add(reason, file, example.line.place, hint: hint)
                continue
            }
            if !givesEvent { continue }
            guard let event = explanation.events.first else {
                let lines = pattern(name)?.joins.requiresRecall == true && before.isEmpty
                let hint = lines ? "name the lines that come before it under 'after'" : nil
                add("\(name): the example gives no event", file, example.line.place, hint: hint)
                continue
            }
            for expectation in example.expectations {
                let found = PackCheck.value(of: expectation.field, in: event)
                if !PackCheck.isEqual(found, expectation.value, field: expectation.field) {
                    let actual = found.map { "is '\($0)'" } ?? "is absent"
                    let expected = expectation.value.map { "expected '\($0)'" } ?? "expected to be absent"
                    add("\(name): \(expectation.field) \(actual), \(expected)", file, expectation.place)
                }
            }
        }
    }

    private func pattern(_ name: String) -> EventMeaning? {
        set.patterns.first { $0.name == name }?.pattern.meaning
    }

    /// Whether it is a pattern that hands on a record: its examples stand at the rules behind it.
    private func handsOn(_ name: String) -> Bool {
        set.patterns.contains { $0.name == name && $0.pattern.recordFormat != nil }
    }

    private func hint(_ explanation: Explanation, _ name: String) -> String {
        if let taken = explanation.taken, taken.prefix(while: { $0 != "/" }) == name.prefix(while: { $0 != "/" }) {
            return "the first that matches wins: put the special one before the general one"
        }
        if explanation.header.form == .json { return "no rule for records takes this object" }
        let app = explanation.app.map { "app name '\($0)'" } ?? "no app name"
        let packs = explanation.packs.isEmpty ? "none" : explanation.packs.joined(separator: ", ")
        return "the line has \(app); packs tried: \(packs); message: '\(explanation.message)'"
    }

    private mutating func nearMisses(_ name: String, _ file: SourceFile, _ lines: [SourceText]) {
        for line in lines {
            report.nearMisses += 1
            let explanation = explainer.explain(Array(line.text.utf8))
            if explanation.taken == name {
                add("\(name): takes a line that it must not take", file, line.place)
            }
        }
    }

    // MARK: Macros and costs

    private mutating func macros() {
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

    /// Long hostile texts on which a match must not reach its limit.
    private mutating func costs() {
        let scratch = MatchScratch()
        for loaded in set.patterns {
            for filler in [" ", "a", "1", ":", "a b", " from 192.0.2.7", "'", "="] {
                var bytes = loaded.prefix.bytes
                while bytes.count < 4096 { bytes += Array(filler.utf8) }
                // An end that nothing matches, as what does match is often quick.
                bytes += [0x01]
                let range = ByteRange(from: 0, to: bytes.count)
                guard unsafe scratch.match(loaded.compiled.code, bytes.span, range) == .limitReached else { continue }
                report.diagnostics.append(
                    set.packs[loaded.pack].file.diagnostic(
                        "\(loaded.name) reaches the match limit on 4 KiB of '\(filler)'",
                        at: loaded.pattern.regex.place,
                        hint: "let at most one part of the expression take just anything",
                        severity: .warning
                    )
                )
                break
            }
        }
    }

    // MARK: Values

    private static func value(of field: String, in event: ActivityEvent) -> String? {
        switch field {
        case "event", "type": return event.type
        case "category": return event.category.name
        case "outcome": return event.outcome.name
        case "user_id": return event.userID
        case "target_id": return event.targetID
        case "app_id": return event.appID
        case "ip": return event.ip
        case "host": return event.host
        case "count": return String(event.count)
        case "time": return event.time.rfc3339
        case "details": return event.details
        case "evidence": return event.evidenceOf == nil ? nil : "true"
        default: return detail(String(field.dropFirst("details.".count)), in: event)
        }
    }

    private static func detail(_ name: String, in event: ActivityEvent) -> String? {
        guard let details = event.details else { return nil }
        let bytes = Array(details.utf8)
        var scanner = JSONScanner()
        var table = RecordFields()
        guard scanner.scan(bytes.span, ByteRange(from: 0, to: bytes.count), into: &table) else { return nil }
        for field in table.fields where table.paths.text(field.path) == name { return table.values.text(field.value) }
        return nil
    }

    private static func isEqual(_ found: String?, _ expected: String?, field: String) -> Bool {
        guard field == "time", let found, let expected else { return found == expected }
        func instant(_ text: String) -> Instant? {
            var parser = HeaderParser(zone: .utc, referenceTime: reference)
            let bytes = Array(text.utf8)
            return parser.resolve(bytes.span, ByteRange(from: 0, to: bytes.count), in: StreamID(source: "example"))
        }
        return instant(found) == instant(expected) && instant(found) != nil
    }
}
