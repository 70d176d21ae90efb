import FootfallModel
import FootfallParsing
import Testing

@testable import FootfallPatterns

struct UnrecognisedCounterTests {
    /// What batches of lines count as not recognised, a list for each batch.
    private static func counts(_ batches: [[String]], _ set: PatternSet = Shipped.set) -> [[UnrecognisedShape]] {
        var parser = HeaderParser(zone: .utc, referenceTime: PackCheck.reference)
        var matcher = Matcher(set, days: .utc)
        var headers: [Header] = []
        return batches.map { lines in
            var bytes: [UInt8] = []
            var places: [Line] = []
            for line in lines {
                places.append(Line(range: ByteRange(from: bytes.count, to: bytes.count + line.utf8.count)))
                bytes += Array(line.utf8) + [0x0a]
            }
            let batch = LineBatch(
                stream: StreamID(source: "test"),
                bytes: bytes,
                lines: places,
                arrival: PackCheck.reference,
                byteCount: Int64(bytes.count)
            )
            parser.parse(batch, into: &headers)
            matcher.match(batch, headers, &parser)
            return matcher.takeBatch().unrecognisedShapes
        }
    }

    @Test func `messages are counted by app and shape, with the first as the example`() {
        let lines = [
            "Nov 22 10:00:01 web1 dhclient[5]: DHCPACK of 192.0.2.80 from 192.0.2.1",
            "Nov 22 10:00:03 web1 dhclient[5]: DHCPACK of 192.0.2.81 from 192.0.2.1",
            "Nov 22 10:00:02 web1 other[5]: DHCPACK of 192.0.2.82 from 192.0.2.1",
            "Nov 22 10:00:04 web1 sshd[7]: Accepted password for alice from 192.0.2.7 port 50022 ssh2",
        ]
        let found = UnrecognisedCounterTests.counts([lines])[0]
        #expect(found.map(\.app) == ["dhclient", "other"])
        #expect(found.map(\.count) == [2, 1])
        #expect(found.map(\.shape) == ["DHCPACK of <ip> from <ip>", "DHCPACK of <ip> from <ip>"])
        #expect(found.map(\.example) == [lines[0], lines[2]])
        #expect(found.map(\.lastTime.rfc3339) == ["2026-11-22T10:00:03.000000Z", "2026-11-22T10:00:02.000000Z"])
    }

    @Test func `each batch counts anew`() {
        let line = "Nov 22 10:00:01 web1 dhclient[5]: bound"
        let found = UnrecognisedCounterTests.counts([[line, line], [], [line]])
        #expect(found.map { $0.map(\.count) } == [[2], [], [1]])
        #expect(found[2][0].example == line)
    }

    @Test func `records of JSON are counted by their keys`() {
        let found = UnrecognisedCounterTests.counts([[#"[{"level":"info"},{"level":"warn"},{"x":1}]"#]])[0]
        #expect(found.map(\.shape) == [#"{"level":"info"}"#, #"{"level":"warn"}"#, #"{"x":#}"#])
        #expect(found.map(\.example) == [#"{"level":"info"}"#, #"{"level":"warn"}"#, #"{"x":1}"#])
    }

    @Test func `what is known to be no activity is not missed`() {
        let set = load(pack("id: p\nignore: true\nregex: '^noise'")).set
        #expect(UnrecognisedCounterTests.counts([["Nov 22 10:00:01 web1 app: noise"]], set) == [[]])
    }

    @Test func `more shapes than are told apart are counted together by app, and the sum holds`() {
        func word(_ number: Int) -> String {
            String(number, radix: 26).map { String(UnicodeScalar(UInt8(($0.hexDigitValue ?? 20) % 26) + 97)) }.joined()
                + String(repeating: "z", count: number % 30)
        }
        let limit = UnrecognisedShape.shapeLimit
        let many = (0..<(limit + 500)).map {
            "Nov 22 10:00:01 web1 app: x\(word($0)) q\(word($0 / 7)) w\(word($0 / 3))"
        }
        let apps = (0..<400).map { "Nov 22 10:00:01 web1 app\(word($0))x: hello y\(word($0))" }
        let first = UnrecognisedCounterTests.counts([many + apps, many])
        for found in first {
            #expect(found.count <= limit + UnrecognisedShape.appLimit + 2)
            #expect(found.contains { $0.app == "app" && $0.shape.isEmpty && $0.example.isEmpty })
        }
        #expect(first[0].reduce(0) { $0 + $1.count } == Int64(many.count + apps.count))
        #expect(first[1].reduce(0) { $0 + $1.count } == Int64(many.count))
    }

    @Test func `a long line is kept as an example up to a length`() {
        let line = "Nov 22 10:00:01 web1 app: " + String(repeating: "word ", count: 1000)
        let found = UnrecognisedCounterTests.counts([[line]])[0]
        #expect(found[0].example == String(line.prefix(UnrecognisedShape.longestExample)))
    }
}
