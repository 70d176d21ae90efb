package import FootfallModel
internal import FootfallQuery
internal import FootfallStore
internal import FootfallYAML

/// Reads `footfall.yaml`, with everything that is wrong in it.
package struct ConfigurationLoader {
    var reader: YAMLReader
    var configuration: FootfallConfiguration
    /// Where each path and address was named first.
    var seen: [String: Place] = [:]
    private let folder: String

    /// What could be read, and every mistake.
    ///
    /// - Parameter path: names the file in messages; relative paths in it start from its folder.
    package static func load(
        _ text: String,
        path: String
    ) -> (configuration: FootfallConfiguration, diagnostics: [Diagnostic]) {
        let (reader, root) = YAMLReader.root(
            of: text,
            file: path,
            whenEmpty: "name what is read, as in sources: [{files: /var/log}]; `footfall discover` proposes a whole one"
        )
        var loader = ConfigurationLoader(reader, path: path)
        if let root { loader.top(root) }
        let mistakes = loader.reader.diagnostics.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
        return (loader.configuration, mistakes)
    }

    private init(_ reader: YAMLReader, path: String) {
        self.reader = reader
        configuration = FootfallConfiguration(file: reader.file)
        folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    }

    private mutating func top(_ root: YAMLNode) {
        // A file of which all is commented out sets nothing.
        if reader.isNull(root) { return }
        let entry = reader.mapping(root, "the configuration", allowed: ConfigurationKey.names(in: ""))
        configuration.store = entry["store"].flatMap { path($0, "store") }
        configuration.zone = entry["timezone"].flatMap { zone($0, "timezone") }
        for node in entry["sources"].map({ list($0, "sources") }) ?? [] { source(node) }
        if let hosts = entry["hosts"], !reader.isNull(hosts) { self.hosts(hosts) }
        if let patterns = entry["patterns"], !reader.isNull(patterns) { self.patterns(patterns) }
        if let searches = entry["searches"], !reader.isNull(searches) { self.searches(searches) }
        for node in entry["reports"].map({ reader.isNull($0) ? [] : reader.sequence($0, "reports") }) ?? [] {
            report(node)
        }
        if let web = entry["web"], !reader.isNull(web) { self.web(web) }
        if let retention = entry["retention"], !reader.isNull(retention) { self.retention(retention) }
        if let people = entry["people"], !reader.isNull(people) { self.people(people) }
        if let limits = entry["limits"], !reader.isNull(limits) { self.limits(limits) }
    }

    private mutating func retention(_ node: YAMLNode) {
        let entry = reader.mapping(node, "retention", allowed: ConfigurationKey.names(in: "retention"))
        let age = entry["max_age"].flatMap { limit($0, "max_age", RetentionLimits.age) }
        let bytes = entry["max_size"].flatMap { limit($0, "max_size", RetentionLimits.bytes) }
        configuration.retention = RetentionLimits(maximumAge: age, maximumBytes: bytes)
    }

    private mutating func limit(
        _ node: YAMLNode,
        _ what: String,
        _ read: (String) throws(RetentionLimits.Mistake) -> Int64
    ) -> Int64? {
        guard !reader.isNull(node), let text = reader.string(node, what) else { return nil }
        do throws(RetentionLimits.Mistake) {
            return try read(text)
        } catch {
            reader.add("\(what): \(error.reason)", at: reader.place(of: node), hint: error.hint)
            return nil
        }
    }

    private mutating func hosts(_ node: YAMLNode) {
        for host in reader.freeMapping(node, "hosts") {
            let entry = reader.mapping(host.value, "a host", allowed: ConfigurationKey.names(in: "hosts.*"))
            if host.key.isEmpty { reader.add("a host needs a name or an address", at: host.place) }
            guard let node = entry["timezone"], let zone = zone(node, "timezone") else { continue }
            configuration.hosts[host.key] = zone
        }
    }

    private mutating func patterns(_ node: YAMLNode) {
        let entry = reader.mapping(node, "patterns", allowed: ConfigurationKey.names(in: "patterns"))
        configuration.patternFolder = entry["folder"].flatMap { path($0, "folder") }
        for node in entry["enable"].map({ list($0, "enable") }) ?? [] {
            guard let text = reader.sourceText(node, "enable") else { continue }
            configuration.enabled.insert(text.text)
            configuration.named.append(.init(kind: .enabled, text: text))
        }
    }

    private mutating func limits(_ node: YAMLNode) {
        let entry = reader.mapping(node, "limits", allowed: ConfigurationKey.names(in: "limits"))
        if let node = entry["stop_seconds"], let text = reader.string(node, "stop_seconds") {
            if let seconds = Int(text), (1...3600).contains(seconds) {
                configuration.limits.stopSeconds = seconds
            } else {
                let hint = "write seconds as a plain number, as in stop_seconds: 10"
                reader.add("stop_seconds must be a number from 1 to 3600", at: reader.place(of: node), hint: hint)
            }
        }
    }

    // MARK: Values

    /// One value, or a list of them; nothing where nothing is written.
    mutating func list(_ node: YAMLNode, _ what: String) -> [YAMLNode] {
        if reader.isNull(node) { return [] }
        return node.text != nil ? [node] : reader.sequence(node, what)
    }

    /// A path, which starts from the file's own folder where it does not begin with `/`.
    mutating func path(_ node: YAMLNode, _ what: String) -> String? {
        guard let text = reader.string(node, what) else { return nil }
        if text.isEmpty || reader.isNull(node) {
            reader.add("\(what) must be a path, not nothing", at: reader.place(of: node), hint: "take the key out")
            return nil
        }
        if text.hasPrefix("~") {
            reader.add("~ means nothing in a path here", at: reader.place(of: node), hint: "write the path in full")
            return nil
        }
        return text.hasPrefix("/") ? text : folder + text
    }

    mutating func zone(_ node: YAMLNode, _ what: String) -> ZoneOffsets? {
        guard let text = reader.string(node, what) else { return nil }
        if let zone = ZoneOffsets(identifier: text) { return zone }
        let hint = "names look like Europe/Berlin, UTC or '+01:00'"
        reader.add("there is no time zone '\(text)'", at: reader.place(of: node), hint: hint)
        return nil
    }

    /// A number of bytes: `65536`, `64KiB`, `4MiB`.
    mutating func bytes(_ node: YAMLNode, _ what: String, in range: ClosedRange<Int>) -> Int? {
        guard let text = reader.string(node, what) else { return nil }
        let units: [(String, Int)] = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)]
        let unit = units.first { text.hasSuffix($0.0) }
        let number = Int(text.dropLast(unit?.0.count ?? 0).filter { $0 != " " })
        if let (count, isTooLarge) = number?.multipliedReportingOverflow(by: unit?.1 ?? 1), !isTooLarge,
            range.contains(count)
        {
            return count
        }
        reader.add(
            "\(what) must be a size from \(range.lowerBound) bytes to \(range.upperBound >> 20)MiB, not '\(text)'",
            at: reader.place(of: node),
            hint: "write bytes as a number, or with KiB or MiB: 64KiB"
        )
        return nil
    }
}
