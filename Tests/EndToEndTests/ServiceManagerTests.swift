import FootfallTesting
import Foundation
import Testing

/// What systemd is told.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct ServiceManagerTests {
    private var configured = ConfiguredStore()

    @Test(arguments: [false, true])
    func `ready, signs of life, status, reloading, stopping`(isAbstract: Bool) async throws {
        let socket = try NotifySocket(isAbstract: isAbstract)
        let log = try configured.folder.write("auth.log", SignIn.lines(0..<10))
        try configured.write("sources: [{files: \(log)}]\n")
        var service = configured
        service.program = .footfall.with(["NOTIFY_SOCKET": socket.name, "WATCHDOG_USEC": "400000"])
        let collector = try service.start()
        var messages: [String] = []
        func hear(_ text: String) async throws -> Bool {
            try await eventually {
                messages += socket.take()
                return messages.contains { $0.hasPrefix(text) }
            }
        }
        #expect(try await hear("READY=1"))
        #expect(messages.first == "READY=1")
        #expect(FileManager.default.fileExists(atPath: configured.store.path), "ready means that the store is open")
        #expect(try await hear("STATUS="))
        #expect(
            try await eventually {
                messages += socket.take()
                return messages.count { $0 == "WATCHDOG=1" } >= 5
            }
        )
        messages = []
        try await collector.reload()
        #expect(try await hear("READY=1"))
        let reloading = try #require(messages.first { $0.hasPrefix("RELOADING=1") })
        #expect(reloading.contains(#/^RELOADING=1\nMONOTONIC_USEC=[1-9][0-9]+$/#))
        #expect(messages.firstIndex(of: reloading)! < messages.firstIndex(of: "READY=1")!)
        messages = []
        #expect(try await collector.end(SIGTERM).status == 0)
        #expect(try await hear("STOPPING=1"))
    }

    @Test func `messages carry their priority where they go to the journal`() async throws {
        let log = configured.folder("absent.log")
        try configured.write("sources: [{files: \(log)}]\n")
        let shell = try #require(Program.system("sh"))
        // Whoever starts the program names its stream of the journal by device and inode.
        let script = """
            JOURNAL_STREAM=$(stat -L -c %d:%i /proc/self/fd/2) exec "$0" "$@"
            """
        let arguments = ["-c", script, Program.footfall.path, "collect", "--config", configured.path]
        let collector = try shell.start(arguments)
        #expect(try await eventually { collector.errorsSoFar.contains("no such file") })
        #expect(collector.errorsSoFar.hasPrefix("<4>warning: \(log): no such file\n<4>  hint: check the path\n"))
        #expect(try await collector.end(SIGTERM).status == 0)
        #expect(collector.errorsSoFar.contains("<6>read 0 lines"))
    }
}
