internal import FootfallModel
internal import FootfallQuery
internal import FootfallYAML

// The entries of `searches`.
extension ConfigurationLoader {
    mutating func searches(_ node: YAMLNode) {
        for entry in reader.freeMapping(node, "searches") {
            let isName = !entry.key.isEmpty && entry.key.utf8.allSatisfy(SavedSearch.isOfName)
            if !isName {
                let hint = "letters, digits, - and _, since it is called as footfall search @NAME"
                reader.add("'\(entry.key)' is no name for a search", at: entry.place, hint: hint)
            }
            search(entry.key, entry.value)
        }
    }

    /// A query, or a mapping that has one.
    private mutating func search(_ name: String, _ node: YAMLNode) {
        var written: YAMLNode? = node
        var watched: YAMLNode?
        if node.isMapping {
            let before = reader.diagnostics.count
            let entry = reader.mapping(node, "a search", allowed: ConfigurationKey.names(in: "searches.*"))
            written = entry["query"]
            watched = entry["watch"].flatMap { reader.isNull($0) ? nil : $0 }
            // Most likely it stands under the key that was told of.
            if written == nil, reader.diagnostics.count > before { return }
        }
        guard let written, !reader.isNull(written) else {
            let hint = "write it as in \(name.isEmpty ? "failures" : name): outcome:failure"
            return reader.add("a search needs a query", at: reader.place(of: node), hint: hint)
        }
        guard let text = reader.sourceText(written, "a query") else { return }
        configuration.searches.append(SavedSearch(name: name, text: text, watch: watched.flatMap { watch($0) }))
    }

    private mutating func watch(_ node: YAMLNode) -> WatchSettings? {
        let before = reader.diagnostics.count
        let entry = reader.mapping(node, "a watch", allowed: ConfigurationKey.names(in: "searches.*.watch"))
        let hasUnknown = reader.diagnostics.count > before
        guard node.isMapping else { return nil }
        var settings = WatchSettings()
        if let node = entry["more_than"], let text = reader.string(node, "more_than") {
            if let number = Int64(text), 0...1_000_000 ~= number {
                settings.threshold = number
            } else {
                let hint = "write a plain number, as in more_than: 10"
                reader.add("more_than must be a number from 0 to 1000000", at: reader.place(of: node), hint: hint)
            }
        }
        settings.field = entry["from_one"].flatMap { node in
            reader.choice(node, "from_one", Field.allCases.map { ($0.rawValue, $0) })
        }
        let spans: [(String, ClosedRange<Int64>, WritableKeyPath<WatchSettings, Int64>)] = [
            ("within", 1...2_592_000, \.within), ("cooldown", 1...31_536_000, \.cooldown),
            ("max_late", 60...315_360_000, \.latest), ("timeout", 1...3600, \.timeout),
        ]
        for (key, range, value) in spans {
            if let node = entry[key], let span = span(node, key, in: range) { settings[keyPath: value] = span }
        }
        settings.command = entry["command"].map { command($0) } ?? []
        settings.file = entry["file"].flatMap { path($0, "file") }
        if entry["command"] == nil, entry["file"] == nil, !hasUnknown {
            let hint = "write command: [/path/of/program], or file: /path/of/file, which gets a line"
            reader.add("a watch needs a command or a file", at: reader.place(of: node), hint: hint)
        }
        return settings
    }

    /// A program and its arguments; one text is a program without arguments.
    mutating func command(_ node: YAMLNode) -> [String] {
        let words = list(node, "command").compactMap { reader.string($0, "command") }
        if words.isEmpty || words[0].isEmpty {
            let hint = "write it as in command: [/usr/local/bin/tell, security]"
            reader.add("command names no program", at: reader.place(of: node), hint: hint)
        }
        if words.count == 1, words[0].contains(" ") {
            reader.add(
                "a command is a list of words, and no line for a shell",
                at: reader.place(of: node),
                hint: "write [" + words[0].split(separator: " ").joined(separator: ", ") + "], or [sh, -c, '…']"
            )
        }
        return words
    }

    /// A span of time in seconds: `90s`, `5m`, `1h30m`, `2d`, `1w`.
    mutating func span(_ node: YAMLNode, _ what: String, in range: ClosedRange<Int64>) -> Int64? {
        guard let text = reader.string(node, what) else { return nil }
        // Spans are written as times are that lie so long ago.
        let now = Instant(seconds: 0)
        let isSpan = text.first?.isNumber == true && !text.contains("-")
        if isSpan, let time = try? TimeExpression.parse(text, now: now, zone: .utc), range.contains(-time.start.seconds)
        {
            return -time.start.seconds
        }
        reader.add(
            "\(what) must be a time from \(SpanText.of(range.lowerBound)) to \(SpanText.of(range.upperBound)), "
                + "not '\(text)'",
            at: reader.place(of: node),
            hint: "write it with its unit, as in 90s, 5m, 1h30m, 2d"
        )
        return nil
    }
}
