import FootfallCollector
import FootfallModel
import FootfallPatterns
import FootfallTesting
import Foundation
import Testing

@testable import FootfallHost

/// What other machines have is not touched unless it is named: their answer may never come.
@Suite(.temporaryDirectory) struct MountTests {
    private static let patterns = PatternSet.load(shipped: ShippedPatterns.filesWithoutExamples, own: []).set
    private var folder: TemporaryDirectory { .current }

    private static let table = """
        27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
        40 27 0:40 / /home rw,relatime shared:20 - nfs4 nas:/home rw,vers=4.2
        41 27 0:41 / /var/log/old\\040logs rw,relatime - cifs //nas/logs rw
        42 27 0:42 / /opt/shop/logs rw,relatime shared:22 master:3 - fuse.sshfs shop:/logs rw
        43 27 0:43 / /data rw,relatime - xfs /dev/vdb rw
        44 43 0:44 / /data/auto rw,relatime - autofs systemd-1 rw
        45 44 0:45 / /data/auto rw,relatime - ext4 /dev/vdc rw

        """

    private func survey(_ paths: [String] = [], _ table: String = table) -> HostSurvey {
        let root = HostRoot(folder.path).avoiding(Mounts(table))
        return HostSurvey(root, paths: paths, patterns: Self.patterns, zone: .utc, seconds: 60)
    }

    private func makeHost() throws {
        let line = "2026-11-21T10:00:00+00:00 web1 sshd[811]: Accepted password for al from 192.0.2.7 port 50022 ssh2\n"
        for place in ["var/log", "var/log/old logs", "home/al/logs", "opt/shop/logs", "srv/shop/logs", "data/auto"] {
            try folder.folder(place)
            try folder.write(place + "/auth.log", line)
        }
        let links = FileManager.default
        try links.createSymbolicLink(atPath: folder("var/log/link.log"), withDestinationPath: "/home/al/logs/auth.log")
        try links.createSymbolicLink(atPath: folder("srv/shop/log"), withDestinationPath: "/home/al/logs")
    }

    @Test func `mounts of other machines are left out and told of, links into them as well`() throws {
        try makeHost()
        let survey = survey(["/data/auto"])
        #expect(
            Set(survey.logs.map(\.name)) == ["/var/log/auth.log", "/srv/shop/logs/auth.log", "/data/auto/auth.log"]
        )
        #expect(survey.leftOut.map(\.path) == ["/home", "/opt/shop/logs", "/var/log/old logs"])
        #expect(survey.leftOut.map(\.kind) == ["NFS", "FUSE", "an SMB share"])
        let text = HostConfiguration.text(of: survey, store: "/var/lib/f.db", reader: .host)
        #expect(text.contains("  #    /home (NFS)\n"))
        let (_, mistakes) = ConfigurationLoader.load(text, path: "/etc/footfall/footfall.yaml")
        #expect(mistakes.isEmpty, "\(mistakes)\n\(text)")
    }

    @Test(arguments: ["/home/al/logs", "/home/al/l*/*.log", "/srv/shop/log", "/var/log/link.log"])
    func `what is named is looked at`(path: String) throws {
        try makeHost()
        let survey = survey([path])
        #expect(survey.logs.contains { $0.name.hasSuffix("/auth.log") || $0.name == path })
        #expect(survey.missing.isEmpty)
        #expect(survey.leftOut.map(\.path) == ["/opt/shop/logs", "/var/log/old logs"])
    }

    @Test(arguments: ["overlay", "9p", "virtiofs", "fuse.fuse-overlayfs", "nfs4"])
    func `the root is looked at whatever it is on, and what is of its kind`(type: String) throws {
        try makeHost()
        let survey = survey(
            [],
            """
            27 1 0:1 / / rw - \(type) root rw
            28 27 0:2 / /var/log rw - \(type) root rw
            29 27 0:3 / /opt/shop/logs rw - cifs //nas/logs rw

            """
        )
        #expect(survey.logs.contains { $0.name == "/var/log/auth.log" })
        #expect(survey.leftOut.map(\.path) == ["/opt/shop/logs"])
    }

    @Test func `a table that is none keeps nothing away`() {
        for table in ["", "\n", "36 35 98:0 /\n", "36 35 98:0 / /home rw,relatime\n", "36 35 98:0 / /home rw -\n"] {
            #expect(!Mounts(table).avoids("/home"))
        }
        #expect(Mounts("36 35 98:0 / /h\\134040 rw - nfs x rw\n").avoids("/h\\040/a"))
        #expect(!Mounts("36 35 98:0 / /home rw - nfs x rw\n").avoids("/home2"))
        #expect(RemoteFileSystem.named("fuseblk") == nil, "a local disk")
    }
}
