import FootfallModel
import Testing

@testable import FootfallParsing

@Suite struct OddSyslogTests {
    static let at = "2026-11-22T10:00:01Z"

    static let hosts: [LineCase] = [
        .init("Nov 22 10:00:01 - sshd[8]: x", .init(.rfc3164, at, app: "sshd", pid: "8", "x")),
        .init("Nov 22 10:00:01 _gateway sshd[8]: x", .init(.rfc3164, at, host: "_gateway", app: "sshd", pid: "8", "x")),
        .init(
            "Nov 22 10:00:01 [2001:db8::7] sshd[8]: x",
            .init(.rfc3164, at, host: "2001:db8::7", app: "sshd", pid: "8", "x")
        ),
        .init(
            "Nov 22 10:00:01 [192.0.2.7.2.2] some text",
            .init(.rfc3164, at, host: "192.0.2.7.2.2", "some text")
        ),
        .init("Nov 22 10:00:01 [error] some text", .init(.rfc3164, at, "[error] some text")),
        .init("<38>web1 sshd[8]: x", .init(.rfc3164, priority: 38, host: "web1", app: "sshd", pid: "8", "x")),
        .init("<38>192.0.2.7 sshd: x", .init(.rfc3164, priority: 38, host: "192.0.2.7", app: "sshd", "x")),
        .init("<38>user login: x", .init(.rfc3164, priority: 38, "user login: x")),
        .init("web1 sshd[811]: x y", .init(.rfc3164, host: "web1", app: "sshd", pid: "811", "x y")),
        .init("web1 sshd[main]: x y", .init(.bare, "web1 sshd[main]: x y")),
        .init("web1 sshd: x y", .init(.bare, "web1 sshd: x y")),
        .init("sshd: x y", .init(.bare, "sshd: x y")),
        // UniFi.
        .init(
            "<30>Nov 22 10:00:01 (\"U7PG2,0123456789ab,v4.0.42\") hostapd: x: y",
            .init(.rfc3164, at, priority: 30, host: "U7PG2,0123456789ab,v4.0.42", app: "hostapd", "x: y")
        ),
        .init(
            "<30>Nov 22 10:00:01 U7LT,0123456789ab,v4.0.66 hostapd: x: y",
            .init(.rfc3164, at, priority: 30, host: "U7LT,0123456789ab,v4.0.66", app: "hostapd", "x: y")
        ),
        .init(
            "<30>Nov 22 10:00:01 ap1 U7PG2,0123456789ab,v3.9.54: hostapd[12]: x: y",
            .init(.rfc3164, at, priority: 30, host: "ap1", app: "hostapd", pid: "12", "x: y")
        ),
        // RouterOS.
        .init(
            "Nov 22 10:00:01 system,error,critical login failure",
            .init(.rfc3164, at, "system,error,critical login failure")
        ),
        .init(
            "Nov 22 10:00:01 gw1 system,error,critical login failure",
            .init(.rfc3164, at, host: "gw1", "system,error,critical login failure")
        ),
    ]

    @Test(arguments: hosts)
    func `a host is known by its shape`(line: LineCase) {
        #expect(line.found == line.expected)
    }

    static let tags: [LineCase] = [
        // BusyBox, OpenWrt, AIX: the priority in words.
        .init(
            "Nov 22 10:00:01 web1 auth.info sshd[8]: x",
            .init(.rfc3164, at, priority: 38, host: "web1", app: "sshd", pid: "8", "x")
        ),
        .init(
            "Nov 22 10:00:01 authpriv.warn dropbear[8]: x",
            .init(.rfc3164, at, priority: 84, app: "dropbear", pid: "8", "x")
        ),
        .init(
            "Sun Nov 22 10:00:01 2026 authpriv.warn dropbear[8]: x",
            .init(.rfc3164, at, priority: 84, app: "dropbear", pid: "8", "x")
        ),
        .init("auth.info sshd[8]: x", .init(.rfc3164, priority: 38, app: "sshd", pid: "8", "x")),
        // FreeBSD's syslogd -vv and -v.
        .init(
            "Nov 22 10:00:01 <auth.info> web1 sshd[8]: x",
            .init(.rfc3164, at, priority: 38, host: "web1", app: "sshd", pid: "8", "x")
        ),
        .init(
            "Nov 22 10:00:01 <10.5> web1 sshd[8]: x",
            .init(.rfc3164, at, priority: 85, host: "web1", app: "sshd", pid: "8", "x")
        ),
        .init(
            "Nov 22 10:00:01 <kern.crit> web1 kernel: x",
            .init(.rfc3164, at, priority: 2, host: "web1", app: "kernel", "x")
        ),
        .init("Nov 22 10:00:01 <auth.info> <auth.info> x: y", .init(.rfc3164, at, priority: 38, "<auth.info> x: y")),
        .init("Nov 22 10:00:01 <auth.info>web1 a: x", .init(.rfc3164, at, "<auth.info>web1 a: x")),
        .init("Nov 22 10:00:01 <auth.info", .init(.rfc3164, at, "<auth.info")),
        .init("Nov 22 10:00:01 <auth.info>", .init(.rfc3164, at, "<auth.info>")),
        .init("Nov 22 10:00:01 <24.6> web1 a: x", .init(.rfc3164, at, "<24.6> web1 a: x")),
        .init("Nov 22 10:00:01 <4.8> web1 a: x", .init(.rfc3164, at, "<4.8> web1 a: x")),
        .init("Nov 22 10:00:01 <4.", .init(.rfc3164, at, "<4.")),
        .init(
            "Nov 22 10:00:01 web1 auth|security:info sshd[8]: x",
            .init(.rfc3164, at, priority: 38, host: "web1", app: "sshd", pid: "8", "x")
        ),
        .init(
            "Nov 22 10:00:01 web1 daemon:err|error su: x",
            .init(.rfc3164, at, priority: 27, host: "web1", app: "su", "x")
        ),
        .init(
            "Nov 22 10:00:01 relay1 Message forwarded from web1: sshd[8]: x",
            .init(.rfc3164, at, host: "web1", app: "sshd", pid: "8", "x")
        ),
        .init(
            "Nov 22 10:00:01 auth.example sshd[8]: x",
            .init(.rfc3164, at, host: "auth.example", app: "sshd", pid: "8", "x")
        ),
        // Solaris.
        .init(
            "Nov 22 10:00:01 web1 sshd[8]: [ID 800047 auth.info] x",
            .init(.rfc3164, at, host: "web1", app: "sshd", pid: "8", "x")
        ),
        .init("Nov 22 10:00:01 web1 [ID 800047 auth.info] x", .init(.rfc3164, at, host: "web1", "x")),
        .init("Nov 22 10:00:01 web1 a: [ID x] y", .init(.rfc3164, at, host: "web1", app: "a", "[ID x] y")),
        // Blanks where none belong.
        .init("Nov 22 10:00:01 web1 named [8]: x", .init(.rfc3164, at, host: "web1", app: "named", pid: "8", "x")),
        .init("Nov 22 10:00:01 web1 named[8] : x", .init(.rfc3164, at, host: "web1", app: "named", pid: "8", "x")),
        .init("Nov 22 10:00:01 web1 3proxy[8]: x", .init(.rfc3164, at, host: "web1", app: "3proxy", pid: "8", "x")),
        // The journal's own formats.
        .init("[   12.345678] web1 sshd[8]: x", .init(.rfc3164, host: "web1", app: "sshd", pid: "8", "x")),
        .init("[   12.345678] usb 1-1: new device", .init(.bare, "[   12.345678] usb 1-1: new device")),
        .init(
            "1795341601.250000 web1 sshd[8]: x",
            .init(.rfc3164, "2026-11-22T10:00:01.250000Z", host: "web1", app: "sshd", pid: "8", "x")
        ),
        .init(
            "Sun 2026-11-22 10:00:01 UTC web1 sshd[8]: x",
            .init(.rfc3164, at, host: "web1", app: "sshd", pid: "8", "x")
        ),
        // The mark of an order of bytes.
        .init("\u{FEFF}<38>Nov 22 10:00:01 web1 a: x", .init(.rfc3164, at, priority: 38, host: "web1", app: "a", "x")),
        .init("\u{FEFF}{\"a\":1}", .init(.json, "{\"a\":1}")),
        .init("<38>\u{FEFF}sshd[8]: x", .init(.rfc3164, priority: 38, app: "sshd", pid: "8", "x")),
        .init("\u{FEFF}text", .init(.bare, "text")),
    ]

    @Test(arguments: tags)
    func `what stands before the tag is taken off`(line: LineCase) {
        #expect(line.found == line.expected)
    }

    @Test func `Solaris' number of a message is its id`() {
        let (header, bytes) = header("Nov 22 10:00:01 web1 sshd[8]: [ID 800047 auth.info] x")
        #expect(bytes.text(header.messageID) == "800047")
    }

    @Test(arguments: [
        (
            "Nov 22 10:00:01 kdc1 krb5kdc[811](info): AS_REQ x", Header.Form.rfc3164, "kdc1", "krb5kdc", "811",
            "AS_REQ x"
        ),
        ("Nov 22 10:00:01 web1 polkitd(authority=local)[611]: x", .rfc3164, "web1", "polkitd", "611", "x"),
        ("2026-11-22T10:00:01+00:00 web1 polkitd(authority=local)[611]: x", .iso8601, "web1", "polkitd", "611", "x"),
        ("2026-11-22 11:00:01.123456+0100  localhost sshd[812]: x", .iso8601, "localhost", "sshd", "812", "x"),
        ("- 1795341601 2026.11.22 n17 Nov 22 10:00:01 n17/n17 crond[9]: x", .rfc3164, "n17/n17", "crond", "9", "x"),
    ])
    func `tags and stamps with something more about them`(
        line: String,
        form: Header.Form,
        host: String,
        app: String,
        pid: String,
        message: String
    ) {
        let (found, bytes) = header(line)
        #expect(found.form == form)
        #expect(bytes.text(found.host) == host)
        #expect(bytes.text(found.app) == app)
        #expect(bytes.text(found.processID) == pid)
        #expect(bytes.text(found.message) == message)
        #expect(found.hasStamp)
    }
}
