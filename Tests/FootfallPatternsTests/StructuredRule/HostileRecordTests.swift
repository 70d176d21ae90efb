import FootfallModel
import FootfallTesting
import Testing

@testable import FootfallPatterns

/// Records that were damaged, cut, or made to cost much.
struct HostileRecordTests {
    private static let rules = """
        pack: test
        bare: true
        patterns: [{ id: events, regex: '^\\[\\w+\\] (?<record>.*)$', record: keyvalue }]
        records:
          - { id: json, when: { a: '*' }, event: user_login, fields: { user: a }, details: all }
          - { id: kv, format: keyvalue, when: { a: '*' }, event: user_login, fields: { user: a, ip: b }, details: all }
          - { id: cef, format: cef, when: { cef.vendor: '*' }, event: user_login, fields: { user: a }, details: all }
          - { id: leef, format: leef, when: { leef.vendor: '*' }, event: user_login, fields: { user: a }, details: all }
          - { id: audit, format: audit, when: { type: '*' }, event: user_login, fields: { user: acct }, details: all }
          - { id: csv, format: csv, columns: [a, b, c], when: { c: '*' }, event: user_login, fields: { user: a }, details: all }
          - { id: sd, format: structured-data, when: { message: '*' }, event: user_login, details: all }
          - { id: behind, behind: events, when: { a: '*' }, event: user_login, details: all }
        """

    private static let set = load(rules).set

    private static let lines = [
        #"a="x\"y" b=192.0.2.7, c='d e'; f=1"#, "CEF:0|A|B|1|2|N|3|a=b c d=e\\=f\\n g=h",
        "LEEF:2.0|A|B|1|E|x5E|a=b^c=d",
        "type=USER_LOGIN msg=audit(1795341601.123:4): pid=1 msg='acct=616C b=\"c\" res=success'\u{1d}UID=\"root\"",
        "node=n type=A msg=audit(1.0:4): op=add user acct=\"x\"", #"1,"a ""b""",c,d"#,
        #"<14>1 2026-11-22T10:00:01Z w x - - [id a="b\"c" d="e"][f g="h"] m"#, "[INFO] a=1 b=2",
        #"{"a":"b","c":[1,{"d":2}]}"#,
    ]

    @Test func `damaged records are settled, one way or another`() {
        var generator = SeededGenerator(seed: 2_026)
        let pieces = Array("=\"'\\,;|[]{}()^ \t:?-x09aA".utf8) + [0x00, 0x1d, 0xff]
        var damaged: [[UInt8]] = []
        for _ in 0..<4_000 {
            var bytes = Array((HostileRecordTests.lines.randomElement(using: &generator) ?? "").utf8)
            for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes.remove(at: place)
                case 1: bytes[place] = pieces.randomElement(using: &generator) ?? 0
                case 2: bytes.insert(pieces.randomElement(using: &generator) ?? 0, at: place)
                default: bytes.removeSubrange(place...)
                }
            }
            damaged.append(bytes)
        }
        let run = Run(HostileRecordTests.set, damaged)
        let total = run.total
        let settled: Int64 = [Tally.matched, .unrecognised, .skippedMalformed, .skippedEmpty].reduce(0) {
            $0 + total[$1, default: 0]
        }
        #expect(total[.records] == settled)
        #expect(run.events.count > 500)
        #expect(total[.unrecognised, default: 0] > 50)
        #expect(run.missing == 0)
        for details in run.details where !details.isEmpty {
            #expect(JSONScannerTests.fields(details) != nil)
        }
    }

    @Test(
        .timeLimit(.minutes(20)),
        arguments: [
            "=", " ", ",", ";", "\"", "'", "\\", "a=", "a=\"", "a=1,", ", a", "a=1 ", "\"=", "|", "a b", "\u{1d}", "A ",
            "op=a b ", "[a ", "a=b=",
        ]
    )
    func `64 KiB of one piece take a moment`(piece: String) {
        let heads = [
            "a=", "a=\"", "CEF:0|A|B|1|2|N|3|", "LEEF:1.0|A|B|1|E|", "LEEF:2.0|A|B|1|E|^|", "type=A msg=audit(1.0:4): ",
            "type=A msg=audit(1.0:4): msg='", "1,", "\"", "<14>1 2026-11-22T10:00:01Z w x - - [id a=\"", "[INFO] ", "",
        ]
        let body = String(repeating: piece, count: 65_536 / piece.utf8.count)
        let clock = ContinuousClock()
        let spent = clock.measure {
            let run = Run(HostileRecordTests.set, heads.map { $0 + body })
            #expect(run.total[.records] == 12)
        }
        // A pass over a line in a debug build takes milliseconds; a square of its length would take minutes.
        #expect(spent < .seconds(20))
    }
}
