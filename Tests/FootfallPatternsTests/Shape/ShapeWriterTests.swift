import FootfallModel
import FootfallTesting
import Testing

@testable import FootfallPatterns

struct ShapeWriterTests {
    /// A message and its shape.
    struct Case: Sendable, CustomTestStringConvertible {
        var message: String
        var shape: String

        init(_ message: String, _ shape: String) {
            self.message = message
            self.shape = shape
        }

        var testDescription: String { message }
    }

    static func shape(_ message: [UInt8]) -> [UInt8] {
        var writer = ShapeWriter()
        let app = Array("app".utf8)
        writer.write(app: app.span, ByteRange(from: 0, to: app.count))
        writer.write(message: message.span, ByteRange(from: 0, to: message.count))
        return Array(writer.text[(writer.appLength + 1)..<writer.length])
    }

    static func shape(_ message: String) -> String {
        String(decoding: shape(Array(message.utf8)), as: UTF8.self)
    }

    static let numbers: [Case] = [
        Case("port 50022 ssh2", "port # ssh#"),
        Case("took 1.5s at 10:00:01", "took #.#s at #:#:#"),
        Case("0x7f3a at pid 12", "<id> at pid #"),
        Case("commit 3fa9c04d7e done", "commit <id> done"),
        Case("id 123e4567-e89b-12d3-a456-426614174000 gone", "id <id> gone"),
        Case("from 00:1a:2b:3c:4d:5e here", "from <id> here"),
        Case("cafe babe decade", "cafe babe decade"),
        Case("key SHA256:Ab/9+cd= end", "key SHA#:<id> end"),
        Case("session=Ab9/x, next", "session=<id>, next"),
        Case("session opened", "session opened"),
    ]

    static let addresses: [Case] = [
        Case("from 192.0.2.7 port 22", "from <ip> port #"),
        Case("peer 192.0.2.7:5060 gone", "peer <ip>:# gone"),
        Case("from 2001:db8::7 ok", "from <ip> ok"),
        Case("from ::1 ok", "from <ip> ok"),
        Case("[2001:db8::7]:5060", "[<ip>]:#"),
        Case("::ffff:192.0.2.7", "<ip>"),
        Case("version 1.2.3.4.5", "version #.#.#.#.#"),
        Case("from gate.example.org port 22", "from <host> port #"),
        Case("rhost=gate user=alice", "rhost=<host> user=<user>"),
        Case("see https://example.org/x?y=1 now", "see <url> now"),
    ]

    static let names: [Case] = [
        Case("Failed password for root from 192.0.2.7", "Failed password for <user> from <ip>"),
        Case("for invalid user x from 192.0.2.7", "for invalid user <user> from <ip>"),
        Case("for user alice by (uid=0)", "for user <user> by (uid=#)"),
        Case("user alice.b-c logged in", "user <user> logged in"),
        Case("user is unknown", "user is unknown"),
        Case("user=is tty=ssh", "user=<user> tty=ssh"),
        Case("USER=root ; COMMAND=/usr/bin/id", "USER=<user> ; COMMAND=<path>"),
        Case("user [alice] in", "user [<user>] in"),
        Case("mail alice@example.org sent", "mail <user> sent"),
        Case("name resolution", "name resolution"),
        Case("name=alice", "name=<user>"),
        Case("by alice", "by <user>"),
    ]

    static let quotations: [Case] = [
        Case("user \"alice b\" came", "user \"…\" came"),
        Case("user 'alice' came", "user '…' came"),
        Case("don't say user's name", "don't say user's name"),
        Case("an open \" quote", "an open \" quote"),
        Case("a \\\" b", "a \\\" b"),
        Case("\"a \\\" b\" c", "\"…\" c"),
        Case("/etc/passwd: not found", "<path>: not found"),
        Case("tty=/dev/pts/0 x/y", "tty=<path> x/y"),
        Case("a / b", "a / b"),
    ]

    static let records: [Case] = [
        Case(#"{"level":"info","user":"alice","n":12}"#, #"{"level":"info","user":"…","n":#}"#),
        Case(#"{"action":"LOGIN_ERROR","ip":"192.0.2.7"}"#, #"{"action":"LOGIN_ERROR","ip":"…"}"#),
        Case(#"{"msg":"user alice came","x":"y"}"#, #"{"msg":"user <user> came","x":"…"}"#),
        Case(#"level=info msg="user alice came" ip=192.0.2.7"#, #"level=info msg="user <user> came" ip=<ip>"#),
        Case(#"{"at":{"key":"v"}}"#, #"{"at":{"key":"…"}}"#),
    ]

    static let odd: [Case] = [
        Case("", ""),
        Case("a   b\tc", "a b c"),
        Case("\u{1}\u{2}x", "  x"),
        Case("Fehler für Müller", "Fehler für Müller"),
        Case("for", "for"),
        Case("user=", "user="),
        Case(":", ":"),
        Case("::", "<ip>"),
        Case(":::", ":::"),
        Case("/", "/"),
        Case("'", "'"),
    ]

    @Test(arguments: [numbers, addresses, names, quotations, records, odd].joined().map { $0 })
    func `what differs from line to line is left out`(_ expected: Case) {
        #expect(ShapeWriterTests.shape(expected.message) == expected.shape)
    }

    @Test func `a long message is known by its beginning`() {
        let long = String(repeating: "word ", count: 10_000)
        let shape = ShapeWriterTests.shape(long)
        #expect(shape.hasPrefix("word word"))
        #expect(shape.hasSuffix("…"))
        #expect(shape.utf8.count <= ShapeWriter.longestMessage + 3)
    }

    @Test func `an app's name is cut and stands in front`() {
        var writer = ShapeWriter()
        let app = [UInt8](repeating: UInt8(ascii: "x"), count: 100)
        writer.write(app: app.span, ByteRange(from: 0, to: 100))
        #expect(writer.appLength == ShapeWriter.longestApp)
        writer.write(message: app.span, ByteRange(from: 0, to: 3))
        #expect(Array(writer.text[..<writer.length].suffix(4)) == [0, 0x78, 0x78, 0x78])
    }

    @Test func `any bytes have a shape within bounds`() {
        var generator = SeededGenerator(seed: 11)
        let alphabet = Array("a1 :.'\"/=<[@-\\{}\u{0}\u{ff}forusermsg".utf8)
        for _ in 0..<20_000 {
            let length = Int.random(in: 0...300, using: &generator)
            let message = (0..<length).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            let shape = ShapeWriterTests.shape(message)
            #expect(shape.count <= 400 + ShapeWriter.longestMessage + 8)
        }
    }

    @Test func `pieces cover a message without gaps`() {
        var generator = SeededGenerator(seed: 12)
        let alphabet = Array("a1 :.'\"/=<[@-\\{}user msg from".utf8)
        let words = ShapeWords()
        for _ in 0..<5000 {
            let length = Int.random(in: 1...200, using: &generator)
            let message = (0..<length).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            var scanner = ShapeScanner(ByteRange(from: 0, to: length))
            var end = 0
            while let piece = scanner.next(message.span, words) {
                #expect(piece.range.lower == end)
                #expect(!piece.range.isEmpty)
                end = piece.range.upper
            }
            #expect(end == length)
        }
    }
}
