import FootfallTesting
import Foundation
import Testing

/// A stop while the disk is full, and one that comes at once.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct StoppingTests {
    private let folder = TemporaryDirectory.current

    @Test func `a stop that comes as soon as something is received is heard`() async throws {
        // What hears of signals is set up by another thread, which may be late.
        for round in 0..<12 {
            let collector = try Store("\(round).db").follow("--udp", "127.0.0.1:0")
            #expect(try await eventually { collector.errorsSoFar.contains("receiving") })
            #expect(try await collector.end(SIGTERM).status == 0)
        }
    }

    @Test func `what was received and found no room is told with its number`() async throws {
        let disk = try folder.folder("disk")
        let mount = "mount -t tmpfs -o size=4m none \(disk) || exit 99\n"
        func program(_ script: String) -> Program? {
            Program.footfall.run(by: "unshare", "--mount", "--propagation", "private", "sh", "-c", mount + script)
        }
        guard let probe = program("exit 0"), try await probe.run().status == 0 else {
            print("mounting is not allowed here: stopping on a full disk was not tested")
            return
        }
        let port = try freePort()
        let address = "127.0.0.1:\(port)"
        let script = "head -c 3600000 /dev/zero > \(disk)/ballast; exec \"$0\" \"$@\""
        let collector = try #require(program(script))
            .start("collect", "--store", disk + "/footfall.db", "--timezone", "UTC", "--udp", address)
        #expect(try await eventually { collector.errorsSoFar.contains("receiving") })
        let sender = try DatagramSender(port: port)
        var sent = 0
        // Until nothing more finds room.
        #expect(
            try await eventually {
                // No more than the socket holds: what the kernel drops is not what is counted here.
                for _ in 0..<100 where try sender.waiting().bytes < 64 << 10 {
                    sender.send("<86>" + SignIn.line(sent).dropLast())
                    sent += 1
                }
                return collector.errorsSoFar.contains("no room left on the disk")
            }
        )
        #expect(try await eventually { try sender.waiting().bytes == 0 })
        // What was stored before the disk was full; its folder is seen by the collector only.
        let nsenter = try #require(Program.footfall.run(by: "nsenter", "--mount", "-t", "\(collector.processID)"))
        let kept = try await Store(at: disk + "/footfall.db", nsenter).count()
        let begun = ContinuousClock.now
        let ended = try await collector.end(SIGTERM)
        #expect(ContinuousClock.now - begun < .seconds(15))
        #expect(ended.status == 1)
        let said = ended.errors.firstMatch(of: #/: (\d+) lines? could not be stored before the stop: lost/#)
        let lost = try #require(said.flatMap { Int($0.1) })
        #expect(lost > 0 && lost + kept == sent, "\(ended.errors)")
        #expect(ended.errors.contains("no room left on the disk\n  hint: make room"))
    }
}
