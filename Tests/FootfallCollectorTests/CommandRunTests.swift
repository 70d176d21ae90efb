import FootfallSources
import FootfallTesting
import Foundation
import Testing

@testable import FootfallCollector

@Suite(.temporaryDirectory, .timeLimit(.minutes(20)))
struct CommandRunTests {
    private func shell(_ script: String, input: String = "", timeout: Int = 60, limit: Int = 4096) -> CommandRun {
        CommandRun(
            arguments: ["sh", "-c", script],
            environment: ["FACT": "a 'b' $c"],
            input: Array(input.utf8),
            timeout: timeout,
            outputLimit: limit
        )
    }

    @Test func `it reads all of its input, has the facts, and says what it says`() {
        let input = String(repeating: "0123456789", count: 300_000)
        let result = shell(#"wc -c; printf '%s' "$FACT""#, input: input).run(until: StopSignal())
        #expect(result.failure == nil)
        #expect(String(decoding: result.output, as: UTF8.self) == "3000000\na 'b' $c")
        #expect(!result.isCut)
    }

    @Test func `one that reads nothing is not waited for, one that prints for ever is cut and ended`() {
        #expect(shell("exit 0", input: String(repeating: "x", count: 1 << 20)).run(until: StopSignal()).failure == nil)
        let result = shell("yes", timeout: 1, limit: 1000).run(until: StopSignal())
        #expect(result.output.count == 1000 && result.isCut)
        #expect(result.failure == "took longer than 1 s and was ended")
    }

    @Test func `a failure is told with the status and the first line it said`() {
        let result = shell("echo no such mailbox >&2; echo more >&2; exit 75").run(until: StopSignal())
        #expect(result.failure == "sh ended with 75: no such mailbox")
        #expect(shell("kill -9 $$").run(until: StopSignal()).failure == "sh was ended by signal 9")
        let missing = CommandRun(arguments: ["/no/such/program"], timeout: 5).run(until: StopSignal())
        #expect(missing.failure == "/no/such/program cannot be started: No such file or directory")
    }

    @Test func `what it leaves running holds nothing up, and ends with it when it takes too long`() async throws {
        let folder = TemporaryDirectory.current
        let began = ContinuousClock.now
        #expect(shell("sleep 60 & echo started").run(until: StopSignal()).failure == nil)
        #expect(ContinuousClock.now - began < .seconds(20))
        let result = shell("trap '' TERM; sleep 60 & echo $! > \(folder("pid")); wait", timeout: 3).run(
            until: StopSignal()
        )
        #expect(result.failure == "took longer than 3 s and was ended")
        let process = try #require(Int32(String(contentsOfFile: folder("pid"), encoding: .utf8).dropLast()))
        #expect(
            try await eventually {
                // A zombie that nobody waits for is no more, too.
                let state = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
                return state == nil || state?.contains(") Z ") == true
            }
        )
    }

    @Test func `the end of everything ends it at once`() {
        let stop = StopSignal()
        Thread.detachNewThread {
            usleep(200_000)
            stop.raise()
        }
        let began = ContinuousClock.now
        let result = shell("sleep 60").run(until: stop)
        #expect(result.isStopped)
        #expect(ContinuousClock.now - began < .seconds(20))
    }
}
