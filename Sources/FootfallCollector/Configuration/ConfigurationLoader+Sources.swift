internal import FootfallModel
internal import FootfallQuery
internal import FootfallSources
internal import FootfallYAML

// The entries of `sources`.
extension ConfigurationLoader {
    mutating func source(_ node: YAMLNode) {
        let entry = reader.mapping(
            node,
            "a source",
            allowed: ConfigurationKey.names(in: "sources"),
            hint: "say what it is, as in - files: /var/log/auth.log"
        )
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
        settings.recordTimeout = entry["record_timeout"].flatMap { seconds($0, "record_timeout") }
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
        if let node = entry["from"], let text = reader.string(node, "from") {
            settings.startText = text
            settings.start = start(text, node)
        }
        if let node = entry["polling"] { settings.pollingOnly = reader.boolean(node, "polling") ?? false }
        return settings
    }

    /// Where files that were never seen before are begun.
    private mutating func start(_ text: String, _ node: YAMLNode) -> StartPosition? {
        switch text {
        case "all": return .all
        case "now": return .now
        default:
            do throws(Diagnostic) {
                let zone = configuration.zone ?? .machine()
                return .since(try TimeExpression.parse(text, now: .now, zone: zone, name: "from").start)
            } catch {
                reader.add(
                    "from: " + error.reason,
                    at: reader.place(of: node),
                    hint: "write all, now, 7d or 2026-11-01"
                )
                return nil
            }
        }
    }

    /// A time in seconds, as a number.
    private mutating func seconds(_ node: YAMLNode, _ what: String) -> Double? {
        guard let text = reader.string(node, what) else { return nil }
        if let seconds = Double(text), (0.1...3600).contains(seconds) { return seconds }
        let hint = "write seconds as a plain number, as in \(what): 2"
        reader.add("\(what) must be a number from 0.1 to 3600", at: reader.place(of: node), hint: hint)
        return nil
    }

    private mutating func syslog(_ node: YAMLNode, _ entry: [String: YAMLNode]) -> [SourceSettings.Origin] {
        let buffer = entry["receive_buffer"].flatMap { bytes($0, "receive_buffer", in: 4096...(1 << 30)) }
        let identity = self.identity(entry)
        let nodes = list(node, "syslog")
        let example = "write udp://0.0.0.0:514, tcp://127.0.0.1:5514, tls://[::]:6514 or unix:///run/footfall/log"
        if nodes.isEmpty {
            reader.add("syslog names no address", at: reader.place(of: node), hint: example)
        }
        var isEncrypted = false
        let origins = nodes.compactMap { node -> SourceSettings.Origin? in
            guard let text = reader.string(node, "syslog") else { return nil }
            let place = reader.place(of: node)
            guard let mark = text.firstRange(of: "://") else {
                reader.add("'\(text)' does not say by which protocol", at: place, hint: example)
                return nil
            }
            let (scheme, rest) = (String(text[..<mark.lowerBound]), String(text[mark.upperBound...]))
            switch scheme {
            case "udp":
                guard let address = address(rest, of: text, node, example) else { return nil }
                return isNew("udp://" + address, text, node) ? .udp(address: address, receiveBufferBytes: buffer) : nil
            case "tcp", "tls":
                if scheme == "tls" { isEncrypted = true }
                guard let address = address(rest, of: text, node, example) else { return nil }
                if scheme == "tls", identity == nil {
                    let hint = "give both beside it, as paths of PEM files"
                    reader.add("tls:// needs a certificate and its key", at: place, hint: hint)
                    return nil
                }
                guard isNew("tcp://" + address, text, node) else { return nil }
                return .stream(address: address, identity: scheme == "tls" ? identity : nil)
            case "unix":
                guard rest.hasPrefix("/") else {
                    reader.add("'\(text)' names no absolute path", at: place, hint: example)
                    return nil
                }
                return isNew(text, text, node) ? .unix(path: rest) : nil
            default:
                reader.add("there is no protocol '\(scheme)'", at: place, hint: example)
                return nil
            }
        }
        if !isEncrypted, let unused = ["certificate", "key", "client_ca"].lazy.compactMap({ entry[$0] }).first {
            let reason = "a certificate is of use only where something is received over tls://"
            reader.add(reason, at: reader.place(of: unused))
        }
        return origins
    }

    /// `ADDR:PORT`, checked; what is wrong with it is told.
    private mutating func address(
        _ text: String,
        of whole: String,
        _ node: YAMLNode,
        _ example: String
    ) -> String? {
        let place = reader.place(of: node)
        do throws(SourceError) {
            let address = try ListenAddress(text)
            guard let numeric = IPAddress(address.host), numeric.isV4 != address.isIPv6 else {
                let reason = "\(address.host) is no address; names are not looked up"
                reader.add(reason, at: place, hint: example)
                return nil
            }
            return address.description
        } catch {
            reader.add("'\(whole)': \(error.reason)", at: place, hint: example)
            return nil
        }
    }

    /// What connections are encrypted with; `nil` where a part of it is missing.
    private mutating func identity(_ entry: [String: YAMLNode]) -> TLSIdentity? {
        let certificate = entry["certificate"].flatMap { path($0, "certificate") }
        let key = entry["key"].flatMap { path($0, "key") }
        let clientAuthorities = entry["client_ca"].flatMap { path($0, "client_ca") }
        guard let certificate, let key else { return nil }
        return TLSIdentity(certificate: certificate, key: key, clientAuthorities: clientAuthorities)
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
        // Of port 0 the system makes another one each time.
        if what.hasSuffix(":0") { return true }
        let place = reader.place(of: node)
        guard let before = seen[key] else {
            seen[key] = place
            return true
        }
        reader.add("\(what) is read already", at: place, hint: "line \(before.line) names it too; keep one of them")
        return false
    }
}
