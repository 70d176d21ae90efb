import FootfallModel
import Testing

@testable import FootfallPatterns

struct StructuredDataScannerTests {
    @Test(arguments: [
        (
            #"[who@32473 user="alice" ip="192.0.2.7"][more a="1"]"#,
            ["who@32473.user=alice", "who@32473.ip=192.0.2.7", "more.a=1"]
        ),
        (#"[id a="x\"\]\\y\z"]"#, [#"id.a=x"]\y\z"#]), ("[id]", []), (#"[id a=""]"#, ["id.a="]),
        ("[", []), ("[id a", []), (#"[id a="x"#, ["id.a=x"]), (#"[id a="x\"#, [#"id.a=x\"#]), ("[id a=", []),
    ])
    func `elements are named by their ids`(text: String, expected: [String]) {
        let found = scanned(text) {
            var scanner = StructuredDataScanner()
            scanner.scan($0, $1, message: .none, into: &$2)
        }
        #expect(found == ["message="] + expected)
    }
}
