import FootfallModel
import Foundation
import Testing

@testable import FootfallSources

/// Copies that hold less, or something else, than what was read of their original: a restart knows them too.
struct CopyTests {
    @Test(arguments: [false, true], [Packer?.none] + Packer.all.map { $0 })
    func `a copy of the beginning adds nothing, also when the original is gone`(
        isGone: Bool,
        packer: Packer?
    ) async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("auth.log", numbered(0..<5000))
        try folder.run("cp", path, folder.file("auth.log.1"))
        try folder.append("auth.log", numbered(5000..<5060))
        let first = try await readOnce(.once(path + ".none", path).withoutHistory)
        #expect(first.lineCount == 5060)
        if isGone { try folder.write("auth.log", "next\n") }
        if let packer { try packer.pack("auth.log.1", in: folder) }
        let second = try await readOnce(.once(path, checkpoints: first.checkpoints))
        #expect(second.lines() == (isGone ? ["next"] : []))
        let third = try await readOnce(.once(path, checkpoints: merged(first, second)))
        #expect(third.batches.isEmpty)
    }

    @Test func `a copy far shorter than its original is compared with it, byte by byte`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("auth.log", numbered(0..<100))
        try folder.run("cp", path, folder.file("copy.log"))
        try folder.append("auth.log", numbered(100..<50_000))
        let first = try await readOnce(.once(path))
        try folder.rename("copy.log", to: "auth.log.1")
        let second = try await readOnce(.once(path, checkpoints: first.checkpoints))
        #expect(second.lineCount == 0)
        // From now on it is known by itself.
        try folder.write("auth.log", "other\n")
        let third = try await readOnce(.once(path, checkpoints: merged(first, second)))
        #expect(third.lines() == ["other"])
    }

    @Test(arguments: [false, true])
    func `of a copy that grew on its own only what is its own is read`(isGone: Bool) async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("auth.log", numbered(0..<3000))
        try folder.run("cp", path, folder.file("copy"))
        try folder.append("auth.log", numbered(3000..<3050))
        let first = try await readOnce(.once(path))
        try folder.append("copy", numbered(90_000..<90_010))
        if isGone { try folder.write("auth.log", "next\n") }
        try folder.rename("copy", to: "auth.log.1")
        let second = try await readOnce(.once(path, checkpoints: first.checkpoints))
        #expect(second.lines() == numberedLines(90_000..<90_010) + (isGone ? ["next"] : []))
        let third = try await readOnce(.once(path, checkpoints: merged(first, second)))
        #expect(third.batches.isEmpty)
    }

    @Test(arguments: [false, true])
    func `a copy that was cut within a line adds no half line`(isGone: Bool) async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("auth.log", numbered(0..<3000))
        let first = try await readOnce(.once(path))
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        try folder.write("auth.log.1", Array(bytes.prefix(bytes.count - 500)))
        try folder.age("auth.log.1", seconds: 60)
        if isGone { try folder.write("auth.log", "next\n") }
        let second = try await readOnce(.once(path, checkpoints: first.checkpoints))
        #expect(second.lines() == (isGone ? ["next"] : []))
    }

    @Test func `a new file that begins with the header of the one before is no copy of it`() async throws {
        let folder = try TemporaryFolder()
        let header = (0..<60).map { "# this program tells at each start what it is made of, line \($0)\n" }.joined()
        let path = try folder.write("a.log", header + numbered(0..<20))
        let first = try await readOnce(.once(path))
        try folder.rename("a.log", to: "a.log.1")
        try folder.write("a.log", header + numbered(20..<30))
        try folder.age("a.log", seconds: 60)
        let second = try await readOnce(.once(path, checkpoints: first.checkpoints))
        #expect(second.lineCount == 70)
    }

    @Test func `lines that neither the copy nor the file holds are the rotation's loss, and no others are lost`()
        async throws
    {
        // copytruncate loses what is written between its last read and its truncation. Whatever survives in one of the
        // files must have been read, and read once.
        let folder = try TemporaryFolder()
        let path = try folder.write("app.log", "")
        let running = RunningSource(FileSource(.follow(path)))
        let rotations = 12
        let count = 24_000
        let writer = Task.detached {
            let descriptor = unsafe open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
            let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            for number in 0..<count {
                try file.write(contentsOf: Data(numbered(number..<number + 1).utf8))
                if number % 20 == 0 { try await Task.sleep(for: .milliseconds(1)) }
            }
        }
        for rotation in 0..<rotations {
            try await Task.sleep(for: .milliseconds(80))
            for number in stride(from: rotation, to: 0, by: -1) {
                try folder.rename("app.log.\(number)", to: "app.log.\(number + 1)")
            }
            try folder.run("sh", "-c", "cp '\(path)' '\(path).1' && : > '\(path)'")
        }
        try await writer.value
        try folder.append("app.log", "end\n")
        _ = await waitUntil { running.sink.lines().contains("end") }
        // The copies get the time they need to be recognised.
        try await Task.sleep(for: .milliseconds(600))
        try await running.stopAndFinish()
        let again = try await readOnce(.once(path, checkpoints: running.sink.checkpoints))
        let received = running.sink.lines() + again.lines()
        var kept: Set<String> = []
        for name in ["app.log"] + (1...rotations).map({ "app.log.\($0)" }) {
            let text = try String(contentsOfFile: folder.file(name), encoding: .utf8)
            kept.formUnion(text.split(separator: "\n").map(String.init))
        }
        let missed = kept.subtracting(received)
        #expect(missed.isEmpty, "\(missed.count) lines stand in a file and were not read")
        #expect(Set(received).count == received.count, "\(received.count - Set(received).count) lines came twice")
        let lost = count + 1 - kept.union(received).count
        print("copytruncate: \(rotations) rotations lost \(lost) of \(count) lines, in no file and read by nobody")
    }
}

extension FileSource.Configuration {
    /// Reads the second path only, without its predecessors.
    fileprivate var withoutHistory: Self {
        var configuration = self
        configuration.paths = [paths[1]]
        configuration.readsHistory = false
        return configuration
    }
}
