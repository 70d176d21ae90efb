import FootfallModel
import Testing

@testable import FootfallPatterns

struct AuditScannerTests {
    private static func fields(_ text: String) -> [String] {
        scanned(text) { AuditScanner.scan($0, $1, into: &$2) }
    }

    @Test func `a record of user space is read, with what stands in its msg`() {
        let line =
            "type=USER_LOGIN msg=audit(1795341601.123:456): pid=811 uid=0 auid=4294967295 ses=4294967295 "
            + #"msg='op=login acct="alice" exe="/usr/sbin/sshd" hostname=? addr=192.0.2.7 terminal=ssh res=success'"#
        #expect(
            AuditScannerTests.fields(line) == [
                "type=USER_LOGIN", "audit.time=1795341601.123", "audit.serial=456", "pid=811", "uid=0",
                "auid=4294967295", "ses=4294967295", "op=login", "acct=alice", "exe=/usr/sbin/sshd", "addr=192.0.2.7",
                "terminal=ssh", "res=success",
            ]
        )
    }

    @Test(arguments: [
        // Hexadecimal digits stand for what holds a blank, a mark or a letter beyond ASCII; in marks they are a name.
        ("acct=616C6963652062", ["acct=alice b"]), (#"acct="616C""#, ["acct=616C"]), ("acct=616c", ["acct=616c"]),
        ("acct=61A", ["acct=61A"]), ("cmd=6C73002D6C", ["cmd=ls -l"]), ("uid=1000", ["uid=1000"]),
        (#"acct="o'brien" res=success'"#, ["acct=o'brien", "res=success"]),
        ("acct=(null) addr=? hostname=? res=failed'", ["res=failed"]),
        ("op=adding user to group acct=\"bob\" res=1'", ["op=adding user to group", "acct=bob", "res=1"]),
        (
            "op=PAM:session_open grantors=pam_unix,pam_env acct=\"bob\"",
            ["op=PAM:session_open", "grantors=pam_unix,pam_env", "acct=bob"]
        ),
        ("res=success'\u{1d}UID=\"root\" AUID=\"unset\" ID=\"bob\"", ["res=success", "UID=root", "ID=bob"]),
        (
            "type=1112 audit(1795341601.123:4): pid=1",
            [
                "type=USER_LOGIN", "audit.time=1795341601.123", "audit.serial=4", "pid=1",
            ]
        ),
        ("audit: type=1006 audit(1.0:4): pid=1", ["type=LOGIN", "audit.time=1.0", "audit.serial=4", "pid=1"]),
        ("type=1999 pid=1", ["type=1999", "pid=1"]),
        ("USER_LOGIN pid=1 msg='op=login res=success'", ["type=USER_LOGIN", "pid=1", "op=login", "res=success"]),
        (
            "node=web1 type=USER_END msg=audit(1.0:4):",
            ["node=web1", "type=USER_END", "audit.time=1.0", "audit.serial=4"]
        ),
        ("msg=audit(", []), ("msg=audit(x", []), ("msg='", []), ("acct=\"", ["acct="]), ("", []),
    ])
    func `values are read as auditd writes them`(text: String, expected: [String]) {
        #expect(AuditScannerTests.fields(text) == expected)
    }

    @Test(arguments: [
        ("type=USER_LOGIN msg=audit(1.0:4): pid=1", true), ("node=web1 type=A msg=audit(1.0:4):", true),
        ("audit: type=1112 audit(1.0:4): pid=1", true), ("type=LOGIN, realmId=x", false), ("node=web1", false),
        ("node=web1 x", false), ("type=A msg=x", false), ("type=", false), ("", false),
    ])
    func `a record is known by its beginning`(text: String, isRecord: Bool) {
        let bytes = Array(text.utf8)
        #expect(AuditScanner.isRecord(bytes.span, ByteRange(from: 0, to: bytes.count)) == isRecord)
    }
}
