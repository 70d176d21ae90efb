internal import FootfallModel
internal import FootfallParsing
internal import FootfallYAML

// Examples and near misses: what each line becomes, and what it should.
extension PackCheck {
    mutating func examples(
        _ name: String,
        _ file: SourceFile,
        _ examples: [Example],
        _ place: Place,
        givesEvent: Bool
    ) {
        if examples.isEmpty, !handsOn(name) {
            add("\(name) has no example", file, place, hint: "give a line it takes, and what must come out of it")
        }
        var takers: [String] = []
        for example in examples {
            report.examples += 1
            let line = Array(example.line.text.utf8)
            lines.append(line)
            let before = example.before.map { Array($0.text.utf8) }
            let explanation = explainer.explain(line, after: before)
            guard explanation.taken == name else {
                if let taken = explanation.taken { takers.append(taken) }
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
            check(event, example, name, file)
        }
        if examples.count > 1, takers.count == examples.count {
            let others = Set(takers).sorted().joined(separator: ", ")
            let hint =
                "every example is taken by another (\(others)); put this one before it, or make that one narrower"
            add("\(name): no example reaches it", file, place, hint: hint)
        }
    }

    private mutating func check(_ event: ActivityEvent, _ example: Example, _ name: String, _ file: SourceFile) {
        for expectation in example.expectations {
            let found = PackCheck.value(of: expectation.field, in: event)
            if PackCheck.isEqual(found, expectation.value, field: expectation.field) { continue }
            let actual = found.map { "is '\($0)'" } ?? "is absent"
            let expected = expectation.value.map { "expected '\($0)'" } ?? "expected to be absent"
            add("\(name): \(expectation.field) \(actual), \(expected)", file, expectation.place)
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

    mutating func nearMisses(_ name: String, _ file: SourceFile, _ nearMisses: [SourceText]) {
        for line in nearMisses {
            report.nearMisses += 1
            let bytes = Array(line.text.utf8)
            lines.append(bytes)
            if explainer.explain(bytes).taken == name {
                add("\(name): takes a line that it must not take", file, line.place)
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
