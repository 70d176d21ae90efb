import FootfallModel
import FootfallTesting
import Testing

@testable import FootfallParsing

@Suite struct HostileInputTests {
    /// Every line that another suite has an expectation for, and some that have everything at once.
    static let valid: [String] =
        [
            "<38>Nov 22 2026 10:00:01.123456 2001:db8::7 postfix/smtpd[811]: message repeated 3 times: [ x]",
            "<38>1 2026-11-22T10:00:01.003+01:00 web1 sshd 811 ID47 [a@1 b=\"c\\\"]\" d=\"e\"][f] \u{FEFF}x",
            "1 2026-11-22T10:00:01Z h a 8 - [x y=\"z\"] m",
            "2026-11-22T10:00:01.123456+01:00 web1 sshd[811]: x",
            "[2026-11-22 10:00:01,123 UTC] INFO something: happened",
            "[Sun Nov 22 10:00:01.5 2026] [core:error] x",
            "22/Nov/2026:10:00:01 +0100 x",
            "  [ {\"a\":1}]",
            "<166>Nov 22 2026 10:00:01 fw1 : %ASA-6-113012: x",
        ] + DeviceHeaderTests.cases.map(\.line) + OddSyslogTests.hosts.map(\.line) + OddSyslogTests.tags.map(\.line)
        + ApplicationStampTests.stamps.map { "[\($0.0)] x: y" } + ApplicationStampTests.whole.map(\.0)
        + UnwrappingTests.containers.map(\.0) + UnwrappingTests.records.map(\.0)

    /// Every part of a header lies within its line.
    private func check(_ lines: [[UInt8]]) {
        var parser = HeaderParser(zone: .utc)
        var headers: [Header] = []
        var batch = batch(lines)
        parser.parse(unwrapping: &batch, into: &headers)
        #expect(headers.count == lines.count)
        #expect(batch.lines.count == lines.count)
        for (header, line) in zip(headers, batch.lines) {
            let parts = [
                header.host, header.app, header.processID, header.messageID, header.structuredData, header.message,
                header.subject,
            ]
            let isWithin = parts.allSatisfy {
                $0.isEmpty || $0.lower >= line.range.lower && $0.upper <= line.range.upper
            }
            #expect(isWithin, "\(batch.bytes.text(line.range))")
            #expect(header.repeatCount >= 1)
        }
        var inference = YearInference()
        _ = inference.observe(batch.bytes.span, batch.lines)
    }

    @Test(arguments: valid)
    func `every prefix of a line has a header`(line: String) {
        let bytes = Array(line.utf8)
        check((0...bytes.count).map { Array(bytes[..<$0]) })
    }

    @Test(arguments: valid)
    func `every suffix of a line has a header`(line: String) {
        let bytes = Array(line.utf8)
        check((0...bytes.count).map { Array(bytes[$0...]) })
    }

    @Test func `64 KiB of one byte have a header`() {
        for byte in UInt8.min...UInt8.max {
            check([[UInt8](repeating: byte, count: 65_536)])
        }
    }

    @Test func `64 KiB of one byte behind a stamp have a header`() {
        for head in Self.heads {
            for byte in Array(" :[]\"\\=<0aZ\u{0}%*.-/,;|(){}T@\t\u{1}".utf8) {
                check([Array(head.utf8) + [UInt8](repeating: byte, count: 65_536)])
            }
        }
    }

    private static let heads = [
        "Nov 22 10:00:01 ", "Nov 22 10:00:01 web1 ", "<38>1 2026-11-22T10:00:01Z h a - - ", "2026-11-22T10:00:01Z ",
        "2026-11-22T10:00:01Z web1 ", "<38>", "[", "date=", "time=", "{\"log\":\"", "{\"_", "192.0.2.7 - ", "*",
        "123: ", "2026-11-22T10:00:01Z stdout P ", "\u{FEFF}", "Nov 22 10:00:01 web1 a: [ID ",
    ]

    @Test(arguments: [
        "[ ", "[[", ": ", "a: ", "1: ", "\u{FEFF}", "\u{FEFF}<1>", "<1>", "<38>1 ", "%A-", "*Nov 22 ", "[22/Nov/2026:",
        "2026-11-22T10:00:01Z stdout F ", "{\"log\":", "a=\"", " tz=", "Message forwarded from ", "auth.info ",
        "\"__REALTIME", "RP/0:",
    ])
    func `64 KiB of one beginning after another have a header`(piece: String) {
        let count = 65_536 / piece.utf8.count
        for head in ["", "{\"A", "<38>", "Nov 22 10:00:01 web1 ", "2026-11-22T10:00:01Z "] {
            check([Array(head.utf8) + [UInt8]([[UInt8]](repeating: Array(piece.utf8), count: count).joined())])
        }
    }

    /// Looking at a line twice is fine, once for each of its bytes is not: 16 times the line may cost 16 times.
    @Test func `a long line costs what its length costs`() {
        let clock = ContinuousClock()
        for piece in ["[ ", ": ", "a: ", "1: ", "<1>", "\u{FEFF}", "a=\" ", "{\"A\":\"", "[22/Nov/2026:10 "] {
            let short = [UInt8]([[UInt8]](repeating: Array(piece.utf8), count: 512).joined())
            let long = [UInt8]([[UInt8]](repeating: Array(piece.utf8), count: 32_768).joined())
            let few = (0..<5).map { _ in clock.measure { check([[UInt8]](repeating: short, count: 64)) } }.min()
            let one = (0..<5).map { _ in clock.measure { check([long]) } }.min()
            guard let few, let one else { continue }
            #expect(one < few * 16 + .milliseconds(50), "\(piece)")
        }
    }

    @Test(arguments: 0..<16)
    func `random bytes and damaged lines have a header`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var lines: [[UInt8]] = []
        let alphabet = Array(" <>[]:-+.,\"\\=0123456789TZNovSun@{}/".utf8)
        for _ in 0..<2000 {
            lines.append(
                (0..<Int.random(in: 0..<64, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            )
            lines.append(
                (0..<Int.random(in: 0..<64, using: &random)).map { _ in
                    alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
                }
            )
            var damaged = Array(Self.valid[Int.random(in: 0..<Self.valid.count, using: &random)].utf8)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                damaged[Int.random(in: 0..<damaged.count, using: &random)] =
                    alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
            }
            lines.append(damaged)
        }
        check(lines)
    }

    @Test(arguments: 0..<8)
    func `random text is a stamp or none`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array(" :-/+.,0123456789TZNovSun@af".utf8)
        var parser = HeaderParser(zone: .utc)
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 0..<32, using: &random)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
            }
            _ = parser.resolve(text.span, ByteRange(from: 0, to: text.count), in: StreamID(source: "stdin"))
        }
    }
}
