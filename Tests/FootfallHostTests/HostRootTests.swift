import FootfallTesting
import Foundation
import Testing

@testable import FootfallHost

@Suite(.temporaryDirectory) struct HostRootTests {
    private var folder: TemporaryDirectory { .current }
    private var root: HostRoot { HostRoot(folder.path) }

    @Test(arguments: [("", "/var/log"), ("/", "/var/log"), ("/copy", "/copy/var/log"), ("/copy//", "/copy/var/log")])
    func `paths stand under the root`(folder: String, path: String) {
        #expect(HostRoot(folder).path("/var/log") == path)
        #expect(HostRoot(folder).isThisMachine == !folder.hasPrefix("/copy"))
    }

    @Test func `links are followed within a copy, as on its host`() throws {
        try folder.folder("var/log")
        try folder.folder("data/logs")
        try folder.write("data/logs/app.log", "x\n")
        try link("/data/logs", at: "srv")
        try link("../data/logs/app.log", at: "var/app.log")
        try link("/etc/hostname", at: "var/log/elsewhere")
        try link("circle", at: "circle")
        #expect(root.resolved("/srv/app.log") == "/data/logs/app.log")
        #expect(root.resolved("/var/app.log") == "/data/logs/app.log")
        #expect(root.names(in: "/srv") == ["app.log"])
        #expect(root.text("/srv/app.log") == "x\n")
        #expect(root.entry("/srv") == .link("/data/logs"))
        // The machine that looks has this file; the copy has not.
        #expect(root.entry("/var/log/elsewhere") == .link(nil))
        #expect(root.text("/var/log/elsewhere") == nil)
        #expect(root.entry("/circle") == .link(nil))
    }

    @Test func `a path cannot lead out of a copy`() throws {
        try folder.folder("var")
        try link("../../../../../../etc", at: "var/out")
        #expect(root.resolved("/var/out/hostname") == nil)
        #expect(root.text("/../../../../etc/passwd") == nil)
    }

    @Test func `globs name what is there, hidden names left out`() throws {
        try folder.folder("etc/nginx/sites-enabled")
        for name in ["a", "b", ".swp"] { try folder.write("etc/nginx/sites-enabled/" + name, "") }
        #expect(root.matches("/etc/*/sites-enabled/*") == ["/etc/nginx/sites-enabled/a", "/etc/nginx/sites-enabled/b"])
        #expect(root.matches("/etc/none/*").isEmpty)
        #expect(root.matches("/etc/nginx") == ["/etc/nginx"])
        #expect(root.matches("/etc/apache2").isEmpty)
    }

    @Test func `a pipe and a folder are no text, and nobody waits for a pipe's writer`() throws {
        try folder.folder("etc")
        #expect(unsafe mkfifo(folder("etc/pipe"), 0o600) == 0)
        #expect(root.text("/etc/pipe") == nil)
        #expect(root.text("/etc") == nil)
    }

    private func link(_ target: String, at name: String) throws {
        try FileManager.default.createSymbolicLink(atPath: folder(name), withDestinationPath: target)
    }
}
