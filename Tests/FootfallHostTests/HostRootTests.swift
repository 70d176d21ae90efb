import FootfallHost
import Testing

@Suite("A host's files")
struct HostRootTests {
    @Test(arguments: [("", "/var/log"), ("/", "/var/log"), ("/copy", "/copy/var/log"), ("/copy//", "/copy/var/log")])
    func arePathsUnderItsRoot(folder: String, path: String) {
        #expect(HostRoot(folder).path("/var/log") == path)
    }

    @Test func areThisMachinesWithoutARoot() {
        #expect(HostRoot("/").isThisMachine)
        #expect(!HostRoot("/copy").isThisMachine)
    }
}
