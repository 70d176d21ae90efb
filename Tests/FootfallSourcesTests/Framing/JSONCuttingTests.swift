import FootfallModel
import Testing

@testable import FootfallSources

struct JSONCuttingTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var name: String
        var input: String
        var records: [String]
        /// The lines that the records begin on.
        var lines: [Int64]
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "an array on one line",
            input: "[{\"a\":1},{\"b\":2}]\n",
            records: ["{\"a\":1}", "{\"b\":2}"],
            lines: [1, 1]
        ),
        Case(
            name: "an array on many lines",
            input: "[\n  {\n    \"a\": 1\n  },\n  {\"b\": [1, {\"c\": 2}]}\n]\n",
            records: ["{\n    \"a\": 1\n  }", "{\"b\": [1, {\"c\": 2}]}"],
            lines: [2, 5]
        ),
        Case(
            name: "records in an object, with more behind them",
            input: "{\"Records\": [{\"a\":{\"events\":[{}]}},\n{\"b\":2}], \"next\": \"{x\"}\n",
            records: ["{\"a\":{\"events\":[{}]}}", "{\"b\":2}"],
            lines: [1, 2]
        ),
        Case(
            name: "objects one after another",
            input: "{\n\"a\": 1\n}\n{\n\"b\": 2\n}",
            records: ["{\n\"a\": 1\n}", "{\n\"b\": 2\n}"],
            lines: [1, 4]
        ),
        Case(
            name: "braces in strings",
            input: "[{\"a\":\"}{\\\"}\"},\n{\"b\":\"\\\\\"}]",
            records: ["{\"a\":\"}{\\\"}\"}", "{\"b\":\"\\\\\"}"],
            lines: [1, 2]
        ),
        Case(
            name: "a line's end in a string ends the record",
            input: "[{\"a\":\"x\ny\"},\n{\"b\":2}]",
            records: ["{\"a\":\"x", "{\"b\":2}"],
            lines: [1, 3]
        ),
        Case(
            name: "several arrays",
            input: "[{\"a\":1}]\n[{\"b\":2}]\n",
            records: ["{\"a\":1}", "{\"b\":2}"],
            lines: [1, 2]
        ),
        Case(name: "an empty array", input: "[\n]\n", records: [], lines: []),
    ]

    @Test(arguments: cases, [1, 2, 3, 7, 1000])
    func `records are the same however the stream is cut`(testCase: Case, piece: Int) {
        var framing = LineFraming(rule: .json)
        let result = feedRecords(Array(testCase.input.utf8), piece: piece, to: &framing)
        #expect(result.records == testCase.records)
        #expect(result.numbers == testCase.lines)
        #expect(result.byteCount + framing.unfinishedBytes == Int64(testCase.input.utf8.count))
        let isFinished = framing.finishLine()
        #expect(!isFinished)
    }

    @Test(arguments: [
        ("[{\"a\":1}]", true), ("[\n", true), (" [ { \"a\"", true), ("{\n", true), ("{\"Records\":[{", true),
        ("\u{feff}[{\"", true),
        ("{\"events\" : [ {\"a\"", true), ("{\"activity\":\"user_login\"}\n", false),
        ("[2026-11-22 10:00:01] x", false),
        ("[error] x", false), ("Nov 22", false), ("", false), ("{\"records\":3}", false), ("{\"value\":[1,2]}", false),
        ("[", false),
    ])
    func `the first bytes tell documents from lines`(head: String, isDocument: Bool) {
        #expect(JSONCutting.isDocument(Array(head.utf8).span) == isDocument)
    }

    @Test func `a record over the limit is cut and counted, and the next one is whole`() {
        var framing = LineFraming(maximumLineBytes: 16, rule: .json)
        let input = "[{\"a\":\"" + String(repeating: "x", count: 100) + "\"},{\"b\":2}]"
        let result = feedRecords(Array(input.utf8), piece: 10, to: &framing)
        #expect(result.records.map(\.utf8.count) == [16, 7])
        #expect(result.cut == [0])
        #expect(result.byteCount + framing.unfinishedBytes == Int64(input.utf8.count))
    }

    @Test func `the end of a record that was taken unfinished is no record`() {
        var framing = LineFraming(rule: .json)
        _ = feedRecords(Array("[{\"a\":{\"b\"".utf8), piece: 100, to: &framing)
        let isFinished = framing.finishLine()
        #expect(isFinished)
        let half = framing.takeLines()
        #expect(half.lines.map { half.bytes.text($0.range) } == ["{\"a\":{\"b\""])
        let rest = feedRecords(Array(":{\"c\":1}}},\n{\"d\":4}]".utf8), piece: 3, to: &framing)
        #expect(rest.records == ["{\"d\":4}"])
    }
}

/// What a framing makes of an input that comes in pieces.
func feedRecords(
    _ input: [UInt8],
    piece: Int,
    to framing: inout LineFraming
) -> (records: [String], numbers: [Int64], cut: [Int], byteCount: Int64) {
    var result: (records: [String], numbers: [Int64], cut: [Int], byteCount: Int64) = ([], [], [], 0)
    var start = 0
    var line: Int64 = 1
    while start < input.count {
        let part = Array(input[start..<min(input.count, start + piece)])
        _ = unsafe framing.fill(room: part.count) { buffer in
            unsafe buffer.copyBytes(from: part)
            return part.count
        }
        _ = framing.trimUnfinished()
        let taken = framing.takeLines()
        for (index, record) in taken.lines.enumerated() {
            if record.isCut { result.cut.append(result.records.count) }
            result.records.append(taken.bytes.text(record.range))
            result.numbers.append(line + taken.numbers[index])
        }
        line += taken.lineCount
        result.byteCount += taken.byteCount
        start += part.count
    }
    return result
}
