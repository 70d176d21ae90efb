import FootfallCollector
import FootfallModel
import FootfallPatterns
import FootfallTesting
import Foundation
import Testing

@testable import FootfallHost

@Suite(.temporaryDirectory) struct HostSurveyTests {
    private static let patterns = PatternSet.load(shipped: ShippedPatterns.filesWithoutExamples, own: []).set
    private var folder: TemporaryDirectory { .current }

    private func survey(_ paths: [String] = [], seconds: Double = 60) -> HostSurvey {
        HostSurvey(HostRoot(folder.path), paths: paths, patterns: Self.patterns, zone: .utc, seconds: seconds)
    }

    private func write(_ path: String, _ text: String) throws {
        try folder.folder((path as NSString).deletingLastPathComponent)
        try folder.write(path, text)
    }

    private func signIn(_ day: Int, _ user: String) -> String {
        "2026-11-\(day)T10:00:00+00:00 web1 sshd[811]: Accepted password for \(user) from 192.0.2.7 port 50022 ssh2\n"
    }

    @Test func `shares, packs, formats and spans are those of the lines`() throws {
        let other = "2026-11-21T10:00:01+00:00 web1 sshd[811]: Server listening on 0.0.0.0 port 22.\n"
        try write("var/log/auth.log", signIn(21, "alice") + other + signIn(22, "bob") + other)
        try write("var/log/auth.log.1", signIn(11, "alice"))
        try write(
            "opt/shop/logs/app.json",
            #"{"time":"2026-11-20T10:00:00Z","event":"login","user":"u","ip":"192.0.2.1"}"# + "\n"
        )
        let survey = survey()
        #expect(survey.logs.map(\.name) == ["/var/log/auth.log", "/opt/shop/logs/app.json"])
        let auth = try #require(survey.logs.first)
        #expect(auth.files == 2)
        #expect(auth.sample.records == 4, "the predecessor tells the span alone")
        #expect(auth.sample.recognised == 2)
        #expect(auth.sample.events == 2)
        #expect(auth.sample.packs == ["openssh"])
        #expect(auth.sample.format == "syslog")
        #expect(auth.sample.first?.rfc3339.hasPrefix("2026-11-11T10:00:00") == true)
        #expect(auth.sample.last?.rfc3339.hasPrefix("2026-11-22T10:00:00") == true)
        let json = try #require(survey.logs.last)
        #expect(json.sample.format == "JSON")
        #expect(json.sample.packs == ["generic-json"])
        #expect(json.sample.first?.rfc3339.hasPrefix("2026-11-20") == true)
    }

    @Test func `binary, empty and hidden files, pipes and circles of links are no logs`() throws {
        try write("var/log/auth.log", signIn(21, "alice"))
        try write("var/log/.hidden", signIn(21, "alice"))
        try write("var/log/dpkg.log", "")
        try folder.write("var/log/odd", bytes: [UInt8](repeating: 0, count: 400))
        #expect(unsafe mkfifo(folder("var/log/pipe"), 0o600) == 0)
        try FileManager.default.createSymbolicLink(atPath: folder("var/log/again"), withDestinationPath: "/var/log")
        try FileManager.default.createSymbolicLink(atPath: folder("var/log/link.log"), withDestinationPath: "auth.log")
        let survey = survey()
        #expect(survey.logs.map(\.name) == ["/var/log/auth.log"])
        #expect(survey.binaryFiles == 1)
        #expect(survey.emptyFiles == 1)
        #expect(survey.cutShort == nil)
    }

    @Test func `what has a name that is not UTF-8 is told of`() throws {
        try write("var/log/auth.log", signIn(21, "alice"))
        try folder.folder("opt/shop/logs")
        try folder.folder("data")
        for place in ["var/log/b", "opt/b", "opt/shop/logs/b", "data/b"] {
            let file = unsafe creat(Array(folder(place).utf8CString.dropLast()) + [-1, 0], 0o644)
            try #require(file >= 0)
            close(file)
        }
        let survey = survey(["/data/*"])
        #expect(survey.logs.map(\.name) == ["/var/log/auth.log"])
        let told = ["/data/b\u{fffd}", "/opt/b\u{fffd}", "/opt/shop/logs/b\u{fffd}", "/var/log/b\u{fffd}"]
        #expect(survey.misnamed.sorted() == told)
    }

    @Test func `a log that says nothing yet is named where its place speaks for it`() throws {
        try write(
            "var/log/nginx/access.log",
            #"192.0.2.1 - - [21/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 1 "-" "x""# + "\n"
        )
        try write("var/log/nginx/error.log", "")
        try write("var/log/odd.log", "nothing that anybody knows\n")
        try write("var/log/auth.log", "")
        try write("etc/rsyslog.conf", "auth,authpriv.*  /var/log/auth.log\n")
        let survey = survey()
        let packs = Dictionary(uniqueKeysWithValues: survey.logs.map { ($0.name, $0.pack) })
        #expect(packs["/var/log/nginx/access.log"] == "web-access")
        #expect(packs["/var/log/nginx/error.log"] == "nginx")
        #expect(packs["/var/log/odd.log"] == .some(nil))
        #expect(packs["/var/log/auth.log"] == .some(nil), "any program's")
        #expect(survey.logs.filter { !$0.isOfUse }.map(\.name) == ["/var/log/odd.log"])
    }

    @Test func `of a large log its ends are read, and no more`() throws {
        let line = signIn(21, "alice")
        try write("var/log/auth.log", signIn(10, "first") + String(repeating: line, count: 60_000) + signIn(22, "last"))
        let survey = survey()
        let sample = try #require(survey.logs.first).sample
        #expect(sample.bytes <= Int64(LogSampler.beginning + LogSampler.end))
        #expect(sample.bytes > Int64(LogSampler.end))
        #expect(sample.recognised == sample.records)
        #expect(sample.first?.rfc3339.hasPrefix("2026-11-10") == true)
        #expect(sample.last?.rfc3339.hasPrefix("2026-11-22") == true)
    }

    @Test func `without time it ends at once and says so`() throws {
        try write("var/log/auth.log", signIn(21, "alice"))
        let survey = survey(seconds: -1)
        #expect(survey.cutShort != nil)
        #expect(survey.logs.isEmpty)
    }

    @Test func `paths that are given are looked at, too`() throws {
        try write("data/odd/place/app.log", signIn(21, "alice"))
        #expect(survey().logs.isEmpty)
        #expect(survey(["/data/odd/place"]).logs.map(\.name) == ["/data/odd/place/app.log"])
        #expect(survey(["/data/*/place/*.log"]).logs.map(\.name) == ["/data/odd/place/app.log"])
    }

    @Test func `containers' logs are one source, new containers included`() throws {
        for id in ["ab", "cd"] {
            let line = #"{"log":"{\"event\":\"login\",\"user\":\"u\",\"ip\":\"192.0.2.1\"}\n","stream":"stdout","#
            try write(
                "var/lib/docker/containers/\(id)/\(id)-json.log",
                line + #""time":"2026-11-20T10:00:00.5Z"}"# + "\n"
            )
        }
        let log = try #require(survey().logs.first)
        #expect(log.name == "/var/lib/docker/containers/*/*-json.log")
        #expect(log.files == 2)
        #expect(log.sample.packs == ["generic-json"])
        let text = HostConfiguration.text(of: survey(), store: "footfall.db", reader: .here)
        #expect(text.contains("# What containers print.\n"))
        let path = folder("var/lib/docker/containers/*/*-json.log")
        #expect(text.contains("      - \"\(path)\""), "\(text)")
    }

    @Test(.enabled(if: JournalFiles.isAvailable, "\(JournalFiles.missing)"), arguments: [true, false])
    func `the journal is read where no syslog server writes files`(hasSyslog: Bool) async throws {
        let entries = (0..<50).map { number in
            JournalEntry(
                realtime: 1_795_600_000_000_000 + Int64(number) * 1_000_000,
                message: "Accepted password for u\(number) from 192.0.2.7 port 50022 ssh2"
            )
        }
        // journalctl looks into folders that are called as a machine is.
        let machine = "var/log/journal/" + String(repeating: "b", count: 32)
        try folder.folder(machine)
        try await JournalFiles.append(entries, to: folder(machine + "/system.journal"))
        if hasSyslog { try write("var/log/auth.log", signIn(21, "alice")) }
        let survey = survey()
        let journal = try #require(survey.journal)
        #expect(journal.sample.records == 50)
        #expect(journal.sample.events == 50)
        #expect(journal.sample.packs == ["openssh"])
        #expect(journal.sample.first?.seconds == 1_795_600_000)
        let text = HostConfiguration.text(of: survey, store: "footfall.db", reader: .here)
        let (configuration, mistakes) = ConfigurationLoader.load(text, path: folder("footfall.yaml"))
        #expect(mistakes.isEmpty, "\(mistakes)\n\(text)")
        let reads = configuration.sources.contains { source in
            if case .journal(let path, _) = source.origin { path == folder("var/log/journal") } else { false }
        }
        #expect(reads == !hasSyslog)
    }

    @Test func `the configuration is without mistakes and reads what is of use`() throws {
        try write("etc/hostname", "web1\n")
        try write("etc/timezone", "Europe/Vienna\n")
        try write("var/log/auth.log", signIn(21, "alice"))
        try write("var/log/odd.log", "nothing that anybody knows\n")
        try write("srv/shop/logs/it's \"x\": [y] #z.log", signIn(21, "bob"))
        let survey = survey()
        let text = HostConfiguration.text(of: survey, store: "footfall.db", reader: .here)
        let path = folder("footfall.yaml")
        let (configuration, mistakes) = ConfigurationLoader.load(text, path: path)
        #expect(mistakes.isEmpty, "\(mistakes)\n\(text)")
        #expect(configuration.zone?.name == "Europe/Vienna")
        let files = configuration.sources.flatMap { source in
            if case .files(let files) = source.origin { files.paths } else { [String]() }
        }
        #expect(Set(files) == [folder("var/log/auth.log"), folder("srv/shop/logs/it's \"x\": [y] #z.log")])
        #expect(text.contains("  #    - \(folder("var/log/odd.log"))"))
        #expect(configuration.reports.isEmpty, "another host's reports are that host's")
    }

    @Test(arguments: ["\u{2028}", "\u{2029}", "\u{85}", "\n", "\r"])
    func `a file's name adds nothing to the configuration`(end: String) throws {
        let words = "a\(end)searches: {x: {query: 'type:user_login', watch: {more_than: 0, command: [id]}}}\(end)#.log"
        try write("home/mallory/logs/" + words, "nothing that anybody knows\n")
        try write("home/mallory/logs/b" + words, signIn(21, "alice"))
        let text = try HostConfiguration.draft(for: HostRoot(folder.path), store: "/var/lib/f.db")
        let (configuration, mistakes) = ConfigurationLoader.load(text, path: "/etc/footfall/footfall.yaml")
        #expect(mistakes.isEmpty, "\(mistakes)\n\(text)")
        #expect(configuration.searches.isEmpty)
        let files = configuration.sources.flatMap { source in
            if case .files(let files) = source.origin { files.paths } else { [String]() }
        }
        #expect(files == ["/home/mallory/logs/b" + words])
    }

    @Test func `folders that are linked are looked at, circles end, and so do globs of circles`() throws {
        try write("data/nginx/auth.log", signIn(21, "alice"))
        try folder.folder("var/log")
        let links = FileManager.default
        try links.createSymbolicLink(atPath: folder("var/log/nginx"), withDestinationPath: "/data/nginx")
        for name in ["a", "b", "c"] {
            try links.createSymbolicLink(atPath: folder("data/nginx/" + name), withDestinationPath: ".")
        }
        let deep = "/data/nginx" + String(repeating: "/*", count: 30) + "/f.log"
        let survey = survey([deep, "/nonexistent/logs"], seconds: 3)
        #expect(survey.missing == [deep, "/nonexistent/logs"])
        #expect(HostRoot(folder.path).matches(deep, Budget(seconds: 0.5)).count <= HostRoot.manyNames)
        #expect(self.survey().logs.map(\.name) == ["/var/log/nginx/auth.log"])
    }

    @Test func `what an image is given names its own paths, and always something to read`() throws {
        let path = "/etc/footfall/footfall.yaml"
        func files(_ text: String) throws -> [String] {
            let (configuration, mistakes) = ConfigurationLoader.load(text, path: path)
            #expect(mistakes.isEmpty, "\(mistakes)\n\(text)")
            #expect(configuration.reports.count == 1)
            return configuration.sources.flatMap { source in
                if case .files(let files) = source.origin { files.paths } else { [String]() }
            }
        }
        let root = HostRoot(folder.path)
        #expect(try files(HostConfiguration.draft(for: root, store: "/var/lib/f.db")) == ["/var/log"])
        try write("var/log/auth.log", signIn(21, "alice"))
        #expect(try files(HostConfiguration.draft(for: root, store: "/var/lib/f.db")) == ["/var/log/auth.log"])
    }

    @Test func `this machine's configuration has the daily report and can be read`() {
        let survey = HostSurvey(HostRoot(), patterns: Self.patterns, zone: .utc, seconds: 0.2)
        let text = HostConfiguration.text(of: survey, store: "/var/lib/footfall/footfall.db", reader: .here)
        let (configuration, mistakes) = ConfigurationLoader.load(text, path: "/etc/footfall/footfall.yaml")
        #expect(mistakes.isEmpty, "\(mistakes)\n\(text)")
        #expect(configuration.reports.count == 1)
        #expect(configuration.store == "/var/lib/footfall/footfall.db")
    }

    @Test(arguments: [
        "a b", "x: y", "- a", "#a", "'", "\"", "a\nb", "\u{1b}[31m", "*", "null", "~", "ü/ß", "a\\b", "", "a\u{85}b",
        "a\u{2028}b", "a\u{9b}b", "\u{feff}a",
    ])
    func `any name is one scalar of YAML`(name: String) {
        let text = "store: \(HostConfiguration.quoted("/d/" + name))\n"
        let (configuration, mistakes) = ConfigurationLoader.load(text, path: "/etc/footfall.yaml")
        #expect(mistakes.isEmpty, "\(mistakes)")
        #expect(configuration.store == "/d/" + name)
    }
}
