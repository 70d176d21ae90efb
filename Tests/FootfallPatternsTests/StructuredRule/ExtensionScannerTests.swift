import FootfallModel
import Testing

@testable import FootfallPatterns

struct ExtensionScannerTests {
    private static func cef(_ text: String) -> [String] {
        scanned(text) { _ = ExtensionScanner.scanCEF($0, $1, into: &$2) }
    }

    private static func leef(_ text: String) -> [String] {
        scanned(text) { _ = ExtensionScanner.scanLEEF($0, $1, into: &$2) }
    }

    private static let head = "0|Acme|Gate|1.0|100|Signed in|3|"

    @Test func `CEF's header fields are named`() {
        #expect(
            ExtensionScannerTests.cef(#"0|Ac\|me|Ga\\te|1.0|100|Signed in|3|"#) == [
                "cef.vendor=Ac|me", #"cef.product=Ga\te"#, "cef.version=1.0", "cef.signature=100", "cef.name=Signed in",
                "cef.severity=3",
            ]
        )
        #expect(ExtensionScannerTests.cef("0|Acme|Gate|1.0").count == 2)
    }

    @Test(arguments: [
        ("suser=alice src=192.0.2.7", ["suser=alice", "src=192.0.2.7"]),
        ("msg=signed in again suser=alice ", ["msg=signed in again", "suser=alice"]),
        (#"suser=a\=b src\=203.0.113.9 src=192.0.2.7"#, ["suser=a=b src=203.0.113.9", "src=192.0.2.7"]),
        (#"msg=one\ntwo\\ three cs1=x"#, ["msg=one\ntwo\\ three", "cs1=x"]), ("a= b=1", ["a=", "b=1"]),
        ("request=https://gate.example.org/?a=1&b=2 act=in", ["request=https://gate.example.org/?a=1&b=2", "act=in"]),
        ("", []), ("nothing here", []), ("=", []), ("a=\\", ["a=\\"]),
    ])
    func `a value ends before the next key`(text: String, expected: [String]) {
        #expect(Array(ExtensionScannerTests.cef(ExtensionScannerTests.head + text).dropFirst(6)) == expected)
    }

    @Test(arguments: [
        ("1.0|Acme|Gate|2|login|", "usrName=alice b\tsrc=192.0.2.7", ["usrName=alice b", "src=192.0.2.7"]),
        ("2.0|Acme|Gate|2|login|^|", "usrName=a=b^src=192.0.2.7", ["usrName=a=b", "src=192.0.2.7"]),
        ("2.0|Acme|Gate|2|login|x5E|", "usrName=alice^src=192.0.2.7", ["usrName=alice", "src=192.0.2.7"]),
        ("2.0|Acme|Gate|2|login|0x09|", "a=1\tb=2", ["a=1", "b=2"]),
        ("2.0|Acme|Gate|2|login||", "a=1\tb=2", ["a=1", "b=2"]),
        ("2.0|Acme|Gate|2|login|", "a=1\tb=2", ["a=1", "b=2"]),
        ("1.0|Acme|Gate|2|login|", "usrName=alice b src=192.0.2.7", ["usrName=alice b", "src=192.0.2.7"]),
        ("1.0|Acme|Gate|2|login|", "", []),
    ])
    func `LEEF's attributes are separated as it says`(head: String, text: String, expected: [String]) {
        let found = ExtensionScannerTests.leef(head + text)
        #expect(found.prefix(4) == ["leef.vendor=Acme", "leef.product=Gate", "leef.version=2", "leef.event=login"])
        #expect(Array(found.dropFirst(4)) == expected)
    }
}
