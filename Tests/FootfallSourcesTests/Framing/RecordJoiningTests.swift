import FootfallModel
import Testing

@testable import FootfallSources

/// A record begins with a digit.
private struct BeginsWithDigit: RecordStart {
    func begins(_ bytes: Span<UInt8>, _ line: ByteRange) -> Bool {
        !line.isEmpty && (0x30...0x39).contains(bytes[line.lower])
    }
}

struct RecordJoiningTests {
    private static let rule = FramingRule.records(BeginsWithDigit())

    @Test(arguments: [1, 2, 3, 5, 100])
    func `lines that begin nothing belong to the record before`(piece: Int) {
        var framing = LineFraming(rule: RecordJoiningTests.rule)
        let input = "1 one\n  more\r\n\n2 two\r\n3 three\n and\n"
        let result = feedRecords(Array(input.utf8), piece: piece, to: &framing)
        #expect(result.records == ["1 one\n  more\r\n", "2 two"])
        #expect(result.numbers == [1, 4])
        let isFinished = framing.finishLine()
        #expect(isFinished)
        let rest = framing.takeLines()
        #expect(rest.lines.map { rest.bytes.text($0.range) } == ["3 three\n and"])
        #expect(result.byteCount + rest.byteCount == Int64(input.utf8.count))
        #expect(rest.lineCount == 2)
    }

    @Test func `what precedes the first record is a record of its own`() {
        var framing = LineFraming(rule: RecordJoiningTests.rule)
        let result = feedRecords(Array("tail of an older one\n1 a\n2 b\n".utf8), piece: 4, to: &framing)
        #expect(result.records == ["tail of an older one", "1 a"])
    }

    @Test(arguments: [1, 4, 100])
    func `a record over the limit is cut, and what follows of it is another`(piece: Int) {
        var framing = LineFraming(maximumLineBytes: 8, rule: RecordJoiningTests.rule)
        let input = "1 a\nbbbb\ncccccccccccccc\n2 d\n3 e\n4 f"
        let result = feedRecords(Array(input.utf8), piece: piece, to: &framing)
        #expect(result.records.first == "1 a\nbbbb")
        #expect(result.records.last == "2 d")
        #expect(!result.cut.isEmpty)
        #expect(result.byteCount + framing.unfinishedBytes == Int64(input.utf8.count))
    }
}
