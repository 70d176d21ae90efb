import FootfallModel
import Testing

@testable import FootfallPatterns

struct EventWriterTests {
    @Test(
        arguments: [
            ("1", 1), ("7", 7), ("0012", 12), ("1000000", 1_000_000), ("0", nil), ("", nil), ("-1", nil), ("1.5", nil),
            ("1000001", nil), ("00000001", nil), ("９", nil), ("1 ", nil),
        ] as [(String, Int32?)]
    )
    func `a count`(text: String, expected: Int32?) {
        let bytes = Array(text.utf8)
        #expect(countValue(bytes.span, ByteRange(from: 0, to: bytes.count)) == expected)
    }

    @Test(arguments: [("", true), ("-", true), ("--", false), (" ", false), ("a", false), ("0", false)])
    func `what says that something is missing`(text: String, expected: Bool) {
        let bytes = Array(text.utf8)
        #expect(isMissing(bytes.span, ByteRange(from: 0, to: bytes.count)) == expected)
    }

    @Test(
        arguments: [
            ("192.0.2.7", "192.0.2.7"), ("::ffff:192.0.2.7", "192.0.2.7"), ("2001:DB8:0:0::7", "2001:db8::7"),
            ("::1", "::1"), ("192.0.2.07", nil), ("192.0.2", nil), ("web1", nil), ("", nil),
        ] as [(String, String?)]
    )
    func `addresses have one number for all their spellings`(text: String, expected: String?) {
        var writer = EventWriter(interner: Interner())
        let bytes = Array(text.utf8)
        let number = writer.addressNumber(bytes.span, ByteRange(from: 0, to: bytes.count))
        let found = writer.interner.string(number)
        #expect(found == expected)
    }

    @Test func `details are one flat object`() {
        var writer = EventWriter(interner: Interner())
        var text: [UInt8] = Array("before".utf8)
        writer.beginDetails(text)
        let none = writer.endDetails(&text)
        #expect(none.isEmpty)
        writer.beginDetails(text)
        let key = DetailText.key("a\"b")
        let value = Array("x\ty".utf8)
        writer.addDetail(
            key: key.span,
            ByteRange(from: 0, to: key.count),
            value: value.span,
            ByteRange(from: 0, to: value.count),
            to: &text
        )
        let member = DetailText.member("c", "d\\")
        writer.addDetail(member.span, ByteRange(from: 0, to: member.count), to: &text)
        let range = writer.endDetails(&text)
        #expect(text.text(range) == #"{"a\"b":"x\ty","c":"d\\"}"#)
        #expect(text.text(ByteRange(from: 0, to: range.lower)) == "before")
    }
}
