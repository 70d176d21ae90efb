import FootfallTesting
import Foundation
import Testing

/// What `make install` installs.
@Suite(.temporaryDirectory)
struct PackagingTests {
    private let folder = TemporaryDirectory.current
    private static let analyze = Program.system("systemd-analyze")

    @Test(.enabled(if: analyze != nil, "systemd-analyze is not installed; scripts/setup test installs it"))
    func `systemd finds no fault with the unit, and little that it may do`() async throws {
        let analyze = try #require(PackagingTests.analyze)
        let unit = try String(contentsOfFile: Program.package + "/packaging/systemd/footfall.service", encoding: .utf8)
        let path = try folder.write(
            "footfall.service",
            unit.replacing("/usr/local/bin/footfall", with: Program.footfall.path)
        )
        let verified = try await analyze.run("verify", "--man=no", path)
        #expect(verified.status == 0 && verified.errors.isEmpty, "\(verified.errors)")
        // The scale goes from 0 to 100: below 20 systemd calls it OK.
        let secured = try await analyze.run("security", "--offline=true", "--threshold=20", path)
        #expect(secured.status == 0, "\(secured.output.suffix(300))")
    }

    @Test func `installing puts program, unit, user and configuration in place, and keeps a configuration`() async throws {
        let script = Program(Program.package + "/scripts/install")
            .with(["DESTDIR": folder.path, "PREFIX": "/usr"])
        let program = try #require(Program.system("true"))
        #expect(try await script.run(program.path).status == 0)
        let unit = try String(contentsOfFile: folder("etc/systemd/system/footfall.service"), encoding: .utf8)
        #expect(unit.contains("ExecStart=/usr/bin/footfall collect --config /etc/footfall/footfall.yaml\n"))
        #expect(FileManager.default.isExecutableFile(atPath: folder("usr/bin/footfall")))
        #expect(FileManager.default.fileExists(atPath: folder("etc/sysusers.d/footfall.conf")))
        #expect(
            try String(contentsOfFile: folder("etc/footfall/footfall.yaml"), encoding: .utf8)
                == String(contentsOfFile: Program.package + "/samples/footfall.yaml", encoding: .utf8)
        )
        try folder.write("etc/footfall/footfall.yaml", "timezone: UTC\n")
        #expect(try await script.run(program.path).output.hasPrefix("kept "))
        #expect(try String(contentsOfFile: folder("etc/footfall/footfall.yaml"), encoding: .utf8) == "timezone: UTC\n")
        #expect(try await script.run("--remove").status == 0)
        #expect(!FileManager.default.fileExists(atPath: folder("usr/bin/footfall")))
        #expect(FileManager.default.fileExists(atPath: folder("etc/footfall/footfall.yaml")))
    }
}
