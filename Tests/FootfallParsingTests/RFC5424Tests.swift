import FootfallModel
import Testing

@testable import FootfallParsing

@Suite struct RFC5424Tests {
    static let at = "2026-11-22T10:00:01Z"

    static let cases: [LineCase] = [
        .init(
            "<38>1 2026-11-22T10:00:01Z web1 sshd 811 ID47 - x",
            .init(.rfc5424, at, priority: 38, host: "web1", app: "sshd", pid: "811", "x")
        ),
        .init(
            "<38>1 2026-11-22T11:00:01.003+01:00 web1 sshd 811 - - x",
            .init(.rfc5424, "2026-11-22T10:00:01.003000Z", priority: 38, host: "web1", app: "sshd", pid: "811", "x")
        ),
        .init("<38>1 - - - - - - x", .init(.rfc5424, priority: 38, "x")),
        .init("<38>1 - - - - - -", .init(.rfc5424, priority: 38, "")),
        .init("<38>1 2026-11-22T10:00:01Z - a - - - \u{FEFF}x", .init(.rfc5424, at, priority: 38, app: "a", "x")),
        .init("<38>1 2026-11-22T10:00:01Z - a - - - \u{FEFF}", .init(.rfc5424, at, priority: 38, app: "a", "")),
        .init(
            "<38>1 2026-11-22T10:00:01Z h a - - [x y=\"z\"] m",
            .init(.rfc5424, at, priority: 38, host: "h", app: "a", "m")
        ),
        .init(
            "<38>1 2026-11-22T10:00:01Z h a - - [x][y z=\"\"]",
            .init(.rfc5424, at, priority: 38, host: "h", app: "a", "")
        ),
        .init(
            "<38>1 2026-11-22T10:00:01Z h a - - - {\"b\":1}",
            .init(.rfc5424, at, priority: 38, host: "h", app: "a", "{\"b\":1}")
        ),
        // Broken structured data is message.
        .init(
            "<38>1 2026-11-22T10:00:01Z h a - - [x y=\"z m",
            .init(.rfc5424, at, priority: 38, host: "h", app: "a", "[x y=\"z m")
        ),
        .init(
            "<38>1 2026-11-22T10:00:01Z h a - - [x y=z] m",
            .init(.rfc5424, at, priority: 38, host: "h", app: "a", "[x y=z] m")
        ),
        .init(
            "<38>1 2026-11-22T10:00:01Z h a - - [] m",
            .init(.rfc5424, at, priority: 38, host: "h", app: "a", "[] m")
        ),
        .init(
            "<38>1 2026-11-22T10:00:01Z h a - - [x y=\"\\\"] m",
            .init(.rfc5424, at, priority: 38, host: "h", app: "a", "[x y=\"\\\"] m")
        ),
        .init(
            "<38>1 2026-11-22T10:00:01Z h a - - -- m",
            .init(.rfc5424, at, priority: 38, host: "h", app: "a", "-- m")
        ),
        .init("<38>1 2026-11-22T10:00:01Z h a - - m n", .init(.rfc5424, at, priority: 38, host: "h", app: "a", "m n")),
        // A header that ends too early.
        .init("<38>1 2026-11-22T10:00:01Z h a", .init(.rfc5424, at, priority: 38, host: "h", app: "a", "")),
        .init("<38>1 2026-11-22T10:00:01Z", .init(.rfc5424, at, priority: 38, "")),
        // Another version: there is none yet, but what else could it be.
        .init(
            "<38>2 2026-11-22T10:00:01Z h a - - - m",
            .init(.rfc5424, at, priority: 38, host: "h", app: "a", "m")
        ),
        .init("<38>0 - h a - - - m", .init(.rfc5424, priority: 38, host: "h", app: "a", "m")),
        // Structured data left out.
        .init(
            "<38>1 2026-11-22T10:00:01Z h a 8 ID47 two words",
            .init(.rfc5424, at, priority: 38, host: "h", app: "a", pid: "8", "two words")
        ),
        // Meraki's seconds.
        .init(
            "<134>1 1795341601.250000000 MX84 events content",
            .init(.rfc3164, "2026-11-22T10:00:01.250000Z", priority: 134, host: "MX84", "events content")
        ),
        // Cisco without an app name.
        .init(
            "<166>1 2026-11-22T10:00:01Z fw1 - - - - %ASA-6-113012: x",
            .init(.rfc5424, at, priority: 166, host: "fw1", app: "%ASA", "%ASA-6-113012: x")
        ),
        // Another stamp: no RFC 5424.
        .init("<38>1 then", .init(.rfc3164, priority: 38, "1 then")),
        .init(
            "<38>1 2026-11-22 10:00:01 h a - - - m",
            .init(.rfc3164, priority: 38, "1 2026-11-22 10:00:01 h a - - - m")
        ),
        .init(
            "<38>1 2026-13-22T10:00:01Z h a - - - m",
            .init(.rfc3164, priority: 38, "1 2026-13-22T10:00:01Z h a - - - m")
        ),
        // Without a priority it has to be whole.
        .init("1 2026-11-22T10:00:01Z h a 8 - - m", .init(.rfc5424, at, host: "h", app: "a", pid: "8", "m")),
        .init("1 2026-11-22T10:00:01Z h a 8 - m", .init(.bare, at, "1 2026-11-22T10:00:01Z h a 8 - m")),
        .init("1 2026-11-22T10:00:01Z h a 8 -", .init(.bare, at, "1 2026-11-22T10:00:01Z h a 8 -")),
    ]

    @Test(arguments: cases)
    func `the parts are found`(line: LineCase) {
        #expect(line.found == line.expected)
    }

    static let elements = [
        #"[a]"#, #"[a b="c"]"#, #"[a b="c"][d e="f" g="h"]"#, #"[a b="\"]\\"]"#, #"[a@32473 b="[x] y"]"#,
        #"[a b="c" ]"#,
        #"[a b="ü"]"#, #"[a b="x\y"]"#,
    ]

    @Test(arguments: elements)
    func `structured data ends where its last element does`(data: String) {
        let (header, bytes) = header("<38>1 2026-11-22T10:00:01Z h a 8 ID47 \(data) m")
        #expect(bytes.text(header.structuredData) == data)
        #expect(bytes.text(header.messageID) == "ID47")
        #expect(bytes.text(header.message) == "m")
    }

    @Test func `the blank that a relay left before the message is not the pattern's business`() {
        let (header, bytes) = header("<38>1 2026-11-22T10:00:01Z h a 8 - -  m")
        #expect(bytes.text(header.message) == " m")
        #expect(bytes.text(header.subject) == "m")
    }
}
