import FootfallModel
import Foundation
import Testing

@testable import FootfallSources

/// A program that packs, and the ending it gives.
struct Packer: Sendable, CustomTestStringConvertible {
    var command: String
    var ending: String

    var testDescription: String { command }

    static let all = [
        Packer(command: "gzip", ending: ".gz"), Packer(command: "xz", ending: ".xz"),
        Packer(command: "zstd -q --rm", ending: ".zst"), Packer(command: "bzip2", ending: ".bz2"),
    ]

    /// Packs a file; the new name.
    @discardableResult
    func pack(_ name: String, in folder: TemporaryFolder) throws -> String {
        try folder.run("sh", "-c", "\(command) '\(folder.file(name))'")
        return name + ending
    }
}

struct CompressionTests {
    @Test(arguments: Packer.all)
    func `predecessors are read packed, oldest first, and once`(packer: Packer) async throws {
        let folder = try TemporaryFolder()
        try folder.write("auth.log.2", numbered(0..<40_000))
        try packer.pack("auth.log.2", in: folder)
        try folder.write("auth.log.1", numbered(40_000..<40_010))
        let path = try folder.write("auth.log", numbered(40_010..<40_020))
        let first = try await readOnce(.once(path))
        #expect(first.lines() == numberedLines(0..<40_020))
        let second = try await readOnce(.once(path, checkpoints: first.checkpoints))
        #expect(second.batches.isEmpty)
    }

    @Test(arguments: Packer.all)
    func `rotated and packed while down: the rest is read and nothing comes twice`(packer: Packer) async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("auth.log", numbered(0..<30_000))
        let first = try await readOnce(.once(path))
        try folder.append("auth.log", numbered(30_000..<60_000))
        try folder.rename("auth.log", to: "auth.log.1")
        try packer.pack("auth.log.1", in: folder)
        try folder.write("auth.log", numbered(60_000..<60_100))
        let second = try await readOnce(.once(path, checkpoints: first.checkpoints))
        #expect(second.lines() == numberedLines(30_000..<60_100))
        let third = try await readOnce(.once(path, checkpoints: merged(first, second)))
        #expect(third.batches.isEmpty)
    }

    @Test(arguments: Packer.all)
    func `archives put one behind the other are one file`(packer: Packer) async throws {
        let folder = try TemporaryFolder()
        var parts: [UInt8] = []
        for part in 0..<3 {
            try folder.write("part", numbered(part * 5000..<(part + 1) * 5000))
            let packed = try packer.pack("part", in: folder)
            parts += Array(try Data(contentsOf: URL(fileURLWithPath: folder.file(packed))))
            try folder.remove(packed)
        }
        // Block tools fill up with zeros.
        try folder.write("a.log.1" + packer.ending, parts + [UInt8](repeating: 0, count: 512))
        let sink = try await readOnce(.once(folder.file("a.log.1" + packer.ending)))
        #expect(sink.lines() == numberedLines(0..<15_000))
        #expect(sink.notices.isEmpty)
    }

    @Test(arguments: Packer.all)
    func `of an archive cut short whole lines are read, it is said, and the whole one adds the rest`(
        packer: Packer
    ) async throws {
        let folder = try TemporaryFolder()
        try folder.write("a.log.1", lines(0..<200_000))
        let packed = try packer.pack("a.log.1", in: folder)
        let whole = Array(try Data(contentsOf: URL(fileURLWithPath: folder.file(packed))))
        try folder.write(packed, Array(whole.prefix(whole.count * 3 / 4)))
        try folder.age(packed, seconds: 60)
        let first = try await readOnce(.once(folder.file(packed)))
        let read = first.lines()
        #expect(read.count > 10_000)
        #expect(read.elementsEqual((0..<read.count).map(line)))
        #expect(first.notices.contains { $0.contains("\(packed): the compressed data end too early") })
        #expect(first.notices.contains { $0.contains("check it with \(packer.command.prefix { $0 != " " }) -t") })
        try folder.write(packed, whole)
        try folder.age(packed, seconds: 30)
        let second = try await readOnce(.once(folder.file(packed), checkpoints: first.checkpoints))
        #expect(second.lines().elementsEqual((read.count..<200_000).map(line)))
    }

    @Test(arguments: Packer.all)
    func `damage is reported, what stands before it is read, and the other files too`(packer: Packer) async throws {
        let folder = try TemporaryFolder()
        try folder.write("a.log.1", lines(0..<200_000))
        let packed = try packer.pack("a.log.1", in: folder)
        var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: folder.file(packed))))
        for index in bytes.count * 3 / 4..<bytes.count * 3 / 4 + 64 { bytes[index] ^= 0x5a }
        try folder.write(packed, bytes)
        try folder.age(packed, seconds: 60)
        try folder.write("a.log", "live\n")
        let sink = try await readOnce(.once(folder.file("a.log")))
        let read = sink.lines()
        #expect(read.last == "live")
        #expect(read.count > 1000)
        #expect(sink.notices.contains { $0.contains("\(packed): the compressed data are damaged") })
    }

    @Test func `garbage behind an archive is damage, not more of it`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("a.log.1", numbered(0..<10))
        try folder.gzip("a.log.1")
        try folder.append("a.log.1.gz", "garbage")
        let sink = try await readOnce(.once(folder.file("a.log.1.gz")))
        #expect(sink.lines() == numberedLines(0..<10))
        #expect(sink.notices.contains { $0.contains("the compressed data are damaged") })
    }

    @Test func `an archive that asks for more memory than is granted is refused`() async throws {
        let folder = try TemporaryFolder()
        try folder.write("big", lines(0..<20_000))
        try folder.run(
            "sh",
            "-c",
            "cd '\(folder.path)'; zstd -q --long=30 --stream-size=1200000000 <big >a.log.1.zst || :"
        )
        try folder.run("sh", "-c", "cd '\(folder.path)'; xz --lzma2=dict=256MiB <big >b.log.1.xz")
        let sink = try await readOnce(.once(folder.file("b.log.1.xz")))
        #expect(sink.lineCount == 0)
        #expect(
            sink.notices.contains {
                $0.contains("b.log.1.xz: unpacking it takes more than 128 MiB of memory")
                    && $0.contains("unpack it with xz")
            }
        )
        // The window is a frame's own demand, in its sixth byte: 2^30 bytes.
        try folder.write("c.log.1.zst", [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa0, 0x01, 0x00, 0x00])
        let other = try await readOnce(.once(folder.file("c.log.1.zst")))
        #expect(other.notices.contains { $0.contains("unpacking it takes more than 128 MiB of memory") })
    }

    @Test func `empty archives and pzstd's frames are read`() async throws {
        let folder = try TemporaryFolder()
        for packer in Packer.all {
            try folder.write("empty.log.1", "")
            try packer.pack("empty.log.1", in: folder)
        }
        try folder.write("p.log.1", lines(0..<50_000))
        try folder.run("sh", "-c", "command -v pzstd >/dev/null && pzstd -q --rm '\(folder.file("p.log.1"))' || :")
        let sink = try await readOnce(.once(folder.file("p.log"), folder.file("empty.log")).withoutMissing(folder))
        #expect(sink.lines().elementsEqual((0..<50_000).map(line)))
        #expect(sink.notices.isEmpty)
    }

    @Test(arguments: Packer.all)
    func `an archive that grows while it is read is read once, and no line in two`(packer: Packer) async throws {
        let folder = try TemporaryFolder()
        try folder.write("whole", lines(0..<60_000))
        let packed = try packer.pack("whole", in: folder)
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: folder.file(packed))))
        try folder.remove(packed)
        let path = try folder.write("app.log", "live\n")
        var configuration = FileSource.Configuration.follow(path)
        // However slow this machine is now.
        configuration.archivePatience = .seconds(60)
        let running = RunningSource(FileSource(configuration))
        await running.lines(atLeast: 1)
        let name = "app.log.1" + packer.ending
        for part in 0..<6 {
            let descriptor = unsafe open(folder.file(name), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
            let slice = bytes[bytes.count * part / 6..<bytes.count * (part + 1) / 6]
            try FileHandle(fileDescriptor: descriptor, closeOnDealloc: true).write(contentsOf: Data(slice))
            // Longer than a sweep, so that it is opened in between.
            try await Task.sleep(for: .milliseconds(150))
        }
        let isRead = await waitUntil { running.sink.lineCount >= 60_001 }
        #expect(isRead)
        try await running.stopAndFinish()
        #expect(running.sink.lines().elementsEqual(["live"] + (0..<60_000).map(line)))
        #expect(!running.sink.notices.contains { $0.contains("end too early") })
    }

    @Test(arguments: Packer.all)
    func `an archive that was read is not opened again as long as it stays as it is`(packer: Packer) async throws {
        let folder = try TemporaryFolder()
        try folder.write("a.log.1", lines(0..<1000))
        let packed = try packer.pack("a.log.1", in: folder)
        try folder.age(packed, seconds: 60)
        let path = try folder.write("a.log", "live\n")
        let first = try await readOnce(.once(path))
        #expect(first.lineCount == 1001)
        let rest = try #require(first.checkpoints.first?.rest)
        #expect(rest.size == FileStatus.at(folder.file(packed))?.size)
        // Were it opened, its damage would be told.
        let size = Int(rest.size)
        let date = try FileManager.default.attributesOfItem(atPath: folder.file(packed))[.modificationDate]
        try folder.write(packed, [UInt8](repeating: 0x41, count: size))
        try FileManager.default.setAttributes(
            [.modificationDate: try #require(date)],
            ofItemAtPath: folder.file(packed)
        )
        let second = try await readOnce(.once(path, checkpoints: first.checkpoints))
        #expect(second.batches.isEmpty)
        // Under its next name it still is that file.
        try folder.rename(packed, to: "a.log.2" + packer.ending)
        let third = try await readOnce(.once(path, checkpoints: first.checkpoints))
        #expect(third.batches.isEmpty)
    }

    /// Lines that do not pack to nothing, so that damage hits somewhere.
    private func line(_ number: Int) -> String {
        "\(number) \(UInt64(truncatingIfNeeded: number) &* 0x9e37_79b9_7f4a_7c15 ^ 0x1234_5678_9abc_def1)"
    }

    private func lines(_ range: Range<Int>) -> String {
        range.map { line($0) + "\n" }.joined()
    }
}

extension FileSource.Configuration {
    /// For `once`, which wants its files to be there: the live ones, empty.
    fileprivate func withoutMissing(_ folder: TemporaryFolder) throws -> Self {
        for path in paths where FileStatus.at(path) == nil {
            try folder.write(String(path.dropFirst(folder.path.count + 1)), "")
        }
        return self
    }
}
