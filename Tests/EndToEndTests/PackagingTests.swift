import FootfallTesting
import Foundation
import Testing

/// What `footfall install` sets up, and what of it can be shown without being root.
@Suite(.fewAtOnce, .temporaryDirectory)
struct PackagingTests {
    private let folder = TemporaryDirectory.current
    private static let analyze = Program.system("systemd-analyze")
    private static let rsyslogd = Program.system("rsyslogd")

    @Test(
        .enabled(if: analyze != nil, "systemd-analyze is not installed; scripts/setup test installs it"),
        arguments: ["footfall.service", "footfall-web.service"]
    )
    func `systemd finds no fault with a unit, and little that it may do`(_ name: String) async throws {
        let analyze = try #require(PackagingTests.analyze)
        let unit = try String(contentsOfFile: Program.package + "/packaging/systemd/" + name, encoding: .utf8)
        let path = try folder.write(
            name,
            unit.replacing("/usr/local/bin/footfall", with: Program.footfall.path)
        )
        let verified = try await analyze.run("verify", "--man=no", path)
        #expect(verified.status == 0 && verified.errors.isEmpty, "\(verified.errors)")
        // The scale goes from 0 to 100: below 20 systemd calls it OK.
        let secured = try await analyze.run("security", "--offline=true", "--threshold=20", path)
        #expect(secured.status == 0, "\(secured.output.suffix(300))")
    }

    @Test func `the program sets up a tree, and a second time finds nothing to do`() async throws {
        let first = try await Program.footfall.run("install", "--root", folder.path)
        #expect(first.status == 0, "\(first.errors)")
        let program = try Data(contentsOf: URL(filePath: folder("usr/local/bin/footfall")), options: .alwaysMapped)
        #expect(try program == Data(contentsOf: URL(filePath: Program.footfall.path), options: .alwaysMapped))
        for unit in ["footfall.service", "footfall-web.service"] {
            #expect(
                FileManager.default.contentsEqual(
                    atPath: folder("etc/systemd/system/" + unit),
                    andPath: Program.package + "/packaging/systemd/" + unit
                )
            )
        }
        let again = try await Program.footfall.run("install", "--root", folder.path)
        #expect(again.outputLines.filter { $0 == "    -> nothing to do" }.count == 6, "\(again.output)")
        #expect(!again.output.contains("-> done"))
        let checked = try await Program.footfall.run(
            "collect",
            "--check",
            "--config",
            folder("etc/footfall/footfall.yaml"),
            "--store",
            folder("footfall.db")
        )
        #expect(!checked.errors.contains("mistake"), "\(checked.errors)")
        #expect(try await Program.footfall.run("install", "--uninstall", "--root", folder.path).status == 0)
        #expect(!FileManager.default.fileExists(atPath: folder("usr/local/bin/footfall")))
    }

    @Test func `a dry run changes nothing, and all of it fits 80 columns`() async throws {
        let narrow = Program.footfall.with(["COLUMNS": "80"])
        let dry = try await narrow.run("install", "--dry-run", "--root", folder.path)
        #expect(dry.status == 0)
        #expect(dry.output.contains("    -> would write /etc/sysusers.d/footfall.conf\n"))
        #expect(try folder.names.isEmpty)
        let senders = try await narrow.run("install", "--senders")
        let wide = (dry.outputLines + senders.outputLines).filter { $0.count > 80 }
        #expect(wide.isEmpty)
    }

    @Test func `an ordinary user sees the steps, and what to type`() async throws {
        guard let nobody = try await unprivileged() else { return }
        let result = try await nobody.run("install", "--no-web")
        #expect(result.status == 1)
        #expect(result.output.contains("would write /etc/systemd/system/footfall.service"))
        #expect(result.errors.contains("hint: sudo ") && result.errors.contains(" install --no-web\n"))
        #expect(!FileManager.default.fileExists(atPath: "/etc/systemd/system/footfall.service"))
    }

    @Test(.enabled(if: rsyslogd != nil, "rsyslogd is not installed; scripts/setup test installs it"))
    func `rsyslog takes the piece that other hosts are to have`() async throws {
        let senders = try await Program.footfall.run("install", "--senders").outputLines
        let start = try #require(senders.firstIndex { $0.hasSuffix("/etc/rsyslog.d/60-footfall.conf:") })
        let lines = senders[(start + 1)...].prefix { $0.hasPrefix("      ") }
        #expect(lines.count >= 3)
        let path = try folder.write("rsyslog.conf", lines.joined(separator: "\n") + "\n")
        let rsyslogd = try #require(PackagingTests.rsyslogd)
        let result = try await rsyslogd.run("-N1", "-f", path)
        #expect(result.status == 0, "\(result.errors)")
    }
}
