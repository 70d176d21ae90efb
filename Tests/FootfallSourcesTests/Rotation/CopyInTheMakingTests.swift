import FootfallModel
import Foundation
import Testing

@testable import FootfallSources

struct CopyInTheMakingTests {
    @Test(arguments: [false, true])
    func `a predecessor that is still being packed or copied adds nothing`(isPacked: Bool) async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("auth.log", numbered(0..<2000))
        let first = try await readOnce(.once(path))
        try folder.run("cp", path, folder.file("whole"))
        if isPacked { try folder.gzip("whole") }
        let ending = isPacked ? ".gz" : ""
        let whole = Array(try Data(contentsOf: URL(fileURLWithPath: folder.file("whole" + ending))))
        // As a packer that was caught half-way leaves it, and goes on a moment later.
        try folder.write("auth.log.1" + ending, Array(whole.prefix(whole.count / 2)))
        var configuration = FileSource.Configuration.once(path, checkpoints: first.checkpoints)
        // However slow this machine is now: for so long it counts as just written.
        configuration.sweepInterval = .seconds(900)
        let running = RunningSource(FileSource(configuration))
        try await Task.sleep(for: .milliseconds(200))
        #expect(!running.isFinished)
        try folder.write("auth.log.1" + ending, whole)
        try folder.age("auth.log.1" + ending, seconds: 1000)
        try await running.finish()
        #expect(running.sink.lineCount == 0)
    }

    @Test(.timeLimit(.minutes(20)))
    func `restarted again and again while files are rotated and packed, every line arrives once`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("app.log", "")
        let rotations = 20
        let perFile = 500
        let writer = Task.detached {
            for rotation in 0..<rotations {
                for start in stride(from: 0, to: perFile, by: 20) {
                    let first = rotation * perFile + start
                    try folder.append("app.log", numbered(first..<first + 20))
                    try await Task.sleep(for: .milliseconds(1))
                }
                for number in stride(from: rotation, to: 0, by: -1) {
                    let ending = number > 1 ? ".gz" : ""
                    try folder.rename("app.log.\(number)\(ending)", to: "app.log.\(number + 1)\(ending)")
                }
                try folder.rename("app.log", to: "app.log.1")
                if rotation > 0 { try folder.gzip("app.log.2") }
            }
            try folder.write("app.log", "end\n")
        }
        var store: [Int64: Checkpoint] = [:]
        var received: [String] = []
        var runs = 0
        let deadline = ContinuousClock.now + .seconds(600)
        while received.last != "end" || received.count < rotations * perFile + 1, ContinuousClock.now < deadline {
            let running = RunningSource(FileSource(.follow(path, checkpoints: Array(store.values))))
            try await Task.sleep(for: .milliseconds(runs % 3 * 60 + 20))
            try await running.stopAndFinish()
            received += running.sink.lines()
            for checkpoint in running.sink.checkpoints { store[checkpoint.id] = checkpoint }
            runs += 1
        }
        try await writer.value
        let expected = numberedLines(0..<rotations * perFile) + ["end"]
        #expect(received.count == expected.count)
        let isComplete = Set(received) == Set(expected)
        #expect(isComplete)
        #expect(runs > 3)
    }
}
