import FootfallModel
import FootfallQuery
import Testing

struct EventQueryTests {
    static let event = ActivityEvent(
        time: noon,
        type: "failed_OTP_attempt",
        category: .hostActivity,
        outcome: .failure,
        userID: "alice",
        appID: "sshd",
        ip: "192.0.2.7",
        host: "web1",
        source: "/var/log/auth.log",
        pattern: "openssh/password-failed",
        message: "Failed password for alice from 192.0.2.7 port 50022 (user_login)",
        details: #"{"port":"50022","claimed":true,"note":"a \"b\"\u00e9\n"}"#
    )

    @Test(arguments: [
        "", "failed", "FAILED", "password", "\"for alice\"", "50022", "login", "user_login", "192.0.2.7", "passw*",
        "\"failed pass\"*", "type:failed-otp-attempt", "category:host_activity", "category:host*", "outcome:Failure",
        "user:alice", "user:al*", "user:bob,alice", "user:*", "-user:bob", "-target:bob", "-target:*", "app:sshd",
        "ip:192.0.2.7", "ip:192.0.2.0/24", "ip:192.0.2.*", "ip:192.0.2.*,2001:db8::1", "-ip:2001:db8::/32",
        "host:web1", "source:/var/log/*", "pattern:openssh/*", "port:50022", "claimed:true", "details.note:a*",
        "user:bob or user:alice", "(user:bob or user:alice) failed", "-(user:bob failed)",
        "since:2026-11-22", "until:2026-11-22", "since:now", "evidence:yes", "evidence:no",
    ])
    func `an event is found by`(_ text: String) throws {
        #expect(try parse(text).matches(Self.event))
    }

    @Test(arguments: [
        "fail", "ailed", "passwords", "\"for  alice\"", "lice", "-failed", "type:user_login", "category:journeys",
        "outcome:success", "user:Alice", "user:lice", "user:bob,al", "-user:al*", "target:*", "target:alice",
        "ip:192.0.2.8", "ip:198.51.100.0/24", "host:web", "source:stdin", "port:5002", "claimed:false", "rhost:*",
        "user:bob or user:carol", "user:alice user:bob", "since:\"2026-11-22 13:00:01\"",
        "until:now",
        "until:yesterday",
        "evidence:only",
    ])
    func `an event is not found by`(_ text: String) throws {
        #expect(try !parse(text).matches(Self.event))
    }

    @Test func `evidence is left out unless asked for`() throws {
        var evidence = Self.event
        evidence.evidenceOf = 3
        #expect(try !parse("").matches(evidence))
        #expect(try parse("evidence:yes").matches(evidence))
        #expect(try parse("evidence:only").matches(evidence))
    }

    @Test func `until leaves its own moment out, since takes it in`() {
        #expect(!EventQuery(until: noon).matches(Self.event))
        #expect(EventQuery(since: noon).matches(Self.event))
    }

    @Test(arguments: [
        ("192.0.2.0/24", "192.0.2.0", "192.0.2.255"),
        ("192.0.2.7/24", "192.0.2.0", "192.0.2.255"),
        ("192.0.2.7", "192.0.2.7", "192.0.2.7"),
        ("192.0.2.7/32", "192.0.2.7", "192.0.2.7"),
        ("0.0.0.0/0", "0.0.0.0", "255.255.255.255"),
        ("10.0.0.0/8", "10.0.0.0", "10.255.255.255"),
        ("2001:db8::/32", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"),
        ("2001:db8::/64", "2001:db8::", "2001:db8::ffff:ffff:ffff:ffff"),
        ("2001:db8::1/127", "2001:db8::", "2001:db8::1"),
        ("::/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
        ("::ffff:192.0.2.0/120", "192.0.2.0", "192.0.2.255"),
    ])
    func `a network reaches from its first address to its last`(_ text: String, lower: String, upper: String) throws {
        let network = try #require(Network(cidr: text))
        #expect(network.lower.text == lower)
        #expect(network.upper.text == upper)
        #expect(network.contains(network.lower) && network.contains(network.upper))
    }

    @Test(arguments: [
        "", "/", "192.0.2.0/", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/+8", "192.0.2.0/08", "192.0.2/24",
        "192.0.2.0/24/24", "2001:db8::/129", "web1/24", "192.0.2.0/99999999999999999999",
    ])
    func `what is no network is refused`(_ text: String) {
        #expect(Network(cidr: text) == nil)
    }
}
