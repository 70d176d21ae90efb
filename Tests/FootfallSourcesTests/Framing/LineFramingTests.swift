import FootfallModel
import Testing

@testable import FootfallSources

struct LineFramingTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var name: String
        var input: String
        var lines: [String]
        var cut: [Int] = []
        var unfinished = ""
        var testDescription: String { name }
    }

    // The limit is 8 bytes.
    static let cases: [Case] = [
        Case(name: "nothing", input: "", lines: []),
        Case(name: "one line", input: "abc\n", lines: ["abc"]),
        Case(name: "carriage returns", input: "a\r\nb\r\r\n\r\n", lines: ["a", "b\r", ""]),
        Case(name: "blank lines stay", input: "\n\na\n\n", lines: ["", "", "a", ""]),
        Case(name: "unfinished end", input: "a\nbc", lines: ["a"], unfinished: "bc"),
        Case(name: "exactly the limit", input: "12345678\n", lines: ["12345678"]),
        Case(name: "the limit and a carriage return", input: "12345678\r\n", lines: ["12345678"]),
        Case(name: "one byte over", input: "123456789\na\n", lines: ["12345678", "a"], cut: [0]),
        Case(name: "far over", input: "1234567890123456789012345\nb\n", lines: ["12345678", "b"], cut: [0]),
        Case(name: "NUL bytes", input: "a\0b\n\0\n", lines: ["a\0b", "\0"]),
    ]

    @Test(arguments: cases, [1, 2, 3, 7, 100])
    func `lines are the same however the stream is cut`(testCase: Case, piece: Int) {
        var framing = LineFraming(maximumLineBytes: 8)
        let result = feed(Array(testCase.input.utf8), piece: piece, to: &framing)
        #expect(result.lines == testCase.lines)
        #expect(result.cut == testCase.cut)
        #expect(result.byteCount + framing.unfinishedBytes == Int64(testCase.input.utf8.count))
        #expect(String(decoding: framing.bytes, as: UTF8.self) == testCase.unfinished)
        guard !testCase.unfinished.isEmpty else { return }
        let finished = framing.finishLine()
        #expect(finished)
        let rest = framing.takeLines()
        #expect(rest.lines.map { rest.bytes.text($0.range) } == [testCase.unfinished])
        #expect(rest.byteCount == Int64(testCase.unfinished.utf8.count))
    }

    @Test func `invalid UTF-8 is kept byte by byte`() {
        var framing = LineFraming()
        let input: [UInt8] = [0xff, 0xc3, 0x0a, 0x80, 0x0a]
        _ = unsafe framing.fill(room: 100) { buffer in
            unsafe buffer.copyBytes(from: input)
            return input.count
        }
        let taken = framing.takeLines()
        #expect(taken.bytes == input)
        #expect(taken.lines.map { Int($0.range.count) } == [2, 1])
    }

    @Test func `a line of 10 MB costs no more memory than the limit and one filling`() {
        var framing = LineFraming()
        var most = 0
        let piece = [UInt8](repeating: 0x61, count: 262_144)
        for _ in 0..<40 {
            _ = unsafe framing.fill(room: piece.count) { buffer in
                unsafe buffer.copyBytes(from: piece)
                return piece.count
            }
            most = max(most, framing.bytes.count)
            _ = framing.trimUnfinished()
        }
        let end = feed(Array("\nnext\n".utf8), piece: 6, to: &framing)
        #expect(most <= 65_537 + piece.count)
        #expect(end.lines.map(\.utf8.count) == [65_536, 4])
        #expect(end.cut == [0])
        #expect(end.byteCount == Int64(piece.count * 40 + 6))
    }

    @Test(arguments: ["\nb\n", "\r\nb\n"])
    func `the end of a line that was taken unfinished is no line of its own`(rest: String) {
        var framing = LineFraming()
        _ = unsafe framing.fill(room: 100) { buffer in
            unsafe buffer.copyBytes(from: Array("a\nhalf".utf8))
            return 6
        }
        let finished = framing.finishLine()
        #expect(finished)
        let half = framing.takeLines().lines.count
        #expect(half == 2)
        let result = feed(Array(rest.utf8), piece: 100, to: &framing)
        #expect(result.lines == ["b"])
        #expect(result.byteCount == Int64(rest.utf8.count))
    }

    @Test func `an unfinished line over the limit is cut when it is taken`() {
        var framing = LineFraming(maximumLineBytes: 4)
        _ = feed(Array("abcdefghij".utf8), piece: 3, to: &framing)
        let finished = framing.finishLine()
        #expect(finished)
        let taken = framing.takeLines()
        #expect(taken.lines.map { taken.bytes.text($0.range) } == ["abcd"])
        #expect(taken.lines.map(\.isCut) == [true])
        #expect(taken.byteCount == 10)
        let again = framing.finishLine()
        #expect(!again)
    }

    private func feed(
        _ input: [UInt8],
        piece: Int,
        to framing: inout LineFraming
    ) -> (lines: [String], cut: [Int], byteCount: Int64) {
        var result: (lines: [String], cut: [Int], byteCount: Int64) = ([], [], 0)
        var start = 0
        while start < input.count {
            let part = Array(input[start..<min(input.count, start + piece)])
            _ = unsafe framing.fill(room: part.count) { buffer in
                unsafe buffer.copyBytes(from: part)
                return part.count
            }
            _ = framing.trimUnfinished()
            let taken = framing.takeLines()
            for line in taken.lines {
                if line.isCut { result.cut.append(result.lines.count) }
                result.lines.append(taken.bytes.text(line.range))
            }
            result.byteCount += taken.byteCount
            start += part.count
        }
        return result
    }
}
