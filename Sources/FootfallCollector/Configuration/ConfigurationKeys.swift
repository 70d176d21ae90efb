/// One key of `footfall.yaml`: what the loader takes, `samples/footfall.yaml` shows and messages suggest.
package struct ConfigurationKey: Sendable {
    /// Where it stands: `limits.stop_seconds`, `sources[].files`, `hosts.*.timezone`.
    package let path: String
    /// What holds without it, as it would be written; `nil` where nothing does.
    package let standard: String?
    /// A source's key: of which kinds of sources.
    let kinds: Set<SourceKind>

    init(_ path: String, _ standard: String? = nil, of kinds: Set<SourceKind> = []) {
        self.path = path
        self.standard = standard
        self.kinds = kinds
    }

    /// The key itself, without what it stands in.
    package var name: String {
        path.split(separator: ".").last.map(String.init) ?? path
    }

    /// What the key stands in; empty at the top.
    var parent: String {
        path.lastIndex(of: ".").map { String(path[..<$0]) } ?? ""
    }

    /// Every key there is.
    package static let all: [ConfigurationKey] = [
        ConfigurationKey("store", "/var/lib/footfall/footfall.db"),
        ConfigurationKey("timezone"),
        ConfigurationKey("sources"),
        ConfigurationKey("sources[].files"),
        ConfigurationKey("sources[].exclude", of: [.files]),
        ConfigurationKey("sources[].history", "true", of: [.files]),
        ConfigurationKey("sources[].polling", "false", of: [.files]),
        ConfigurationKey("sources[].from", "all", of: [.files]),
        ConfigurationKey("sources[].record_start", of: [.files, .standardInput]),
        ConfigurationKey("sources[].record_timeout", "2", of: [.files, .standardInput]),
        ConfigurationKey("sources[].syslog"),
        ConfigurationKey("sources[].receive_buffer", "4MiB", of: [.syslog]),
        ConfigurationKey("sources[].certificate", of: [.syslog]),
        ConfigurationKey("sources[].key", of: [.syslog]),
        ConfigurationKey("sources[].client_ca", of: [.syslog]),
        ConfigurationKey("sources[].journal", "false"),
        ConfigurationKey("sources[].directory", of: [.journal]),
        ConfigurationKey("sources[].stdin", "false"),
        ConfigurationKey("sources[].max_line_bytes", "64KiB", of: [.files, .syslog, .standardInput]),
        ConfigurationKey("sources[].timezone", of: Set(SourceKind.allCases)),
        ConfigurationKey("sources[].format", of: Set(SourceKind.allCases)),
        ConfigurationKey("hosts"),
        ConfigurationKey("hosts.*.timezone"),
        ConfigurationKey("patterns"),
        ConfigurationKey("patterns.folder"),
        ConfigurationKey("patterns.enable", "[]"),
        ConfigurationKey("searches"),
        ConfigurationKey("searches.*.query"),
        ConfigurationKey("searches.*.watch"),
        ConfigurationKey("searches.*.watch.more_than", "0"),
        ConfigurationKey("searches.*.watch.from_one"),
        ConfigurationKey("searches.*.watch.within", "5m"),
        ConfigurationKey("searches.*.watch.cooldown", "1h"),
        ConfigurationKey("searches.*.watch.max_late", "7d"),
        ConfigurationKey("searches.*.watch.command"),
        ConfigurationKey("searches.*.watch.timeout", "60s"),
        ConfigurationKey("searches.*.watch.file"),
        ConfigurationKey("reports"),
        ConfigurationKey("reports[].report"),
        ConfigurationKey("reports[].name"),
        ConfigurationKey("reports[].at", "'07:00'"),
        ConfigurationKey("reports[].format", "text"),
        ConfigurationKey("reports[].folder"),
        ConfigurationKey("reports[].mail"),
        ConfigurationKey("reports[].from"),
        ConfigurationKey("reports[].sendmail"),
        ConfigurationKey("reports[].command"),
        ConfigurationKey("reports[].timeout", "5m"),
        ConfigurationKey("web"),
        ConfigurationKey("web.listen", "127.0.0.1:8514"),
        ConfigurationKey("web.password"),
        ConfigurationKey("web.hosts"),
        ConfigurationKey("web.certificate"),
        ConfigurationKey("web.key"),
        ConfigurationKey("retention"),
        ConfigurationKey("retention.max_age"),
        ConfigurationKey("retention.max_size"),
        ConfigurationKey("people"),
        ConfigurationKey("limits"),
        ConfigurationKey("limits.stop_seconds", "10"),
    ]

    /// The names of the keys that stand in one, in their order.
    static func names(in parent: String) -> [String] {
        all.filter { $0.parent == parent || $0.path == parent + "[]." + $0.name }.map(\.name)
    }
}

/// Kinds of sources, each by the key that makes a source one.
package enum SourceKind: String, CaseIterable, Sendable {
    case files, syslog, journal
    case standardInput = "stdin"
}
