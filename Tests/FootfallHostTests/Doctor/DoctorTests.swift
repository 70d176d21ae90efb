import FootfallCollector
import FootfallModel
import FootfallPatterns
import FootfallStore
import FootfallTesting
import Foundation
import Testing

@testable import FootfallHost

/// The doctor before made-up hosts.
@Suite(.temporaryDirectory)
struct DoctorTests {
    private let folder = TemporaryDirectory.current
    private static let patterns = PatternSet.load(shipped: ShippedPatterns.filesWithoutExamples, own: []).set

    /// A host whose files these are, and what is said of it.
    private func examine(
        _ configuration: String,
        _ files: [String: String] = [:],
        now: Instant = Instant(seconds: 1_763_800_000),
        store: String? = nil
    ) throws -> [Diagnosis] {
        for (path, text) in files {
            let path = "host" + path
            try folder.folder((path as NSString).deletingLastPathComponent)
            try folder.write(path, text)
        }
        try folder.folder("host")
        let (read, mistakes) = ConfigurationLoader.load(configuration, path: "/etc/footfall/footfall.yaml")
        return Doctor.examine(
            Patient(
                root: HostRoot(folder("host")),
                configuration: read,
                mistakes: mistakes + read.check(with: Self.patterns),
                patterns: Self.patterns,
                store: store ?? folder("none.db"),
                now: now,
                zone: nil
            )
        )
    }

    private func verdicts(_ check: String, _ found: [Diagnosis]) -> [Diagnosis.Verdict] {
        found.filter { $0.check == check }.map(\.verdict)
    }

    private let files = "sources: [{files: /var/log/auth.log}]\n"
    private let log = ["/var/log/auth.log": "Nov 22 10:00:01 web1 sshd[1]: Server listening on 0.0.0.0 port 22.\n"]

    @Test func `a host on which nothing is wrong`() throws {
        let found = try examine(
            files,
            log.merging([
                "/etc/logrotate.conf": "/var/log/auth.log {\nrotate 4\n}\n",
                "/etc/rsyslog.conf": "module(load=\"imuxsock\")\n",
            ]) { $1 }
        )
        #expect(!found.contains { $0.verdict == .trouble })
        #expect(verdicts("configuration", found) == [.ok])
        #expect(verdicts("packs", found) == [.ok])
        #expect(verdicts("rotation", found) == [.ok])
        #expect(verdicts("rsyslog", found) == [.ok])
    }

    @Test func `mistakes of the configuration are told with their place`() throws {
        let found = try examine("sources: [{files: /var/log, histroy: true}]\n")
        let mistake = try #require(found.first { $0.check == "configuration" })
        #expect(mistake.verdict == .trouble)
        #expect(mistake.found.hasPrefix("/etc/footfall/footfall.yaml:1: unknown key 'histroy'"))
        #expect(mistake.remedy?.words == "did you mean 'history'?")
        #expect(mistake.remedy?.paste == ["sudoedit /etc/footfall/footfall.yaml"])
        #expect(verdicts("configuration", try examine("timezone: UTC\n")) == [.trouble], "no sources")
    }

    @Test(
        arguments: [
            ("type:job_run", "", [.ok, .note]), ("type:job_run", "patterns: {enable: [cron/*]}", [.ok]),
            ("user:alice or (type:Job-Run host:web1)", "", [.ok, .note]), ("-type:job_run", "", [.ok]),
            ("type:user_login", "", [.ok]),
        ] as [(String, String, [Diagnosis.Verdict])]
    )
    func `a search for what no pattern gives is told`(
        _ query: String,
        _ enabled: String,
        _ expected: [Diagnosis.Verdict]
    ) throws {
        let found = try examine(files + "searches: {one: '\(query)'}\n\(enabled)\n")
        #expect(verdicts("packs", found) == expected)
    }

    @Test func `rotation of what is followed is looked at, and of nothing else`() throws {
        let conf = "/var/log/auth.log { rotate 0 }\n/var/log/other.log { rotate 0 }\n"
        let found = try examine(files, log.merging(["/etc/logrotate.conf": conf]) { $1 })
        #expect(found.filter { $0.check == "rotation" }.map(\.found.localizedLowercase).count == 1)
        #expect(verdicts("rotation", found) == [.trouble])
    }

    @Test(
        arguments: [
            ("", [.note]), ("Storage=volatile", [.trouble]), ("Storage=none", [.trouble]),
            ("Storage=persistent", [.ok]),
            ("Storage=persistent\nRateLimitBurst=100", [.note]), ("Storage=persistent\nRateLimitBurst=0", [.ok]),
            ("Storage=persistent\n#Storage=none", [.ok]), ("Storage=persistent\nSystemMaxUse=20M", [.note]),
            ("Storage=persistent\nSystemMaxUse=2G", [.ok]),
        ] as [(String, [Diagnosis.Verdict])]
    )
    func `journald's settings`(_ lines: String, _ expected: [Diagnosis.Verdict]) throws {
        let conf = "[Journal]\n" + lines + "\n"
        let found = try examine(
            "sources: [{journal: true}]\n",
            ["/etc/systemd/journald.conf": "[Journal]\nStorage=auto\n", "/etc/systemd/journald.conf.d/x.conf": conf]
        )
        #expect(verdicts("journal", found) == expected)
        #expect(verdicts("journal", try examine(files)) == [], "no journal is read")
    }

    @Test(
        arguments: [
            ("module(load=\"imuxsock\")", [.ok]),
            ("module(load=\"imuxsock\" SysSock.RateLimit.Interval=\"5\")", [.note]),
            ("module(load=\"imuxsock\" SysSock.RateLimit.Interval=\"0\")", [.ok]),
            ("$SystemLogRateLimitInterval 2", [.note]), ("#$SystemLogRateLimitInterval 2", [.ok]),
            ("module(load=\"imjournal\")", [.note]), ("module(load=\"imjournal\" RateLimit.Interval=\"0\")", [.ok]),
        ] as [(String, [Diagnosis.Verdict])]
    )
    func `rsyslog's limits`(_ line: String, _ expected: [Diagnosis.Verdict]) throws {
        let found = try examine(
            files,
            log.merging(["/etc/rsyslog.conf": "\n", "/etc/rsyslog.d/x.conf": line + "\n"]) { $1 }
        )
        #expect(verdicts("rsyslog", found) == expected)
    }

    @Test(arguments: [("212992", .trouble), ("4194304", .ok)] as [(String, Diagnosis.Verdict)])
    func `the receive buffer against what is allowed`(_ most: String, _ verdict: Diagnosis.Verdict) throws {
        let found = try examine(
            "sources: [{syslog: 'udp://127.0.0.1:5514'}]\n",
            ["/proc/sys/net/core/rmem_max": most + "\n"]
        )
        #expect(verdicts("buffers", found) == [verdict])
        if verdict == .trouble {
            let paste = found.first { $0.check == "buffers" }?.remedy?.paste.first
            #expect(paste == "echo net.core.rmem_max=4194304 | sudo tee /etc/sysctl.d/60-footfall.conf")
        }
    }

    @Test func `open files and watches against what is followed`() throws {
        var tree = ["/proc/sys/fs/inotify/max_user_watches": "3\n", "/proc/sys/fs/inotify/max_user_instances": "128\n"]
        for number in 0..<30 { tree["/var/log/app\(number).log"] = "x\n" }
        tree["/etc/systemd/system/footfall.service"] = "[Service]\nExecStart=/usr/bin/footfall collect\nUser=footfall\n"
        let many = "sources: [{files: '/var/log/*.log'}]\n"
        var found = try examine(many, tree)
        #expect(verdicts("open files", found) == [.ok])
        #expect(verdicts("inotify", found) == [.note])
        tree["/etc/systemd/system/footfall.service.d/limit.conf"] = "[Service]\nLimitNOFILE=64\n"
        found = try examine(many, tree)
        #expect(verdicts("open files", found) == [.trouble])
        for number in 30..<1200 { tree["/var/log/app\(number).log"] = "x\n" }
        for enough in ["LimitNOFILE=infinity\n", "LimitNOFILE=1024:8192\n", ""] {
            tree["/etc/systemd/system/footfall.service.d/limit.conf"] = "[Service]\n" + enough
            found = try examine(many, tree)
            #expect(verdicts("open files", found) == [.ok], "\(enough)")
        }
    }

    @Test func `a store that is sound, and one from the future`() throws {
        let path = folder("footfall.db")
        let writer = try StoreWriter(path: path) { _ in .utc }
        var maker = BatchMaker()
        try writer.write(maker.batch([.signIn(at: 1_763_800_000)]))
        try writer.close()
        var found = try examine(files, store: path)
        #expect(verdicts("store", found) == [.ok])
        #expect(verdicts("clock", found) == [])
        found = try examine(files, now: Instant(seconds: 1_763_700_000), store: path)
        #expect(verdicts("clock", found) == [.trouble], "its newest event is a day ahead")
        found = try examine(files + "timezone: Europe/Vienna\n", store: path)
        #expect(verdicts("zone", found) == [.note])
        let bytes = try Data(contentsOf: URL(filePath: path))
        try folder.write("footfall.db", bytes: Array(bytes.prefix(5 * 8192)))
        #expect(verdicts("store", try examine(files, store: path)).contains(.trouble))
    }

    @Test(
        arguments: [
            (50_000_000, 1, 1, nil, .trouble), (10_000_000_000, 1_000_000_000, 1, nil, .trouble),
            (100_000_000_000, 1_000_000_000, 1, nil, .note), (100_000_000_000, 1_000, 1, nil, .ok),
            (10_000_000_000, 1_000_000_000, 1_000_000_000, 5_000_000_000, .ok),
            (10_000_000_000, 1_000_000_000, 1_000_000_000, 50_000_000_000, .trouble),
        ] as [(Int64, Int64, Int64, Int64?, Diagnosis.Verdict)]
    )
    func `room for the days to come`(
        _ free: Int64,
        _ daily: Int64,
        _ size: Int64,
        _ most: Int64?,
        _ verdict: Diagnosis.Verdict
    ) {
        let limits = RetentionLimits(maximumBytes: most)
        #expect(RoomExam.diagnosis(free: free, daily: daily, size: size, limits, configuration: nil).verdict == verdict)
    }

    @Test func `file systems on which a store does not last`() {
        #expect(FileSystemExam.kind(0x6969)?.name == "NFS")
        #expect(FileSystemExam.kind(0x0102_1994)?.name == "tmpfs")
        #expect(FileSystemExam.kind(0xef53) == nil, "ext4")
    }

    @Test(.enabled(if: geteuid() == 0, "only root can ask what others may"))
    func `what another user may read is found out by asking as that user`() throws {
        let nobody = ServiceUser(name: "nobody", number: 65_534, group: 65_534, groups: [])
        let member = ServiceUser(name: "nobody", number: 65_534, group: 65_534, groups: [4])
        let path = try folder.write("closed.log", "x\n")
        _ = unsafe chmod(folder.path, 0o755)
        try folder.setMode("closed.log", 0o640)
        _ = unsafe chown(path, 0, 4)
        #expect(nobody.refusal(path, R_OK) == EACCES)
        #expect(member.refusal(path, R_OK) == nil)
        #expect(nobody.refusal(folder("none"), R_OK) == ENOENT)
        let (read, _) = ConfigurationLoader.load("sources: [{files: \(path)}]\n", path: "footfall.yaml")
        let patient = Patient(
            root: HostRoot(),
            configuration: read,
            patterns: Self.patterns,
            store: folder("none.db"),
            now: Instant(seconds: 1_763_800_000),
            zone: nil
        )
        let found = try #require(RightsExam.byUser(nobody, patient).first)
        #expect(found.verdict == .trouble)
        #expect(found.remedy?.paste.first == "sudo usermod -aG \(GroupName.name(4)) nobody")
        #expect(RightsExam.byUser(member, patient).map(\.verdict) == [.ok])
        try folder.setMode("closed.log", 0o600)
        #expect(RightsExam.byUser(member, patient).first?.remedy?.paste == ["sudo setfacl -m u:nobody:r \(path)"])
        // This process has kept its own rights.
        let isReadable = unsafe access(path, R_OK) == 0
        #expect(geteuid() == 0)
        #expect(isReadable)
    }

    @Test func `many findings of one kind are cut`() {
        let many = (0..<30).map { Diagnosis("rights", $0 == 29 ? .trouble : .note, "\($0)") }
        let cut = many.bounded(to: 10, "all")
        #expect(cut.count == 11)
        #expect(cut.last == Diagnosis("rights", .trouble, "and 20 more; all"))
        #expect(Array(many.prefix(10)).bounded(to: 10, "all").count == 10)
    }
}
