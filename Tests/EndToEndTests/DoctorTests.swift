import FootfallTesting
import Foundation
import Testing

/// `footfall doctor`, as a user runs it.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct DoctorCommandTests {
    private let folder = TemporaryDirectory.current

    private struct Answer: Decodable {
        struct Check: Decodable {
            var check: String
            var verdict: String
            var found: String
            var mend: String?
            var paste: [String]?
        }
        var trouble: Bool
        var checks: [Check]

        func troubles(_ name: String) -> [Check] { checks.filter { $0.check == name && $0.verdict == "trouble" } }
    }

    private func examine(_ words: [String], _ program: Program = .footfall) async throws -> (Answer, Int32) {
        let outcome = try await program.start(["doctor", "--output", "json"] + words).wait()
        let answer = try JSONDecoder().decode(Answer.self, from: Data(outcome.output.utf8))
        #expect(answer.trouble == (outcome.status == 2), "\(outcome.output)\(outcome.errors)")
        return (answer, outcome.status)
    }

    private func configuration(_ text: String) throws -> [String] {
        try folder.write("footfall.yaml", "store: \(folder("footfall.db"))\ntimezone: UTC\n" + text)
        return ["--config", folder("footfall.yaml")]
    }

    @Test func `a copied host: no trouble, then rotation that loses lines`() async throws {
        try folder.folder("host/etc/footfall")
        try folder.folder("host/var/log")
        try folder.write("host/etc/footfall/footfall.yaml", "sources: [{files: /var/log/auth.log}]\n")
        try folder.write("host/var/log/auth.log", SignIn.line(1))
        try folder.write("host/etc/logrotate.conf", "/var/log/auth.log {\n rotate 4\n}\n")
        let (fine, status) = try await examine(["--root", folder("host")])
        #expect(status == 0)
        #expect(fine.checks.map(\.check).contains("rotation"))
        try folder.write("host/etc/logrotate.conf", "/var/log/auth.log {\n daily\n}\n")
        let (bad, _) = try await examine(["--root", folder("host")])
        #expect(bad.troubles("rotation").first?.paste == ["rotate 4"])
        let text = try await Program.footfall.with(["COLUMNS": "80"]).run(
            "doctor",
            "--root",
            folder("host"),
            "--trouble"
        )
        #expect(text.status == 2)
        #expect(text.output.contains("        rotate 4\n"))
        #expect(!text.output.contains("\nok "))
        for line in text.outputLines where !line.hasPrefix("        ") { #expect(line.count <= 80, "\(line)") }
        #expect(try await Program.footfall.run("doctor", "--root", folder("nowhere")).status == 1)
    }

    @Test func `a copy's links lead to nothing of this machine`() async throws {
        try folder.folder("host/etc/footfall")
        try folder.folder("host/var/log")
        try folder.folder("host/var/lib")
        try folder.folder("here")
        try folder.write("host/etc/footfall/footfall.yaml", "sources: [{files: /var/log/auth.log}]\n")
        try folder.write("host/var/log/auth.log", SignIn.line(1))
        try folder.write("here/rsyslog.conf", "$SystemLogRateLimitInterval 2\n")
        let store = ["--store", folder("here/footfall.db")]
        let collected = try await Program.footfall.start(["collect", "--once", folder("host/var/log")] + store).wait()
        #expect(collected.status == 0)
        for (link, target) in [("etc/rsyslog.conf", "here/rsyslog.conf"), ("var/lib/footfall", "here")] {
            try FileManager.default.createSymbolicLink(
                atPath: folder("host/" + link),
                withDestinationPath: folder(target)
            )
        }
        let (found, _) = try await examine(["--root", folder("host")])
        #expect(!found.checks.contains { ["rsyslog", "store", "sources"].contains($0.check) })
    }

    @Test func `a copy's packs are its own, and none that a link names on this machine`() async throws {
        let pack = "pack: acme\nabout: x\napps: [acme]\npatterns:\n  - id: a\n    event: user_login\n    regex: 'x('\n"
        try folder.folder("host/etc/footfall/packs")
        try folder.write(
            "host/etc/footfall/footfall.yaml",
            "sources: [{files: /var/log/auth.log}]\npatterns: {folder: /etc/footfall/packs}\n"
        )
        try folder.write("host/etc/footfall/packs/own.yaml", pack)
        let (own, _) = try await examine(["--root", folder("host")])
        #expect(own.troubles("packs").first?.found.contains("host/etc/footfall/packs/own.yaml:7") == true)
        try FileManager.default.removeItem(atPath: folder("host/etc/footfall/packs/own.yaml"))
        try folder.write("here.yaml", pack)
        try FileManager.default.createSymbolicLink(
            atPath: folder("host/etc/footfall/packs/link.yaml"),
            withDestinationPath: folder("here.yaml")
        )
        let (linked, _) = try await examine(["--root", folder("host")])
        let said = linked.troubles("packs").map(\.found)
        #expect(said == ["a pack: /etc/footfall/packs/link.yaml: this link leads to nothing in the copy"])
    }

    @Test func `packs that do not load, and a folder of them that is not there`() async throws {
        try folder.folder("packs")
        try folder.write(
            "packs/acme.yaml",
            "pack: acme\nabout: x\napps: [acme]\npatterns:\n  - id: a\n    event: nonsense_type\n    regex: 'x('\n"
        )
        let (broken, _) = try await examine(try configuration("patterns: {folder: packs}\n"))
        #expect(!broken.troubles("packs").isEmpty)
        #expect(broken.troubles("packs").first?.paste?.first?.hasPrefix("footfall patterns check ") == true)
        let (missing, _) = try await examine(try configuration("patterns: {folder: nowhere}\n"))
        #expect(missing.troubles("packs").first?.found.contains("nowhere") == true)
    }

    @Test func `a report's command that is not there, and a store that everybody may read`() async throws {
        let words = try configuration(
            "sources: [{files: auth.log}]\nreports: [{report: daily, command: [/no/such/program]}]\n"
        )
        try folder.write("auth.log", SignIn.line(1))
        #expect(try await Program.footfall.start(["collect", "--once"] + words).wait().status == 0)
        var (found, _) = try await examine(words)
        #expect(found.troubles("deliveries").first?.found.contains("/no/such/program") == true)
        #expect(found.troubles("store").isEmpty)
        _ = unsafe chmod(folder.path, 0o755)
        try folder.setMode("footfall.db", 0o644)
        (found, _) = try await examine(words)
        #expect(found.troubles("store").first?.paste == ["sudo chmod o-rwx \(folder("footfall.db"))"])
    }

    @Test func `a file that may not be read, with the group that would help`() async throws {
        guard let program = try await unprivileged() else { return }
        try folder.write("closed.log", SignIn.line(1))
        try folder.setMode("closed.log", geteuid() == 0 ? 0o640 : 0o000)
        let words = try configuration("sources: [{files: closed.log}]\n")
        let (found, status) = try await examine(words, program)
        #expect(status == 2)
        let trouble = try #require(found.troubles("rights").first)
        #expect(trouble.found.hasPrefix(folder("closed.log") + ": permission denied"))
        #expect(trouble.mend?.contains("member of the group") == true)
    }

    @Test func `a store that who asks may not read is not looked at, and no trouble`() async throws {
        guard let program = try await unprivileged() else { return }
        try folder.folder("closed")
        let store = folder("closed/footfall.db")
        try folder.write("auth.log", SignIn.line(1))
        let collect = ["collect", "--once", "--store", store, folder("auth.log")]
        #expect(try await Program.footfall.start(collect).wait().status == 0)
        try folder.setMode("closed", 0o000)
        let (found, _) = try await examine(["--store", store], program)
        try folder.setMode("closed", 0o700)
        #expect(found.troubles("store").isEmpty, "\(found.troubles("store"))")
        let note = try #require(found.checks.first { $0.check == "store" && $0.found.contains("was not looked at") })
        #expect(note.verdict == "note")
        #expect(note.mend == "ask as root:")
        #expect(note.paste == ["sudo footfall doctor"])
    }

    @Test func `a collector that runs, and a page that does not`() async throws {
        let store = Store()
        try folder.write("auth.log", SignIn.line(1))
        let words = try configuration("sources: [{files: auth.log}]\nweb: {listen: '127.0.0.1:1'}\n")
        let running = try Program.footfall.start(["collect"] + words)
        #expect(try await eventually { (try? await store.count()) == 1 })
        let (found, _) = try await examine(words)
        #expect(
            found.checks.contains { $0.check == "collector" && $0.found.contains("(process \(running.processID))") }
        )
        #expect(found.checks.contains { $0.check == "web" && $0.verdict == "note" })
        #expect(try await running.end(SIGTERM).status == 0)
    }

    @Test func `a look changes nothing`() async throws {
        let words = try configuration("sources: [{files: auth.log}]\n")
        try folder.write("auth.log", SignIn.lines(0..<20_000))
        #expect(try await Program.footfall.start(["collect", "--once"] + words).wait().status == 0)
        let before = try folder.names
        let bytes = try Data(contentsOf: URL(filePath: folder("footfall.db")))
        _ = try await examine(words)
        #expect(try folder.names == before)
        #expect(try Data(contentsOf: URL(filePath: folder("footfall.db"))) == bytes)
    }
}
