import FootfallModel
import FootfallYAML
import Foundation
import Testing

@testable import FootfallPatterns

struct PatternSetTests {
    @Test func `the shipped packs have no mistake`() {
        #expect(Shipped.loaded.diagnostics.map(\.description) == [])
        #expect(Shipped.set.packs.count >= 8)
        #expect(Shipped.set.packs.map(\.name) == Shipped.set.packs.map(\.name).sorted())
        for pack in Shipped.set.packs { #expect(pack.file.name == pack.name + ".yaml") }
    }

    @Test func `every example of the shipped packs holds`() {
        let report = PackCheck.run(Shipped.set, costsOf: PatternSetTests.hostFiles)
        #expect(report.diagnostics.map(\.description) == [])
        #expect(report.packs == Shipped.set.packs.count)
        #expect(report.patterns == Shipped.set.patternCount)
        #expect(report.examples > 200)
        #expect(report.nearMisses >= 49)
    }

    /// Packs of what every host runs: strangers write into all of their logs, so their expressions must be cheap too.
    private static let hostFiles: Set<String> = [
        "openssh.yaml", "pam.yaml", "sudo.yaml", "su.yaml", "shadow.yaml", "login.yaml", "systemd-logind.yaml",
    ]

    @Test func `what the README shows holds`() throws {
        let root = URL(filePath: #filePath).appending(path: "../../..").standardized
        let text = try String(contentsOf: root.appending(path: "Patterns/README.md"), encoding: .utf8)
        let blocks = text.split(separator: "```yaml\n").dropFirst().map { String($0.prefix { $0 != "`" }) }
        #expect(blocks.count == 3)
        let (set, diagnostics) = PatternSet.load(own: [("vaultd.yaml", blocks[0])])
        #expect(diagnostics.isEmpty)
        #expect(PackCheck.run(set, costsOf: ["vaultd.yaml"]).diagnostics.isEmpty)
        let rules = PatternSet.load(own: [("rules.yaml", "pack: rules\n" + blocks[1])]).diagnostics
        #expect(rules.isEmpty)
        let (gate, wrong) = PatternSet.load(own: [("gate.yaml", blocks[2])])
        #expect(wrong.map(\.description) == [])
        #expect(PackCheck.run(gate, costsOf: ["gate.yaml"]).diagnostics.map(\.description) == [])
    }

    private static let own = """
        pack: openssh
        apps: [sshd]
        patterns:
          - { id: hello, event: user_login, regex: '^hello (?<user>.*)$' }
        """

    @Test(arguments: ["/etc/footfall/openssh.yaml", "ours.yaml"])
    func `a user's pack takes the place of the shipped one of its name`(file: String) {
        let (set, diagnostics) = PatternSet.load(own: [(file, PatternSetTests.own)])
        #expect(diagnostics.isEmpty)
        #expect(set.packs.count == Shipped.set.packs.count)
        #expect(set.packs.filter { $0.name == "openssh" }.map(\.file.name) == [file])
        let lines = ["hello bob", "Failed password for alice from 192.0.2.7 port 50022 ssh2"]
        let run = Run(set, lines.map { "Nov 22 10:00:01 web1 sshd[811]: " + $0 })
        #expect(run.events.map(\.pattern) == ["openssh/hello"])
        #expect(run.total[.unrecognised] == 1)
    }

    @Test func `a user's pack that cannot be read leaves the shipped one`() {
        let (set, diagnostics) = PatternSet.load(own: [("openssh.yaml", "pack: openssh\npatterns: [\n")])
        #expect(diagnostics.count == 1)
        #expect(set.patterns.count == Shipped.set.patterns.count)
    }

    @Test func `a user's macros and types are added to the shipped ones, or replace them one by one`() {
        let macros = """
            macros:
              - { name: MINE, regex: 'x', examples: ['x'] }
              - { name: INT, regex: '7', examples: ['7'] }
            """
        let types = """
            event_types:
              - { type: badge_read, category: Other, outcome: success, meaning: A door opened }
            """
        let (added, wrong) = PatternSet.load(
            own: [("/etc/footfall/macros.yaml", macros), ("/etc/footfall/event-types.yaml", types)]
        )
        #expect(wrong.isEmpty)
        #expect(added.macros.macros.count == Shipped.set.macros.macros.count + 1)
        #expect(added.macros.macros.filter { $0.name == "INT" }.map(\.regex.text) == ["7"])
        #expect(added.catalogue.types.count == 97)
        #expect(added.catalogue.type(named: "badge_read")?.meaning == "A door opened")
    }

    @Test func `a pack is no file of macros because its name ends alike`() {
        let own = "pack: my-macros\napps: [a]\npatterns: [{ id: a, event: user_login, regex: '^a' }]\n"
        let set = PatternSet.load(own: [("/etc/footfall/my-macros.yaml", own)]).set
        #expect(set.packs.contains { $0.name == "my-macros" })
        #expect(set.macros.macros.count == Shipped.set.macros.macros.count)
    }

    @Test func `what is right in a wrong pack works`() {
        let (set, diagnostics) = load(
            pack("id: good\nevent: user_login\nregex: '^a'", "id: bad\nevent: user_login\nregex: '^(a'")
        )
        #expect(diagnostics.count == 1)
        #expect(set.patterns.map(\.name) == ["test/good"])
        #expect(Run(set, ["Nov 22 10:00:01 web1 app: abc"]).events.map(\.pattern) == ["test/good"])
    }

    @Test func `more groups than there is room for are refused`() {
        func pattern(_ groups: Int) -> String {
            pack("id: p\nevent: user_login\nregex: '^" + String(repeating: "(a)?", count: groups) + "$'")
        }
        #expect(load(pattern(63)).diagnostics.isEmpty)
        #expect(load(pattern(64)).diagnostics.map(\.reason) == ["the expression has more than 63 groups"])
    }

    @Test(arguments: ["regex: '^a(?<claimed>b)'", "regex: '^a'\nset: { claimed: 'true' }"])
    func `whether a user is claimed is nothing that an expression says`(keys: String) {
        let found = load(pack("id: p\nevent: user_login\n" + keys)).diagnostics
        #expect(found.map(\.reason) == ["'claimed' is no name for a detail"])
        #expect(found.map(\.hint) == ["write claimed: true or claimed: false beside 'event'"])
    }
}
