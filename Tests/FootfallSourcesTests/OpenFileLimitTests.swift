import Testing

@testable import FootfallSources

/// How the descriptors of a process are shared out.
struct OpenFileLimitTests {
    @Test(arguments: [128, 192, 256, 512, 1024, 4096, 20_000, 65_536, 1_048_576])
    func `files and connections leave room for the rest`(allowed: Int) {
        for listeners in 1...4 {
            let files = OpenFileLimit.files(of: allowed)
            let connections = OpenFileLimit.connections(of: allowed, listeners: listeners, besideFiles: true)
            #expect(files >= 8)
            #expect((8...1024).contains(connections))
            // The least of each is let into the reserve, which is larger than what is used of it.
            #expect(files + connections * listeners <= allowed - (connections == 8 ? 48 - 8 * listeners : 48))
        }
    }

    @Test func `without files a listener has what a container usually leaves`() {
        #expect(OpenFileLimit.connections(of: 1024, listeners: 1, besideFiles: false) == 976)
        #expect(OpenFileLimit.connections(of: 1024, listeners: 1, besideFiles: true) == 208)
    }

    @Test func `where there are many, files have three quarters and a listener all that it can use`() {
        #expect(OpenFileLimit.files(of: 65_536) == 49_152)
        #expect(OpenFileLimit.connections(of: 65_536, listeners: 2, besideFiles: true) == 1024)
    }
}
