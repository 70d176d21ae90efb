import FootfallCollector
import FootfallModel
import FootfallPatterns
import FootfallStore
import FootfallTesting
import Foundation
import Testing

@testable import FootfallHost

/// A copy of another host's files is looked at by itself: nothing that its links name on this machine.
@Suite(.temporaryDirectory) struct CopiedHostTests {
    private let folder = TemporaryDirectory.current
    private static let patterns = PatternSet.load(shipped: ShippedPatterns.filesWithoutExamples, own: []).set

    private func patient(_ configuration: String) throws -> Patient {
        let (read, _) = ConfigurationLoader.load(configuration, path: "/etc/footfall/footfall.yaml")
        let root = HostRoot(folder("copy"))
        return Patient(
            root: root,
            configuration: read,
            patterns: Self.patterns,
            store: folder("footfall.db"),
            now: Instant(seconds: 1_763_800_000),
            zone: nil
        )
    }

    private func write(_ path: String, _ text: String = "x\n") throws {
        try folder.folder((path as NSString).deletingLastPathComponent)
        try folder.write(path, text)
    }

    private func link(_ path: String, to target: String) throws {
        try folder.folder((path as NSString).deletingLastPathComponent)
        try FileManager.default.createSymbolicLink(atPath: folder(path), withDestinationPath: target)
    }

    @Test func `settings behind a link are the copy's own`() throws {
        try write("copy/var/log/auth.log")
        try write("here/rs.conf", "$SystemLogRateLimitInterval 2\n")
        try write("here/conf.d/x.conf", "$SystemLogRateLimitInterval 2\n")
        try write("here/footfall.service", "[Service]\nExecStart=/usr/bin/footfall collect\n")
        try link("copy/etc/rsyslog.conf", to: folder("here/rs.conf"))
        try link("copy/etc/systemd/system/footfall.service", to: folder("here/footfall.service"))
        let files = "sources: [{files: /var/log/auth.log}]\n"
        #expect(!Doctor.examine(try patient(files)).contains { $0.check == "rsyslog" })
        #expect(try patient(files).unit == nil)
        // What the link names is in the copy too: that is what counts.
        try write("copy" + folder("here/rs.conf"), "module(load=\"imuxsock\")\n")
        try link("copy/etc/rsyslog.d", to: folder("here/conf.d"))
        #expect(Doctor.examine(try patient(files)).filter { $0.check == "rsyslog" }.map(\.verdict) == [.ok])
    }

    @Test func `followed files stand in the copy, under the host's own names`() throws {
        try write("copy/data/logs/auth.log")
        try write("copy/data/logs/auth.log.1")
        try write("copy/data/logs/wtmp", "\0\0\0")
        try write("here/outside.log")
        try write("here/more/other.log")
        try link("copy/var/log", to: "/data/logs")
        try link("copy/data/logs/out.log", to: folder("here/outside.log"))
        try link("copy/data/logs/app.log", to: "/srv/app-7.log")
        try write("copy/srv/app-7.log")
        try link("copy/srv/more", to: folder("here/more"))

        func followed(_ sources: String) throws -> [String: [String]] {
            let groups = try patient("sources: [\(sources)]\n").followed.groups
            return Dictionary(uniqueKeysWithValues: groups.map { ($0.live, $0.files) })
        }
        let auth = ["/var/log/auth.log.1", "/var/log/auth.log"]
        let both = ["/var/log/auth.log": auth, "/var/log/app.log": ["/var/log/app.log"]]
        #expect(try followed("{files: /var/log}") == both)
        #expect(
            try followed("{files: '/var/log/*.log'}") == [
                "/var/log/auth.log": [auth[1]], "/var/log/app.log": ["/var/log/app.log"],
            ]
        )
        #expect(try followed("{files: /var/log/auth.log}") == ["/var/log/auth.log": auth])
        #expect(try followed("{files: /var/log/auth.log, history: false}") == ["/var/log/auth.log": [auth[1]]])
        #expect(
            try followed("{files: /var/log, exclude: ['/var/log/au*']}") == ["/var/log/app.log": ["/var/log/app.log"]]
        )
        #expect(try followed("{files: [/srv/more, '/srv/more/*.log']}").isEmpty)
        #expect(
            try patient("sources: [{files: [/var/log/out.log, /var/log/none.log]}]\n").followed.absent == [
                "/var/log/out.log", "/var/log/none.log",
            ]
        )
    }

    @Test(arguments: [false, true])
    func `a look leaves a store's folder as it was`(_ isDamaged: Bool) throws {
        let writer = try StoreWriter(path: folder("footfall.db")) { _ in .utc }
        var maker = BatchMaker()
        try writer.write(maker.batch([.signIn(at: 1_763_700_000)]))
        try writer.close()
        if isDamaged {
            let bytes = try Data(contentsOf: URL(filePath: folder("footfall.db")))
            try folder.write("footfall.db", bytes: Array(bytes.prefix(5 * 8192)))
        }
        let names = try folder.names
        let bytes = try Data(contentsOf: URL(filePath: folder("footfall.db")))
        let found = Doctor.examine(try patient("timezone: UTC\n"))
        #expect(found.contains { $0.check == "store" && $0.verdict == (isDamaged ? .trouble : .ok) })
        #expect(try folder.names == names)
        #expect(try Data(contentsOf: URL(filePath: folder("footfall.db"))) == bytes)
    }
}
