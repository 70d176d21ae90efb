import FootfallModel
import FootfallTesting
import Foundation
import Testing

@testable import FootfallSources

@Suite(.temporaryDirectory) struct FileSampleTests {
    private var folder: TemporaryDirectory { .current }
    private let text = (0..<1000).map { "line \($0)\n" }.joined()

    private func lines(_ batch: LineBatch) -> [String] {
        batch.lines.map { batch.bytes.text($0.range) }
    }

    @Test func `whole lines of a file's beginning and end`() throws {
        let sample = try FileSample(path: folder.write("a.log", text))
        #expect(sample.bytes == Int64(text.utf8.count))
        #expect(!sample.isBinary)
        #expect(try lines(sample.beginning(20)) == ["line 0", "line 1"])
        #expect(try lines(sample.end(20)) == ["line 998", "line 999"])
        #expect(try lines(sample.end(1 << 20)).count == 1000)
        #expect(try lines(sample.beginning(20)) == ["line 0", "line 1"], "in any order")
    }

    @Test func `a compressed file is looked at from its beginning`() async throws {
        try folder.write("a.log", text)
        _ = try await #require(Program.system("gzip")).run(folder("a.log"))
        let sample = try FileSample(path: folder("a.log.gz"))
        #expect(sample.isCompressed)
        #expect(try lines(sample.beginning(20)) == ["line 0", "line 1"])
        #expect(try lines(sample.end(20)) == ["line 0", "line 1"])
    }

    @Test func `of a packed file that unpacks to nothing for ever only the beginning is looked at`() async throws {
        try folder.write("empty", "")
        _ = try await #require(Program.system("gzip")).run(folder("empty"))
        let member = try Data(contentsOf: URL(filePath: folder("empty.gz")))
        var bytes: [UInt8] = []
        while bytes.count < 6 << 20 { bytes += member }
        // What is behind the limit would be found otherwise.
        try folder.write("line", "a line\n")
        _ = try await #require(Program.system("gzip")).run(folder("line"))
        bytes += try Data(contentsOf: URL(filePath: folder("line.gz")))
        try folder.write("a.log.gz", bytes: bytes)
        let found = (try? FileSample(path: folder("a.log.gz")).end(100)).map(lines) ?? []
        #expect(found == [])
    }

    @Test func `an unfinished last line, an empty file, binary content, and one that is not there`() throws {
        #expect(try lines(FileSample(path: folder.write("a", "one\ntwo")).end(100)) == ["one"])
        #expect(try lines(FileSample(path: folder.write("b", "")).end(100)) == [])
        #expect(try FileSample(path: folder.write("c", bytes: [1, 0, 2])).isBinary)
        #expect(throws: SourceError.self) { _ = try FileSample(path: folder("none")) }
    }
}
