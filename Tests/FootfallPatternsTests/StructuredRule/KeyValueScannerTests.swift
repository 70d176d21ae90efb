import FootfallModel
import Testing

@testable import FootfallPatterns

struct KeyValueScannerTests {
    private static func fields(_ text: String) -> [String] {
        scanned(text) { KeyValueScanner.scan($0, $1, into: &$2) }
    }

    @Test(arguments: [
        ("a=1", ["a=1"]), ("a=1 b=2", ["a=1", "b=2"]), ("a= b=2", ["a=", "b=2"]), ("a=", ["a="]),
        (#"level=info msg="signed in" user=alice"#, ["level=info", "msg=signed in", "user=alice"]),
        (
            #"date=2026-11-22 user="alice" ui="https(192.0.2.7)" action=login"#,
            ["date=2026-11-22", "user=alice", "ui=https(192.0.2.7)", "action=login"]
        ),
        (
            "type=LOGIN, realmId=x, userId=null, user=John Doe, ip=192.0.2.7",
            ["type=LOGIN", "realmId=x", "userId=null", "user=John Doe", "ip=192.0.2.7"]
        ),
        (#"type="LOGIN", realmId="x", user="John Doe""#, ["type=LOGIN", "realmId=x", "user=John Doe"]),
        ("a='b c', d='e'", ["a=b c", "d=e"]), ("a=1;b=2;c=3", ["a=1", "b=2", "c=3"]),
        ("a=1; b=2 3; c=4;", ["a=1", "b=2 3", "c=4"]), ("a=1,b=2", ["a=1", "b=2"]),
        ("tags=x,y,z level=info", ["tags=x,y,z", "level=info"]), ("a=1 b=2, c=3", ["a=1", "b=2", "c=3"]),
        (#"a="" b=1"#, ["a=", "b=1"]), ("a=1  \t b=2", ["a=1", "b=2"]), ("a=b=c d=1", ["a=b=c", "d=1"]),
        ("a=1 and then b=2", ["a=1", "b=2"]), ("a-b.c/d@e=1", ["a-b.c/d@e=1"]),
    ])
    func `pairs are taken apart`(text: String, expected: [String]) {
        #expect(KeyValueScannerTests.fields(text) == expected)
    }

    @Test(arguments: [
        // Escaped marks stay within their quotes, and what looks like a pair with them.
        (#"user="x\" ip=203.0.113.9 y=\"" ip=192.0.2.7"#, [#"user=x" ip=203.0.113.9 y=""#, "ip=192.0.2.7"]),
        (#"user="x ip=203.0.113.9" ip=192.0.2.7"#, ["user=x ip=203.0.113.9", "ip=192.0.2.7"]),
        (#"user='x\' ip=203.0.113.9' ip=192.0.2.7"#, ["user=x' ip=203.0.113.9", "ip=192.0.2.7"]),
        // A mark that nothing separates from what follows does not close.
        (#"user="x"y" ip=192.0.2.7"#, [#"user=x"y"#, "ip=192.0.2.7"]),
        (#"user="CORP\nancy" a="C:\\x\\" b=1"#, [#"user=CORP\nancy"#, #"a=C:\x\"#, "b=1"]),
        (#"a="never closed b=1"#, ["a=never closed b=1"]), (#"a="x\"#, [#"a=x\"#]), (#"a=""#, ["a="]),
    ])
    func `what a stranger wrote stays in its quotes`(text: String, expected: [String]) {
        #expect(KeyValueScannerTests.fields(text) == expected)
    }

    @Test(arguments: ["", " ", "=", "=1", "a", "a b", ",;,", "\"\"", "'a'=1", "\" = \""])
    func `what is no pair gives nothing`(text: String) {
        #expect(KeyValueScannerTests.fields(text).isEmpty)
    }
}
