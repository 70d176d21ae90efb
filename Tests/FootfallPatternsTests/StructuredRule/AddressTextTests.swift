import FootfallModel
import Testing

@testable import FootfallPatterns

struct AddressTextTests {
    @Test(
        arguments: [
            ("192.0.2.7", "192.0.2.7"), ("192.0.2.7:5060", "192.0.2.7"), ("[2001:db8::7]:5060", "2001:db8::7"),
            ("[2001:db8::7]", "2001:db8::7"), ("2001:db8::7", "2001:db8::7"), ("ipv4:192.0.2.7:1234", "192.0.2.7"),
            ("ipv6:2001:db8::7:1234", "2001:db8::7"), ("::ffff:192.0.2.7", "192.0.2.7"),
            ("[::ffff:192.0.2.7]:80", "192.0.2.7"), ("192.0.2.7,198.51.100.9", "192.0.2.7"),
            ("192.0.2.7, 198.51.100.9", "192.0.2.7"), (" 192.0.2.7 ", "192.0.2.7"), ("/192.0.2.7:80", "192.0.2.7"),
            ("mail.example.org:25", nil), (",", nil), ("[", nil), (":", nil), ("ipv6:", nil),
        ] as [(String, String?)]
    )
    func `an address is found in what records write for one`(text: String, address: String?) {
        let rules = "pack: test\nrecords:\n  - { id: r, when: { ip: '*' }, event: user_login, fields: { ip: ip } }"
        let run = Run(load(rules).set, [#"{"ip":"\#(text)"}"#])
        #expect(run.events.first?.ip == address)
        #expect(run.events.first?.detail("rhost") == (address == nil ? text : nil))
    }
}
