import FootfallModel
import Testing

@testable import FootfallParsing

@Suite struct ApplicationStampTests {
    static let at = "2026-11-22T10:00:01Z"
    static let milli = "2026-11-22T10:00:01.123000Z"
    static let evening = "2026-11-22T22:00:01Z"

    static let stamps: [(String, String)] = [
        ("2026-11-22 10:00:01.123", milli),
        ("2026-11-22 11:00:01 CET", at),
        ("2026-11-22 10:00:01 GMT", at),
        ("2026-Nov-22 10:00:01", at),
        ("2026 Nov 22 10:00:01", at),
        ("2026:11:22-10:00:01", at),
        ("2026-11-22_10:00:01", at),
        ("22/Nov/2026:11:00:01 +0100", at),
        ("22/Nov/2026 10:00:01", at),
        ("2/Nov/2026 10:00:01", "2026-11-02T10:00:01Z"),
        ("22-Nov-2026 10:00:01", at),
        ("22-Nov-2026 10:00:01.123", milli),
        ("22 Nov 2026 10:00:01,123", milli),
        ("2 Nov 2026 10:00:01,123", "2026-11-02T10:00:01.123000Z"),
        ("22Nov2026 10:00:01", at),
        ("22.11.2026 10:00:01", at),
        ("22-11-2026 10:00:01", at),
        ("11-22-2026 10:00:01", at),
        ("11/22/2026 10:00:01", at),
        ("22/11/2026 10:00:01", at),
        ("11/22/2026 10:00:01 PM", evening),
        ("11/22/2026 1:00:01 PM", "2026-11-22T13:00:01Z"),
        ("11/22/2026 12:00:01 AM", "2026-11-22T00:00:01Z"),
        ("11/22/2026 12:00:01 pm", "2026-11-22T12:00:01Z"),
        ("11/22/26 10:00:01", at),
        ("11/22/26, 10:00:01 PM", evening),
        ("Nov 22, 2026 10:00:01 PM", evening),
        ("Nov 22, 2026 10:00:01\u{202F}PM", evening),
        ("Nov-22-26 10:00:01", at),
        ("Nov-22-2026 10:00:01", at),
        ("Sun Nov 22 10:00:01 2026", at),
        ("Sun Nov 22 10:00:01.123456 2026", "2026-11-22T10:00:01.123456Z"),
        ("Sun Nov  2 10:00:01 2026", "2026-11-02T10:00:01Z"),
        ("Sun Nov 22 11:00:01 CET 2026", at),
        ("Sun, 22 Nov 2026 11:00:01 +0100", at),
        ("261122 10:00:01", at),
        ("261122  9:00:01", "2026-11-22T09:00:01Z"),
        ("20261122-10:00:01", at),
        ("20261122 100001", at),
        ("20261122T100001Z", at),
        ("20261122100001", at),
        ("1795341601", at),
        ("1795341601.123", milli),
        ("1795341601123", milli),
        ("@400000006a00000012345678", "2026-05-10T03:48:06.305419Z"),
    ]

    @Test(arguments: stamps)
    func `an application's stamp is taken off, with brackets and without`(stamp: String, time: String) {
        for line in ["\(stamp) [pid 3] x: y", "[\(stamp)] [pid 3] x: y"] {
            let (header, bytes) = header(line)
            #expect(header.hasStamp, "\(line)")
            #expect(short(header.time) == time, "\(line)")
            // The word of a zone stays, as PostgreSQL's patterns expect it.
            let message = bytes.text(header.message)
            #expect(message.hasSuffix("[pid 3] x: y"), "\(line)")
            #expect(message.utf8.count <= 16, "\(line)")
        }
    }

    static let texts = [
        "13/13/2026 10:00:01 x", "32.11.2026 10:00:01 x", "261322 10:00:01 x", "20261322 100001 x", "1234567890",
        "123456789 x", "12345678901 x", "22/Nov/2026", "22-Nov 10:00:01 x", "Nov 22, 2026 x", "20261122 x", "1/2/3 x",
        "12/17/22 x", "4/5/22 10:00:01 x", "26-11-22 10:00:01 x",
    ]

    @Test(arguments: texts)
    func `what is no stamp, or could be read in two ways, is text`(line: String) {
        let (header, bytes) = header(line)
        #expect(!header.hasStamp)
        #expect(bytes.text(header.message) == line)
    }

    /// Lines that stay whole, and the time that they tell.
    static let whole: [(String, String)] = [
        ("192.0.2.7 - alice [22/Nov/2026:11:00:01 +0100] \"GET / HTTP/1.1\" 401 12", at),
        ("2001:db8::7 - - [22/Nov/2026:11:00:01 +0100] \"GET /\" 200 1", at),
        ("www.example.org:443 192.0.2.7 - a[b [22/Nov/2026:11:00:01 +0100] \"GET /\" 200 1", at),
        ("192.0.2.7 - - [2026-11-22T11:00:01+01:00] \"GET /\" 200 1", at),
        ("192.0.2.7 2026-11-22 10:00:01.123 UTC [8] FATAL: x", milli),
        ("(W) 2026-11-22T10:00:01 - WebAPI login failure", at),
        ("time=\"2026-11-22T11:00:01+01:00\" level=info msg=\"x\"", at),
        ("time=2026-11-22T10:00:01.123Z level=INFO msg=x", milli),
        ("ts=1795341601.123 caller=x", milli),
        ("t=2026-11-22T10:00:01Z lvl=info", at),
        ("timestamp=\"2026-11-22 10:00:01\" x=y", at),
        ("date=2026-11-22 time=10:00:01 devname=x", at),
        ("date=2026-11-22 time=11:00:01 devname=x eventtime=1 tz=\"+0100\" logid=1", at),
        ("date=\"2026-11-22\" time=\"10:00:01\" devname=x", at),
    ]

    @Test(arguments: whole)
    func `a line whose stamp stands further in stays whole`(line: String, time: String) {
        let (header, bytes) = header(line)
        #expect(short(header.time) == time)
        #expect(header.hasStamp)
        #expect(header.form == .bare)
        #expect(bytes.text(header.message) == line)
    }

    static let untold = [
        "type=USER_AUTH msg=audit(1795341601.123:456): pid=1", "level=info time=x", "time=later",
        "text [1795341601] more", "date=2026-11-22", "date=2026-11-22 time=1",
    ]

    @Test(arguments: untold)
    func `a line that tells no time stays whole`(line: String) {
        let (header, bytes) = header(line)
        #expect(!header.hasStamp)
        #expect(bytes.text(header.message) == line)
    }
}
