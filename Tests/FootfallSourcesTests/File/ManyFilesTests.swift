import FootfallModel
import FootfallTesting
import Foundation
import Testing

@testable import FootfallSources

/// More files than may be open.
struct ManyFilesTests {
    @Test(arguments: [false, true])
    func `files that rest are closed and opened again when they grow`(pollingOnly: Bool) async throws {
        let folder = try TemporaryFolder()
        let files = 60
        for file in 0..<files { try folder.write("f\(file).log", numbered(file * 1000..<file * 1000 + 10)) }
        var configuration = FileSource.Configuration.follow(folder.path)
        configuration.maximumOpenFiles = 8
        configuration.pollingOnly = pollingOnly
        let open = openFiles(below: folder.path)
        #expect(open == 0)
        let running = RunningSource(FileSource(configuration))
        await running.lines(atLeast: files * 10)
        var generator = SeededGenerator(seed: 7)
        var next = [Int](repeating: 10, count: files)
        for _ in 0..<300 {
            let file = Int.random(in: 0..<files, using: &generator)
            let number = file * 1000 + next[file]
            next[file] += 1
            try folder.append("f\(file).log", numbered(number..<number + 1))
        }
        // Now and then one more is open for a moment: what a file is, is looked up beside those that are read.
        let areClosed = await waitUntil { openFiles(below: folder.path) <= 9 }
        #expect(areClosed)
        // One is rotated while it is closed, and its last lines are read too.
        try folder.append("f0.log", numbered(next[0]..<next[0] + 1))
        try folder.rename("f0.log", to: "f0.log.1")
        next[0] += 1
        try folder.write("f0.log", numbered(next[0]..<next[0] + 5))
        next[0] += 5
        let total = next.reduce(0, +)
        await running.lines(atLeast: total)
        try await running.stopAndFinish()
        for file in 0..<files {
            let expected = numberedLines(file * 1000..<file * 1000 + next[file])
            #expect(running.sink.lines(of: folder.file("f\(file).log")) == expected)
        }
    }

    @Test func `a truncated file is noticed while it is closed`() async throws {
        let folder = try TemporaryFolder()
        for file in 0..<20 { try folder.write("f\(file).log", numbered(file * 1000..<file * 1000 + 10)) }
        var configuration = FileSource.Configuration.follow(folder.path)
        configuration.maximumOpenFiles = 2
        let running = RunningSource(FileSource(configuration))
        await running.lines(atLeast: 200)
        for file in 0..<20 { try folder.write("f\(file).log", "new \(file)\n") }
        await running.lines(atLeast: 220)
        try await running.stopAndFinish()
        #expect(Set(running.sink.lines().suffix(20)) == Set((0..<20).map { "new \($0)" }))
    }

    @Test func `what is known and unchanged is not opened at the start, and read on when it grows`() async throws {
        let folder = try TemporaryFolder()
        for file in 0..<20 { try folder.write("f\(file).log", numbered(file * 1000..<file * 1000 + 10)) }
        let first = try await readOnce(.once(folder.path))
        let running = RunningSource(FileSource(.follow(folder.path, checkpoints: first.checkpoints)))
        try await Task.sleep(for: .milliseconds(250))
        #expect(openFiles(below: folder.path) == 0)
        try folder.append("f7.log", numbered(7010..<7012))
        #expect(await running.lines(atLeast: 2) == numberedLines(7010..<7012))
        #expect(openFiles(below: folder.path) == 1)
        try await running.stopAndFinish()
        #expect(running.sink.batches.first?.firstLineNumber == 11)
    }

    /// How many files of a folder this process has open.
    private func openFiles(below folder: String) -> Int {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return names.count { name in
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + name)
            return target?.hasPrefix(folder + "/") ?? false
        }
    }
}
