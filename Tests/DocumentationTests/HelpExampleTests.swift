import FootfallTesting
import Foundation
import Testing

/// The help texts have one shape, and their examples run.
@Suite(.fewAtOnce, .temporaryDirectory) struct HelpExampleTests {
    /// Examples that cannot be run here, and why.
    private static let notRun = [
        "sudo footfall install": "sets up the machine the tests run on",
        "collect --journal": "reads the journal of the machine the tests run on",
        "journalctl": "reads the journal of the machine the tests run on",
    ]
    /// Examples that would find, or write, what is on the machine the tests run on.
    private static let aboutThisMachine: Set<String> = ["footfall discover", "footfall discover --write"]
    /// What examples name on a server, and what stands for it here.
    private static let here = [
        ("sudo ", ""), ("/var/lib/footfall/footfall.db", "footfall.db"), ("/var/log", "host/log"),
        ("/backup", "backup"),
        ("/mnt/old", "old"), ("/srv/image", "image"), ("/data/shop/logs", "samples/logs"),
        ("0.0.0.0:5514", "127.0.0.1:0"), ("127.0.0.1:9000", "127.0.0.1:0"),
    ]

    private struct Example {
        var comment: String
        var command: String

        /// It follows or serves until somebody ends it.
        var isEndless: Bool {
            if command.contains("--once") || command.contains("--check") || command.contains("--hash-password") {
                return false
            }
            return ["footfall collect", "footfall serve", "footfall search --follow"].contains { command.hasPrefix($0) }
        }
    }

    /// The examples of a help text; they end it.
    private func examples(_ command: DescribedCommand) -> [Example] {
        let parts = (command.discussion ?? "").components(separatedBy: "Examples:\n")
        guard parts.count == 2 else { return [] }
        var examples: [Example] = []
        var comment = ""
        for line in parts[1].components(separatedBy: "\n") where !line.isEmpty {
            if line.hasPrefix("  # ") {
                comment = String(line.dropFirst(4))
            } else {
                examples.append(Example(comment: comment, command: line.trimmingCharacters(in: .whitespaces)))
            }
        }
        return examples
    }

    @Test func `every help text says what for, and gives three examples that fit a terminal`() async throws {
        let commands = try await DescribedProgram.read(in: Sandbox()).all
        #expect(commands.count >= 20)
        for (words, command) in commands {
            let name = words.joined(separator: " ")
            let examples = examples(command)
            #expect(examples.count >= 3, "\(name) has \(examples.count) examples")
            for example in examples {
                #expect(!example.comment.isEmpty, "\(name): \(example.command) says not what for")
                #expect(example.command.contains(name) || words.count == 1, "\(name): \(example.command)")
            }
            for line in (command.discussion ?? "").components(separatedBy: "\n") {
                #expect(line.count <= 80, "\(name): \(line)")
            }
        }
    }

    @Test(.timeLimit(.minutes(60)))
    func `the examples of the help texts are right, and run`() async throws {
        let sandbox = try Sandbox()
        let program = try await DescribedProgram.read(in: sandbox)
        try await prepare(sandbox)
        for (words, command) in program.all {
            for example in examples(command) {
                let place = "\(words.joined(separator: " ")) --help: \(example.command)"
                let first = try #require(example.command.range(of: "footfall "), "\(place)")
                #expect(program.mistake(in: String(example.command[first.lowerBound...])) == nil, "\(place)")
                // Half a minute each without optimisation: one of the three is enough.
                if example.command.hasPrefix("footfall patterns check"), !example.command.hasSuffix(" ./my-packs") {
                    continue
                }
                if Self.notRun.keys.contains(where: { example.command.contains($0) }) { continue }
                if Self.aboutThisMachine.contains(example.command) { continue }
                let here = Self.here.reduce(example.command) { $0.replacing($1.0, with: $1.1) }
                if example.isEndless {
                    try await expectToFollow(here, place)
                } else {
                    let result = try await sandbox.run(
                        "export FOOTFALL_CONFIG=footfall.yaml\n\(here)",
                        within: .seconds(500)
                    )
                    let expected: [Int32] = here.contains("footfall doctor") ? [0, 2] : [0]
                    #expect(expected.contains(result.status), "\(place)\n\(result.lines.joined(separator: "\n"))")
                }
            }
        }
    }

    /// Runs until it says something, and ends it as Ctrl-C does.
    private func expectToFollow(_ command: String, _ place: String) async throws {
        var command = command
        if command.hasPrefix("footfall serve"), !command.contains("--listen") { command += " --listen 127.0.0.1:0" }
        let shell = Program("/bin/sh").with([
            "PATH": Program.builtProducts + ":/usr/bin:/bin", "FOOTFALL_STORE": "live.db", "TZ": "UTC",
        ])
        let folder = TemporaryDirectory.current.path
        let running = try shell.start(["-c", "cd '\(folder)' && exec 2>&1 && exec \(command)"])
        let said = try await eventually { !running.outputSoFar.isEmpty }
        #expect(said, "\(place) says nothing")
        let outcome = try await running.end(SIGINT)
        #expect(outcome.status == 0, "\(place)\n\(outcome.output)")
    }

    /// What the examples name, made of the samples.
    private func prepare(_ sandbox: Sandbox) async throws {
        let lines = (0..<20).map {
            "Nov 22 10:00:0\($0 % 10) vpn1 acmevpn[41\($0)]: User u\($0) logged in from 192.0.2.\($0)\n"
        }
        try sandbox.write(lines.joined(), to: "acmevpn.log")
        try sandbox.write("2026-11-22 10:00:01 begins\n  goes on\n", to: "host/log/app.log")
        try sandbox.write("correct horse battery\n", to: "password.txt")
        try sandbox.write("sources: [{files: host/log/auth.log}]\nretention: {max_age: 9y}\n", to: "footfall.yaml")
        try sandbox.write(
            """
            pack: acmevpn
            about: Acme's VPN
            apps: [acmevpn2]
            patterns:
              - id: in
                event: user_login
                regex: '^Hello (?<user>\\S+)$'
                examples:
                  - line: 'Nov 22 10:00:01 vpn1 acmevpn2[1]: Hello alice'
                    expect: { user_id: alice }

            """.replacing("\\\\", with: "\\"),
            to: "my-packs/acmevpn.yaml"
        )
        let commands = [
            "cp samples/logs/auth.log samples/logs/syslog host/log && cp acmevpn.log host/log && cat acmevpn.log >> host/log/syslog",
            "cp samples/logs/auth.log.2.gz old.log.gz && mkdir -p backup/web1/etc image old/var && cp -r samples/logs old/var/log",
            "footfall collect --once --reference-time 2026-11-22T23:59:59Z --timezone UTC samples/logs",
            "cp footfall.db live.db",
        ]
        for command in commands {
            let result = try await sandbox.run(command)
            #expect(result.status == 0, "\(command)\n\(result.lines.joined(separator: "\n"))")
        }
    }
}
