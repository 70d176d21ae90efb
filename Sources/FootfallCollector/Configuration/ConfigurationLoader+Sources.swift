internal import FootfallModel
internal import FootfallSources
internal import FootfallYAML

// The entries of `sources`.
extension ConfigurationLoader {
    mutating func source(_ node: YAMLNode) {
        let entry = reader.mapping(node, "a source", allowed: ConfigurationKey.names(in: "sources"))
        guard node.isMapping else { return }
        let kinds = SourceKind.allCases.filter { entry[$0.rawValue] != nil }
        guard let kind = kinds.first, kinds.count == 1 else {
            let names = SourceKind.allCases.map(\.rawValue).joined(separator: ", ")
            let reason = kinds.isEmpty ? "a source needs one of these keys: " : "a source has only one of these keys: "
            let hint = kinds.isEmpty ? nil : "make two entries of it, each beginning with '- '"
            return reader.add(reason + names, at: reader.place(of: node), hint: hint)
        }
        for key in reader.freeMapping(node, "a source") {
            guard let known = ConfigurationKey.all.first(where: { $0.path == "sources[]." + key.key }),
                !known.kinds.isEmpty, !known.kinds.contains(kind)
            else { continue }
            let others = known.kinds.map(\.rawValue).sorted().joined(separator: " and ")
            reader.add("'\(key.key)' is for \(others), and this source is \(kind.rawValue)", at: key.place)
        }
        // Before the origins: where they are wrong, these are looked at all the same.
        var settings = SourceSettings(.standardInput)
        settings.maximumLineBytes = entry["max_line_bytes"].flatMap {
            bytes($0, "max_line_bytes", in: 480...(16 << 20))
        }
        settings.recordStart = text(entry["record_start"], "record_start", .recordStart)
        settings.reading.zone = entry["timezone"].flatMap { zone($0, "timezone") }
        settings.reading.format = text(entry["format"], "format", .format)
        for origin in origins(of: kind, entry) {
            settings.origin = origin
            configuration.sources.append(settings)
        }
    }

    private mutating func origins(of kind: SourceKind, _ entry: [String: YAMLNode]) -> [SourceSettings.Origin] {
        guard let node = entry[kind.rawValue] else { return [] }
        switch kind {
        case .files: return files(node, entry).map { [.files($0)] } ?? []
        case .syslog: return syslog(node, entry)
        case .journal:
            guard reader.boolean(node, "journal") == true, isNew("journal", "the journal", node) else { return [] }
            return [.journal(path: entry["directory"].flatMap { path($0, "directory") })]
        case .standardInput:
            guard reader.boolean(node, "stdin") == true, isNew("stdin", "standard input", node) else { return [] }
            return [.standardInput]
        }
    }

    private mutating func files(_ node: YAMLNode, _ entry: [String: YAMLNode]) -> SourceSettings.FileSettings? {
        var paths: [String] = []
        let nodes = list(node, "files")
        if nodes.isEmpty {
            let hint = "name files, folders or globs: files: [/var/log/auth.log]"
            reader.add("files names nothing to read", at: reader.place(of: node), hint: hint)
        }
        for node in nodes {
            guard let path = path(node, "files") else { continue }
            if isNew(path, path, node) { paths.append(path) }
        }
        guard !paths.isEmpty else { return nil }
        var settings = SourceSettings.FileSettings(paths: paths)
        settings.exclude = (entry["exclude"].map { list($0, "exclude") } ?? []).compactMap {
            reader.string($0, "exclude")
        }
        if let node = entry["history"] { settings.readsHistory = reader.boolean(node, "history") ?? true }
        if let node = entry["polling"] { settings.pollingOnly = reader.boolean(node, "polling") ?? false }
        return settings
    }

    private mutating func syslog(_ node: YAMLNode, _ entry: [String: YAMLNode]) -> [SourceSettings.Origin] {
        let buffer = entry["receive_buffer"].flatMap { bytes($0, "receive_buffer", in: 4096...(1 << 30)) }
        let nodes = list(node, "syslog")
        let example = "write udp://0.0.0.0:514, udp://127.0.0.1:5514 or udp://[::]:514"
        if nodes.isEmpty {
            reader.add("syslog names no address", at: reader.place(of: node), hint: example)
        }
        return nodes.compactMap { node in
            guard let text = reader.string(node, "syslog") else { return nil }
            let place = reader.place(of: node)
            guard let mark = text.firstRange(of: "://") else {
                reader.add("'\(text)' does not say by which protocol", at: place, hint: example)
                return nil
            }
            let scheme = String(text[..<mark.lowerBound])
            guard scheme == "udp" else {
                let isKnown = ["tcp", "tls", "unix"].contains(scheme)
                let reason = isKnown ? "\(scheme) is not available in this version" : "there is no protocol '\(scheme)'"
                reader.add(reason, at: place, hint: example)
                return nil
            }
            do throws(SourceError) {
                let address = try ListenAddress(String(text[mark.upperBound...]))
                guard let numeric = IPAddress(address.host), numeric.isV4 != address.isIPv6 else {
                    let reason = "\(address.host) is no address; names are not looked up"
                    reader.add(reason, at: place, hint: example)
                    return nil
                }
                guard isNew("udp://" + address.description, text, node) else { return nil }
                return .udp(address: address.description, receiveBufferBytes: buffer)
            } catch {
                reader.add("'\(text)': \(error.reason)", at: place, hint: example)
                return nil
            }
        }
    }

    private mutating func text(
        _ node: YAMLNode?,
        _ what: String,
        _ kind: FootfallConfiguration.Named.Kind
    ) -> String? {
        guard let node, let text = reader.sourceText(node, what) else { return nil }
        configuration.named.append(.init(kind: kind, text: text))
        return text.text
    }

    /// Whether nothing before was the same; a source that is named twice is a slip.
    private mutating func isNew(_ key: String, _ what: String, _ node: YAMLNode) -> Bool {
        let place = reader.place(of: node)
        guard let before = seen[key] else {
            seen[key] = place
            return true
        }
        reader.add("\(what) is read already", at: place, hint: "line \(before.line) names it too; keep one of them")
        return false
    }
}
