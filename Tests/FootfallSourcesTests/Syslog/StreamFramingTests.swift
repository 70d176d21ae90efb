import FootfallModel
import Testing

@testable import FootfallSources

/// What one connection sends, cut into messages.
struct StreamFramingTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var what: String
        var input: String
        var messages: [String]
        /// Which of them are marked as cut.
        var cut: Set<Int> = []
        var badCounts = 0
        var isHopeless = false

        var testDescription: String { what }
    }

    /// Bytes of a message that are kept here.
    static let limit = 20
    static let long = String(repeating: "x", count: 30)
    static let cases = [
        Case(what: "nothing", input: "", messages: []),
        Case(what: "newlines", input: "<13>one\n<13>two\n", messages: ["<13>one", "<13>two"]),
        Case(what: "a last line without its end", input: "<13>one\n<13>two", messages: ["<13>one", "<13>two"]),
        Case(what: "carriage returns", input: "<13>one\r\n<13>two\r\n", messages: ["<13>one", "<13>two"]),
        Case(what: "a carriage return within", input: "one\rtwo\n", messages: ["one\rtwo"]),
        Case(what: "empty lines are none", input: "\n\none\n\r\n\ntwo\n", messages: ["one", "two"]),
        Case(what: "NUL behind each newline", input: "one\n\0two\n\0", messages: ["one", "two"]),
        Case(what: "NUL before each newline", input: "one\0\ntwo\0\n", messages: ["one", "two"]),
        Case(what: "NUL as the end", input: "one\0two\0three", messages: ["one", "two", "three"]),
        Case(what: "NUL as the end, and newlines too", input: "one\0two\nthree\0", messages: ["one", "two", "three"]),
        Case(what: "NUL within, where newlines end", input: "one\nt\0wo\n", messages: ["one", "t\0wo"]),
        Case(what: "text that begins with a digit", input: "2026-11-22 a\n1 b\n", messages: ["2026-11-22 a", "1 b"]),
        Case(what: "text that begins with 0", input: "0 one\ntwo\n", messages: ["0 one", "two"]),
        Case(what: "digits alone", input: "123\n456", messages: ["123", "456"]),
        Case(what: "digits and nothing more", input: "123", messages: ["123"]),
        Case(what: "a first count that is too large", input: "9999999 one\ntwo\n", messages: ["9999999 one", "two"]),
        Case(what: "counts", input: "7 <13>one7 <13>two", messages: ["<13>one", "<13>two"]),
        Case(
            what: "a year, as some stamps begin",
            input: "2026 Nov 27 one\n2026 Nov 27 two\n",
            messages: ["2026 Nov 27 one", "2026 Nov 27 two"]
        ),
        Case(what: "a date of six digits", input: "261127 1:0\n261127 b\n", messages: ["261127 1:0", "261127 b"]),
        Case(what: "a number and two blanks", input: "7  <13>one\n7 <13>x\n", messages: ["7  <13>one", "7 <13>x"]),
        Case(what: "a number and a newline", input: "12 \n7 <13>one\n", messages: ["12 ", "7 <13>one"]),
        Case(what: "a number, a blank and nothing more", input: "12 ", messages: ["12 "]),
        Case(what: "fillers before the first count", input: "\n\r\n\07 <13>one\n3 end", messages: ["<13>one", "end"]),
        Case(what: "a newline before lines", input: "\none\0\nt\0wo\n", messages: ["one", "t\0wo"]),
        Case(what: "a count of two digits", input: "11 <13>one\ntwo3 end", messages: ["<13>one\ntwo", "end"]),
        Case(what: "a newline behind counted ones", input: "8 <13>one\n8 <13>two\n", messages: ["<13>one", "<13>two"]),
        Case(what: "a newline not counted", input: "7 <13>one\n7 <13>two\n", messages: ["<13>one", "<13>two"]),
        Case(what: "NUL in a counted one", input: "9 <13>a\0b\0c3 end", messages: ["<13>a\0b\0c", "end"]),
        Case(what: "nothing in a counted one", input: "7 <13>one1 \n3 end", messages: ["<13>one", "end"]),
        Case(what: "the end within a message", input: "7 <13>one7 <13>", messages: ["<13>one", "<13>"], cut: [1]),
        Case(what: "the end within a count", input: "7 <13>one7", messages: ["<13>one", "7"], cut: [1]),
        Case(
            what: "no count where one is due",
            input: "7 <13>one<13>two\n7 <13>six",
            messages: ["<13>one", "<13>two", "<13>six"],
            badCounts: 1
        ),
        Case(
            what: "a count that is too small",
            input: "5 <13>one\n7 <13>two",
            messages: ["<13>o", "ne", "<13>two"],
            badCounts: 1
        ),
        Case(
            what: "a count with letters",
            input: "7 <13>one7x <13>two\n3 end",
            messages: ["<13>one", "7x <13>two", "end"],
            badCounts: 1
        ),
        Case(
            what: "a count that nobody believes",
            input: "7 <13>one99999999 two\n3 end",
            messages: ["<13>one", "99999999 two", "end"],
            badCounts: 1
        ),
        Case(
            what: "a count of too many digits",
            input: "7 <13>one12345678901 x\n3 end",
            messages: ["<13>one", "12345678901 x", "end"],
            badCounts: 1
        ),
        Case(what: "a count of 0", input: "5 <1>ab0 \n3 end", messages: ["<1>ab", "0 ", "end"], badCounts: 1),
        Case(
            what: "no count and no end",
            input: "7 <13>one" + long + long + "\n3 end",
            messages: ["<13>one", String(long.prefix(limit))],
            cut: [1],
            badCounts: 1,
            isHopeless: true
        ),
        Case(
            what: "a line over the limit",
            input: long + "\nend\n",
            messages: [String(long.prefix(limit)), "end"],
            cut: [0]
        ),
        Case(
            what: "a counted message over the limit",
            input: "31 <" + long + "3 end",
            messages: ["<" + long.prefix(limit - 1), "end"],
            cut: [0]
        ),
        Case(
            what: "a line of just the limit",
            input: long.prefix(limit) + "\r\n\0end\n",
            messages: [String(long.prefix(limit)), "end"]
        ),
    ]

    struct Outcome: Equatable {
        var messages: [[UInt8]] = []
        var cut: Set<Int> = []
        var badCounts = 0
        var isHopeless = false
        var byteCount: Int64 = 0
    }

    /// The outcome when the input comes in these pieces.
    static func outcome(of pieces: [ArraySlice<UInt8>]) -> Outcome {
        var framing = StreamFraming(limit: limit)
        var batch = ReceivedBatch(maximumLineBytes: limit)
        let sender = batch.addSender("192.0.2.7")
        var outcome = Outcome()
        for piece in pieces where !outcome.isHopeless {
            let verdict = unsafe piece.withUnsafeBytes { unsafe framing.feed($0, sender: sender, into: &batch) }
            outcome.badCounts += verdict.badCounts
            outcome.isHopeless = verdict.isHopeless
        }
        framing.finish(sender: sender, into: &batch)
        let taken = batch.take(source: "tcp", firstLineNumber: 1, arrival: Instant(microseconds: 0))
        outcome.messages = taken.lines.map { Array(taken.bytes[$0.range.lower..<$0.range.upper]) }
        outcome.cut = Set(taken.lines.indices.filter { taken.lines[$0].isCut })
        outcome.byteCount = taken.byteCount
        return outcome
    }

    @Test(arguments: cases)
    func `messages are the same wherever the bytes are split`(testCase: Case) {
        let input = Array(testCase.input.utf8)
        var expected = Outcome(
            messages: testCase.messages.map { Array($0.utf8) },
            cut: testCase.cut,
            badCounts: testCase.badCounts,
            isHopeless: testCase.isHopeless,
            byteCount: Int64(input.count)
        )
        let whole = StreamFramingTests.outcome(of: [input[...]])
        #expect(whole == expected)
        // Behind what is hopeless nothing is read.
        if testCase.isHopeless { expected.byteCount = 0 }
        for first in 0...input.count {
            for second in first...input.count {
                var split = StreamFramingTests.outcome(of: [input[..<first], input[first..<second], input[second...]])
                if testCase.isHopeless { split.byteCount = 0 }
                guard split != expected else { continue }
                Issue.record("split at \(first) and \(second): \(split)")
                return
            }
        }
        var bytewise = StreamFramingTests.outcome(of: input.indices.map { input[$0...$0] })
        if testCase.isHopeless { bytewise.byteCount = 0 }
        #expect(bytewise == expected)
    }

    @Test func `what is unfinished is known`() {
        var framing = StreamFraming(limit: 100)
        var batch = ReceivedBatch(maximumLineBytes: 100)
        let sender = batch.addSender("192.0.2.7")
        func feed(_ text: String) -> Bool {
            let bytes = Array(text.utf8)
            _ = unsafe bytes.withUnsafeBytes { unsafe framing.feed($0, sender: sender, into: &batch) }
            return framing.isUnfinished
        }
        let states = ["", "7", " ", "<13>", "one", "\n", "1", "2 "].map(feed)
        #expect(states == [false, true, true, true, false, false, true, true])
    }
}
