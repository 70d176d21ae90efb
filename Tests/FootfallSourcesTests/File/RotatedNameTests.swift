import Testing

@testable import FootfallSources

struct RotatedNameTests {
    static let predecessors: [(String, String)] = [
        ("/var/log/auth.log.1", "/var/log/auth.log"),
        ("auth.log.2.gz", "auth.log"),
        ("auth.log.999.xz", "auth.log"),
        ("auth.log-20261115", "auth.log"),
        ("auth.log-20261115.gz", "auth.log"),
        ("auth.log.20261115.zst", "auth.log"),
        ("auth.log-2026-11-15.bz2", "auth.log"),
        ("auth.log.2026-11-15", "auth.log"),
        ("auth.log-2026111507", "auth.log"),
        ("auth.log-20261115-1794700000", "auth.log"),
        ("messages-20240229", "messages"),
    ]

    @Test(arguments: predecessors)
    func `numbers and dates make a predecessor`(path: String, live: String) {
        let name = RotatedName(path: path)
        #expect(name.live == live)
        #expect(name.age < .live)
    }

    @Test(arguments: [
        "auth.log", "auth.log.old", "auth.log.gz", "app.log.1a", "192.0.2.1", "192.0.2.1.gz", "auth.log-20261315",
        "messages-20250229", "build-12", "auth.log-", "auth.log.", "auth.log.01", "auth.log.1234", "v1.2-beta",
        "/srv/app-1.2/out.log", "report-2026", ".1",
    ])
    func `other names are files of their own`(path: String) {
        #expect(RotatedName(path: path).live == path)
        #expect(RotatedName(path: path).age == .live)
    }

    @Test func `ages order from the oldest to the live file`() {
        let numbered = ["a.log.10.gz", "a.log.2.gz", "a.log.1", "a.log"]
        let dated = ["a.log-20261115", "a.log-20261116.gz", "a.log-2026111603", "a.log-20261117", "a.log"]
        let counted = ["a.log-20261115-9", "a.log-20261115-10", "a.log-20261116-1"]
        for names in [numbered, dated, counted] {
            let ages = names.map { RotatedName(path: $0).age }
            #expect(ages == ages.sorted())
            #expect(Set(ages).count == ages.count)
        }
    }
}
