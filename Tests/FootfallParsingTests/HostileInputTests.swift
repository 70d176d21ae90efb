import FootfallModel
import FootfallTesting
import Testing

@testable import FootfallParsing

@Suite struct HostileInputTests {
    static let valid = [
        "<38>Nov 22 2026 10:00:01.123456 2001:db8::7 postfix/smtpd[811]: message repeated 3 times: [ x]",
        "<38>1 2026-11-22T10:00:01.003+01:00 web1 sshd 811 ID47 [a@1 b=\"c\\\"]\" d=\"e\"][f] \u{FEFF}x",
        "1 2026-11-22T10:00:01Z h a 8 - [x y=\"z\"] m",
        "2026-11-22T10:00:01.123456+01:00 web1 sshd[811]: x",
        "[2026-11-22 10:00:01,123 UTC] INFO something: happened",
        "[Sun Nov 22 10:00:01.5 2026] [core:error] x",
        "22/Nov/2026:10:00:01 +0100 x",
        "  [ {\"a\":1}]",
        "<166>Nov 22 2026 10:00:01 fw1 : %ASA-6-113012: x",
    ]

    /// Every part of a header lies within its line.
    private func check(_ lines: [[UInt8]]) {
        var parser = HeaderParser(zone: .utc)
        var headers: [Header] = []
        let batch = batch(lines)
        parser.parse(batch, into: &headers)
        #expect(headers.count == lines.count)
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
        for head in ["Nov 22 10:00:01 ", "<38>1 2026-11-22T10:00:01Z h a - - ", "2026-11-22T10:00:01Z ", "<38>"] {
            for byte in Array(" :[]\"\\=<0aZ\u{0}".utf8) {
                check([Array(head.utf8) + [UInt8](repeating: byte, count: 65_536)])
            }
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
