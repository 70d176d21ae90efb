import FootfallTesting
import Foundation
import Testing

/// `make man`.
@Suite(.fewAtOnce, .temporaryDirectory) struct ManPageTests {
    private let folder = TemporaryDirectory.current

    private func write() async throws -> [String] {
        let python = try #require(Program.system("python3"), "scripts/setup test installs it")
        let script = Program.package + "/scripts/man-pages"
        let outcome = try await python.run(script, Program.footfall.path, folder("man"))
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try FileManager.default.contentsOfDirectory(atPath: folder("man")).sorted()
    }

    @Test func `every command has its page, and the configuration has one`() async throws {
        let names = try await write()
        let program = try await DescribedProgram.read(in: Sandbox())
        let commands = program.all.map { $0.words.joined(separator: "-") + ".1" }
        #expect(names == (commands + ["footfall.yaml.5"]).sorted())
        for name in names {
            let text = try String(contentsOfFile: folder("man/" + name), encoding: .utf8)
            let sections =
                name == "footfall.yaml.5"
                ? ["KEYS", "EXAMPLES", "FILES", "SEE ALSO"]
                : ["SYNOPSIS", "OPTIONS", "EXAMPLES", "EXIT STATUS", "FILES", "ENVIRONMENT", "SEE ALSO"]
            for section in ["NAME", "DESCRIPTION"] + sections {
                #expect(text.contains(".SH \"\(section)\"\n"), "\(name) lacks \(section)")
            }
            // What it refers to is there.
            for reference in text.matches(of: /(footfall[a-z\\-]*)\(1\)/) {
                let page: String = String(reference.1).replacing("\\-", with: "-") + ".1"
                #expect(names.contains(page), "\(name) refers to \(page)")
            }
        }
    }

    @Test func `the page of the configuration has every key of the sample`() async throws {
        _ = try await write()
        let page = try String(contentsOfFile: folder("man/footfall.yaml.5"), encoding: .utf8)
        let sample = try String(contentsOfFile: Program.package + "/samples/footfall.yaml", encoding: .utf8)
        let keys = Set(sample.matches(of: /(?m)^[# -]*([a-z_]{3,}):/).map { String($0.1) })
            .subtracting(["alice", "refused", "nights", "guessing", "patterns", "retention", "limits", "web", "report"])
        #expect(keys.count > 40)
        let labels = page.matches(of: /(?m)^\.B "([^"]+)"$/).map { String($0.1) }
        for key in keys { #expect(labels.contains { $0 == key || $0.hasSuffix(": " + key) }, "\(key)") }
    }

    @Test(arguments: [
        ("man", ["--warnings", "-l"]), ("groff", ["-man", "-Tutf8", "-ww", "-z", "-K", "utf8"]),
        ("mandoc", ["-T", "lint", "-W", "warning"]),
    ])
    func `nothing is wrong with their form`(_ tool: String, _ arguments: [String]) async throws {
        guard let program = Program.system(tool) else { return print("\(tool) is not installed: skipped") }
        for name in try await write() {
            let outcome = try await program.with(["MANWIDTH": "80", "LC_ALL": "C.UTF-8", "MANPAGER": "cat"])
                .start(arguments + [folder("man/" + name)]).wait()
            #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(tool) \(name): \(outcome.errors)")
            if tool == "mandoc" { #expect(outcome.output.isEmpty, "\(outcome.output)") }
            guard tool == "man" else { continue }
            for line in outcome.outputLines { #expect(line.count <= 80 || line.contains("  "), "\(name): \(line)") }
        }
    }
}
