import FootfallHost
import FootfallTesting
import Foundation
import Testing

/// Footfall set up in a tree of files, where no user is made and nothing started.
@Suite(.temporaryDirectory)
struct InstallPlanTests {
    private let folder = TemporaryDirectory.current
    private var host: InstallHost { InstallHost(HostRoot(folder.path)) }

    private func plan() throws -> InstallPlan {
        InstallPlan(host, ownProgram: try #require(Program.system("true")).path)
    }

    /// Carries out what is to be done, and says how much that was.
    @discardableResult
    private func carryOut(_ steps: [InstallStep]) throws -> Int {
        let actions = steps.flatMap(\.actions)
        for action in actions { try InstallRun(host.root).perform(action) }
        return actions.count
    }

    private func text(_ path: String) -> String? { try? String(contentsOfFile: folder(path), encoding: .utf8) }

    @Test func `a plan changes nothing`() throws {
        #expect(try plan().steps().count == 6)
        #expect(try RemovalPlan(host).steps().count == 5)
        #expect(try folder.names.isEmpty)
    }

    @Test func `program, user, configuration and enabled units are put into a tree, once`() throws {
        try carryOut(plan().steps())
        #expect(FileManager.default.isExecutableFile(atPath: folder("usr/local/bin/footfall")))
        #expect(text("etc/sysusers.d/footfall.conf")?.contains("u footfall ") == true)
        let unit = try #require(text("etc/systemd/system/footfall.service"))
        #expect(unit.contains("\nExecStart=/usr/local/bin/footfall collect "))
        #expect(text("etc/systemd/system/footfall-web.service")?.contains("footfall serve ") == true)
        #expect(text("etc/footfall/footfall.yaml")?.contains("\nsources:\n") == true)
        for unit in ["footfall.service", "footfall-web.service"] {
            let link = folder("etc/systemd/system/multi-user.target.wants/\(unit)")
            let target = try FileManager.default.destinationOfSymbolicLink(atPath: link)
            #expect(target == "/etc/systemd/system/\(unit)")
        }
        #expect(try plan().steps().flatMap(\.actions).isEmpty)
    }

    @Test func `the page, and starting, are left out where nobody wants them`() throws {
        var plan = try plan()
        plan.hasWeb = false
        plan.starts = false
        try carryOut(plan.steps())
        #expect(try folder.names(in: "etc/systemd/system") == ["footfall.service"])
    }

    @Test func `a configuration that is there stays as it is`() throws {
        try folder.folder("etc/footfall")
        try folder.write("etc/footfall/footfall.yaml", "timezone: UTC\n")
        try carryOut(plan().steps())
        #expect(text("etc/footfall/footfall.yaml") == "timezone: UTC\n")
    }

    @Test func `what was put into a tree is taken out of it again`() throws {
        try carryOut(plan().steps())
        try carryOut(RemovalPlan(host).steps())
        #expect(try folder.allFiles == [])
        #expect(!host.exists("/etc/footfall") && !host.exists("/etc/sysusers.d"))
        #expect(try RemovalPlan(host).steps().flatMap(\.actions).isEmpty)
        #expect(RemovalPlan(host).store == nil)
    }

    @Test func `a changed configuration is kept beside the store, and taken up again`() throws {
        try carryOut(plan().steps())
        try folder.folder("var/lib/footfall")
        try folder.write("var/lib/footfall/footfall.db", "events")
        try folder.append("etc/footfall/footfall.yaml", "timezone: UTC\n")
        try folder.write("etc/footfall/key.pem", "secret")
        #expect(RemovalPlan(host).store == "/var/lib/footfall/footfall.db")
        try carryOut(RemovalPlan(host).steps())
        #expect(
            try folder.allFiles == [
                "var/lib/footfall/configuration/footfall.yaml", "var/lib/footfall/configuration/key.pem",
                "var/lib/footfall/footfall.db",
            ]
        )
        try carryOut(plan().steps())
        #expect(text("etc/footfall/footfall.yaml")?.hasSuffix("timezone: UTC\n") == true)
        #expect(text("etc/footfall/key.pem") == "secret")
        #expect(!host.exists("/var/lib/footfall/configuration"))
        #expect(try plan().steps().flatMap(\.actions).isEmpty)
    }

    @Test func `links of a tree are followed within it, and those that lead out of it are refused`() throws {
        let outside = try folder.folder("outside")
        try folder.folder("tree/etc")
        try folder.folder("tree/real")
        let files = FileManager.default
        try files.createSymbolicLink(atPath: folder("tree/usr"), withDestinationPath: "/real")
        try files.createSymbolicLink(atPath: folder("tree/etc/systemd"), withDestinationPath: outside)
        let host = InstallHost(HostRoot(folder("tree")))
        let plan = InstallPlan(host, ownProgram: try #require(Program.system("true")).path)
        let run = InstallRun(host.root)
        let steps = try plan.steps()
        try steps[0].actions.forEach(run.perform)
        #expect(files.isExecutableFile(atPath: folder("tree/real/local/bin/footfall")))
        #expect(throws: InstallProblem.self) {
            try run.perform(.write(path: "/etc/systemd/system/footfall.service", text: "x"))
        }
        #expect(try files.contentsOfDirectory(atPath: outside).isEmpty)
        try files.createSymbolicLink(atPath: folder("tree/etc/file"), withDestinationPath: outside + "/file")
        try run.perform(.write(path: "/etc/file", text: "x"))
        #expect(try files.contentsOfDirectory(atPath: outside).isEmpty, "the link is replaced")
    }

    @Test func `the configuration that was kept last is taken up again`() throws {
        for (name, text) in [("configuration", "old"), ("configuration-2", "new")] {
            try folder.folder("var/lib/footfall/" + name)
            try folder.write("var/lib/footfall/\(name)/footfall.yaml", "timezone: \(text)\n")
        }
        try carryOut(plan().steps())
        #expect(text("etc/footfall/footfall.yaml") == "timezone: new\n")
        #expect(host.exists("/var/lib/footfall/configuration/footfall.yaml"))
    }

    @Test func `a service that somebody has disabled stays so`() throws {
        try carryOut(plan().steps())
        try FileManager.default.removeItem(
            atPath: folder("etc/systemd/system/multi-user.target.wants/footfall-web.service")
        )
        #expect(try plan().steps().flatMap(\.actions).isEmpty)
    }

    @Test func `a second kept configuration does not take the place of the first`() throws {
        try folder.folder("var/lib/footfall/configuration")
        try folder.folder("etc/footfall")
        try folder.write("etc/footfall/footfall.yaml", "timezone: UTC\n")
        try carryOut(RemovalPlan(host).steps())
        #expect(text("var/lib/footfall/configuration-2/footfall.yaml") == "timezone: UTC\n")
    }

    @Test func `units and program of the Debian package are left to dpkg`() throws {
        for path in ["usr/bin", "usr/lib/systemd/system"] { try folder.folder(path) }
        try folder.write("usr/bin/footfall", "program")
        try folder.write("usr/lib/systemd/system/footfall.service", "unit")
        try carryOut(plan().steps())
        #expect(!host.exists("/usr/local/bin/footfall"))
        #expect(!host.exists("/etc/systemd/system/footfall.service"))
        #expect(host.exists("/etc/footfall/footfall.yaml"))
        #expect { try RemovalPlan(host).steps() } throws: { ($0 as? InstallProblem)?.hint?.contains("apt") == true }
    }

    @Test func `what fails says what it was and why`() throws {
        try folder.write("etc", "a file in the way")
        let steps = try plan().steps()
        let problem = #expect(throws: InstallProblem.self) { try carryOut(steps) }
        #expect(problem?.reason == "cannot write /etc/sysusers.d/footfall.conf: Not a directory")
    }

    @Test func `a mark tells whether a configuration was changed`() {
        let marked = ConfigurationMark.marked("store: a\n")
        #expect(ConfigurationMark.isUnchanged(marked))
        #expect(!ConfigurationMark.isUnchanged(marked.replacing("store: a", with: "store: b")))
        #expect(!ConfigurationMark.isUnchanged(marked + "timezone: UTC\n"))
        #expect(!ConfigurationMark.isUnchanged("store: a\n"))
    }
}

extension TemporaryDirectory {
    /// The names in a folder of the folder, sorted.
    fileprivate func names(in name: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: self(name)).sorted()
    }

    /// All files and links below the folder, sorted.
    fileprivate var allFiles: [String] {
        get throws {
            try FileManager.default.subpathsOfDirectory(atPath: path).sorted().filter { name in
                try FileManager.default.attributesOfItem(atPath: self(name))[.type] as? FileAttributeType
                    != .typeDirectory
            }
        }
    }
}
