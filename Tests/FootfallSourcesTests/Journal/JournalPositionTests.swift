import FootfallModel
import Testing

@testable import FootfallSources

@Suite struct JournalPositionTests {
    static let text =
        "s=7432bf8ba59e4f959fa73e20470e4a91;i=8;b=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa;m=3a0698c0ffc0;t=6442ab0df3fc0;"
        + "x=797420ee468f270c"

    /// An entry: its sequence, number, boot and times.
    private func cursor(_ sequence: Character, _ number: UInt64, _ boot: Character, at time: Int64) throws
        -> JournalCursor
    {
        let ids = [sequence, boot].map { String(repeating: $0, count: 32) }
        let hex = [number, UInt64(time), UInt64(time)].map { String($0, radix: 16) }
        return try #require(JournalCursor("s=\(ids[0]);i=\(hex[0]);b=\(ids[1]);m=\(hex[1]);t=\(hex[2]);x=1"))
    }

    @Test func `a cursor is read and written as journalctl has it`() throws {
        let cursor = try #require(JournalCursor(Self.text))
        #expect(cursor.number == 8)
        #expect(cursor.realtime == 1_763_800_007_000_000)
        #expect(cursor.text == Self.text)
    }

    @Test(
        arguments: [
            "", "s=1", String(text.dropLast(18)), text.replacing("i=8", with: "i="), text.replacing("s=7", with: "s="),
            text.replacing("i=8", with: "i=8g"),
        ]
    )
    func `what is laid out otherwise is none`(text: String) {
        #expect(JournalCursor(text) == nil)
    }

    @Test(
        arguments: [
            ("{\"MESSAGE\":\"x\",\"__CURSOR\":\"\(text)\",\"_PID\":\"1\"}", true),
            ("{ \"__CURSOR\" : \"\(text)\" }", true),
            ("{\"MESSAGE\":\"\\\"__CURSOR\\\":\\\"\(text)\\\"\",\"_PID\":\"1\"}", false),
            ("{\"MESSAGE\":\"\\\"__CURSOR\\\":\\\"s=1\\\"\",\"__CURSOR\":\"\(text)\"}", true),
            ("{\"__CURSOR\"", false), ("{\"__CURSOR\":\"s=1\"}", false), ("{}", false),
        ]
    )
    func `it is found in a line, and not in what somebody wrote`(line: String, isFound: Bool) {
        let bytes = Array(line.utf8)
        let found = JournalCursor.find(bytes.span, ByteRange(from: 0, to: bytes.count))
        #expect(found == (isFound ? JournalCursor(Self.text) : nil))
    }

    @Test func `entries up to the last of their sequence are known`() throws {
        var position = JournalPosition()
        #expect(try !position.isKnown(cursor("1", 1, "a", at: 10)))
        for number in 1...5 as ClosedRange<UInt64> {
            position.advance(to: try cursor("1", number, "a", at: Int64(number) * 10))
        }
        #expect(try position.isKnown(cursor("1", 5, "a", at: 50)))
        #expect(try position.isKnown(cursor("1", 1, "a", at: 10)))
        #expect(try !position.isKnown(cursor("1", 6, "a", at: 60)))
        // The clock was set back.
        #expect(try !position.isKnown(cursor("1", 6, "a", at: 1)))
        #expect(try !position.isKnown(cursor("1", 7, "b", at: 1)))
        // A machine that was set back to an earlier state begins a boot of its own.
        #expect(try !position.isKnown(cursor("1", 3, "b", at: 90)))
        // A copy has another sequence.
        #expect(try position.isKnown(cursor("2", 70, "a", at: 50)))
        #expect(try !position.isKnown(cursor("2", 1, "a", at: 51)))
    }

    @Test func `several sequences side by side`() throws {
        var position = JournalPosition()
        position.advance(to: try cursor("1", 5, "a", at: 50))
        position.advance(to: try cursor("2", 9, "a", at: 60))
        position.advance(to: try cursor("1", 6, "a", at: 70))
        #expect(position.cursor == (try cursor("1", 6, "a", at: 70)))
        #expect(try position.isKnown(cursor("2", 9, "a", at: 60)))
        #expect(try !position.isKnown(cursor("2", 10, "a", at: 65)))
    }

    @Test func `boots that are kept no longer are known by their time`() throws {
        var position = JournalPosition(floor: 5)
        #expect(try position.isKnown(cursor("9", 1, "a", at: 5)))
        #expect(try !position.isKnown(cursor("9", 1, "a", at: 6)))
        let letters = "0123456789abcdef"
        var number: UInt64 = 0
        for sequence in letters.prefix(3) {
            for boot in letters {
                number += 1
                position.advance(to: try cursor(sequence, number, boot, at: Int64(number) * 100))
            }
        }
        #expect(position.last.count == JournalPosition.kept)
        #expect(position.floor == 1600)
        #expect(JournalPosition(text: position.text) == position)
        #expect(position.text.split(separator: "\n").count == JournalPosition.kept + 1)
    }
}
