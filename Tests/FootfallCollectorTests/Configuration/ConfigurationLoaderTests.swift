import FootfallModel
import FootfallTesting
import Foundation
import Testing

@testable import FootfallCollector

struct ConfigurationLoaderTests {
    private static let sample = Program.package + "/samples/footfall.yaml"

    /// What is wrong with a text: places, reasons and hints.
    private func mistakes(_ text: String) -> [String] {
        let (configuration, mistakes) = ConfigurationLoader.load(text, path: "f.yaml")
        return (mistakes + configuration.check(with: shipped)).sorted { $0.line < $1.line }.map { mistake in
            "\(mistake.line):\(mistake.column) \(mistake.reason)" + (mistake.hint.map { " | " + $0 } ?? "")
        }
    }

    @Test func `the sample has no mistake, also with all that is commented out`() throws {
        let text = try String(contentsOfFile: ConfigurationLoaderTests.sample, encoding: .utf8)
        #expect(mistakes(text) == [])
        let whole = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.replacing(#/^(\s*)#(?=\S)/#) { String($0.1) }.replacing(#/^(\s*)#(?=  (?! ))/#) { String($0.1) }
                // What remains is prose.
                .replacing(#/^\s*#.*$/#, with: "")
        }.joined(separator: "\n")
        #expect(mistakes(whole) == [])
        let loaded = ConfigurationLoader.load(whole, path: "f.yaml").configuration
        #expect(loaded.sources.contains { $0.address == "udp://0.0.0.0:514" })
        #expect(loaded.hosts.keys.sorted() == ["fw1"])
        #expect(loaded.people == ["alice": ["alice@corp.example", #"CORP\alice"#]])
    }

    @Test func `the sample shows every key with its default, and no other`() throws {
        let text = try String(contentsOfFile: ConfigurationLoaderTests.sample, encoding: .utf8)
        let lines = text.split(separator: "\n").compactMap { $0.firstMatch(of: #/^[ #-]*?\b([a-z_]+):(?: (.*))?$/#) }
        let shown = lines.filter { !$0.0.contains("# ") || $0.0.hasPrefix("  #") || $0.0.hasPrefix("#") }
            .map { String($0.1) }
        let known = Set(ConfigurationKey.all.map(\.name))
        #expect(Set(shown).subtracting(known).subtracting(["fw1", "alice", "refused", "nights", "guessing"]) == [])
        #expect(known.subtracting(shown) == [])
        for key in ConfigurationKey.all {
            guard let standard = key.standard else { continue }
            #expect(text.contains("\(key.name): \(standard)\n"), "\(key.path) without its default, \(standard)")
        }
    }

    @Test func `what the sample says without comments is what holds without it`() throws {
        let text = try String(contentsOfFile: ConfigurationLoaderTests.sample, encoding: .utf8)
        let sample = ConfigurationLoader.load(text, path: "/etc/footfall/footfall.yaml").configuration
        #expect(sample.limits == FootfallConfiguration.Limits())
        #expect(sample.enabled.isEmpty)
        var plain = SourceSettings(.files(.init(paths: ["/var/log/auth.log", "/var/log/secure"])))
        plain.maximumLineBytes = 65_536
        #expect(sample.sources == [plain])
    }

    @Test func `every mistake is told at once, with its place and what was meant`() {
        let text = """
            stores: x
            timezone: Europe/Viena
            sources:
              - files: a.log
                histroy: false
                record_start: '^(abc'
                receive_buffer: 5MiB
              - syslog: [udp://localhost:514, tpc://0.0.0.0:514, foo]
              - files: a.log
                format: opensh
                max_line_bytes: 12parsec
              - exclude: x
              - files: b.log
                stdin: true
            hosts: {fw1: {zone: UTC}}
            patterns: {enable: [openssh/pasword-failed]}
            limits: {stop_seconds: 10s}
            web: {listen: x, certificate: a.pem}
            """
        #expect(
            mistakes(text) == [
                "1:1 unknown key 'stores' in the configuration | did you mean 'store'?",
                "2:11 there is no time zone 'Europe/Viena' | names look like Europe/Berlin, UTC or '+01:00'",
                "5:5 unknown key 'histroy' in a source | did you mean 'history'?",
                "6:25 record_start: missing closing parenthesis | "
                    + "PCRE2 syntax, as in packs; put it between single quotes",
                "7:5 'receive_buffer' is for syslog, and this source is files",
                "8:14 localhost is no address; names are not looked up | " + ConfigurationLoaderTests.addresses,
                "8:35 there is no protocol 'tpc' | " + ConfigurationLoaderTests.addresses,
                "8:54 'foo' does not say by which protocol | " + ConfigurationLoaderTests.addresses,
                "9:12 a.log is read already | line 4 names it too; keep one of them",
                "10:13 there is no pack 'opensh' | did you mean 'openssh'?",
                "11:21 max_line_bytes must be a size from 480 bytes to 16MiB, not '12parsec' | "
                    + "write bytes as a number, or with KiB or MiB: 64KiB",
                "12:5 a source needs one of these keys: files, syslog, journal, stdin",
                "13:5 a source has only one of these keys: files, syslog, journal, stdin | "
                    + "make two entries of it, each beginning with '- '",
                "15:15 unknown key 'zone' in a host | known keys: timezone",
                "16:21 there is no pattern 'openssh/pasword-failed' | did you mean 'openssh/password-failed'?",
                "17:24 stop_seconds must be a number from 1 to 3600 | "
                    + "write seconds as a plain number, as in stop_seconds: 10",
                "18:15 listen: the port is missing | write ADDRESS:PORT, as in 127.0.0.1:8514 or [::]:8514",
                "18:31 a certificate needs its key, and a key its certificate | give both, as paths of PEM files",
            ]
        )
    }

    private static let addresses =
        "write udp://0.0.0.0:514, tcp://127.0.0.1:5514, tls://[::]:6514 or unix:///run/footfall/log"

    @Test(
        arguments: [
            (
                "# nothing",
                "0:0 the file is empty | name what is read, as in sources: [{files: /var/log}]; "
                    + "`footfall discover` proposes a whole one"
            ),
            (
                "sources: /var/log",
                "1:10 a source must be a mapping (key: value), not text | "
                    + "say what it is, as in - files: /var/log/auth.log"
            ),
            (
                "sources:\n  - files: {a: b}",
                "2:12 files must be a list, not a mapping | begin each of its entries with '- '"
            ),
            (
                "sources:\n  - files: []",
                "2:12 files names nothing to read | "
                    + "name files, folders or globs: files: [/var/log/auth.log]"
            ),
            ("sources:\n  - files: ~/x.log", "2:12 ~ means nothing in a path here | write the path in full"),
            ("store: [a]", "1:8 store must be text, not a list"),
            ("limits: 5", "1:9 limits must be a mapping (key: value), not text"),
            (
                "limits: {stop_seconds: 0}",
                "1:24 stop_seconds must be a number from 1 to 3600 | "
                    + "write seconds as a plain number, as in stop_seconds: 10"
            ),
            ("sources:\n  - syslog: udp://0.0.0.0", "2:13 'udp://0.0.0.0': the port is missing | \(addresses)"),
            ("sources:\n  - files: a\n    from: yesterdy", "3:11 from: "),
            (
                "sources:\n  - files: a\n    record_timeout: 2s",
                "3:21 record_timeout must be a number from 0.1 to 3600"
            ),
            ("sources:\n  - stdin: maybe", "2:12 stdin must be true or false"),
            ("a: [", "2:1 the file is no YAML"),
        ]
    )
    func `one mistake`(text: String, expected: String) {
        let found = mistakes(text)
        #expect(found.count >= 1)
        #expect(found.first?.hasPrefix(expected) == true, "\(found)")
    }

    @Test func `a key that stands twice is told with its name`() {
        let found = mistakes("store: a.db\ntimezone: UTC\nstore: b.db\n")
        #expect(found == ["3:1 in one mapping these keys stand twice: 'store' | keep one of them"])
    }

    @Test func `a file of comments alone sets nothing`() {
        #expect(mistakes("# nothing\n").count <= 1)
        #expect(mistakes("sources:\nhosts:\npatterns:\nlimits:\n") == [])
    }

    @Test func `people have several names, and a name belongs to one person`() {
        let text = """
            people:
              alice: [alice@corp.example, 'CORP\\alice', alice]
              bob: robert
              carol: [alice@corp.example]
            """
        let loaded = ConfigurationLoader.load(text, path: "f.yaml").configuration
        #expect(loaded.people["alice"] == ["alice@corp.example", #"CORP\alice"#])
        #expect(loaded.people["bob"] == ["robert"])
        let hint = "a name belongs to one person: take it out here or there"
        #expect(mistakes(text) == ["4:3 'alice@corp.example' is a name of 'alice' already | \(hint)"])
    }

    @Test func `a relative time is the same setting whenever it is read`() {
        func load(_ from: String) -> SourceSettings {
            ConfigurationLoader.load("sources: [{files: /a, from: \(from)}]", path: "f.yaml").configuration.sources[0]
        }
        #expect(load("7d").opening == load("7d").opening)
        #expect(load("7d").opening != load("8d").opening)
    }

    @Test func `relative paths start from the file's folder`() {
        let text = "store: a.db\npatterns: {folder: own}\nsources: [{files: [x.log, /y.log]}]"
        let loaded = ConfigurationLoader.load(text, path: "/etc/f/f.yaml").configuration
        #expect(loaded.store == "/etc/f/a.db")
        #expect(loaded.patternFolder == "/etc/f/own")
        #expect(loaded.sources.map(\.name) == ["/etc/f/x.log, /y.log"])
    }
}
