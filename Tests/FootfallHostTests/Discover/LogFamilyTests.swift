import Testing

@testable import FootfallHost

struct LogFamilyTests {
    @Test func `a live file stands behind its predecessors, the oldest first`() {
        let families = LogFamily.families(of: [
            "/var/log/auth.log", "/var/log/auth.log.1", "/var/log/auth.log.10.gz", "/var/log/auth.log.2.gz",
            "/var/log/syslog",
        ])
        #expect(families.map(\.name) == ["/var/log/auth.log", "/var/log/syslog"])
        let names = families[0].members.map(\.path)
        #expect(names == ["10.gz", "2.gz", "1"].map { "/var/log/auth.log." + $0 } + ["/var/log/auth.log"])
    }

    @Test func `files that begin anew each day are one log`() {
        let files = ["/v/pg/postgresql-2026-11-20_000000.log", "/v/pg/postgresql-2026-11-21_000000.log"]
        let families = LogFamily.families(of: files)
        #expect(families.map(\.name) == ["/v/pg/postgresql-*.log"])
        #expect(families[0].members.map(\.path) == files)
        // A single one may be anything.
        #expect(LogFamily.families(of: [files[0]]).map(\.name) == [files[0]])
    }

    @Test(
        arguments: [
            ("/a/catalina.2026-11-21.log", "/a/catalina.*.log"), ("/a/u_ex261121.log", "/a/u_ex*.log"),
            ("/a/access-20261121-10.txt", "/a/access-*.txt"), ("/a/postgresql-15-main.log", nil),
            ("/a/auth.log", nil), ("/a/192.168.100.200", nil), ("/a/20261121", nil),
        ] as [(String, String?)]
    )
    func `a date in a name becomes a glob`(path: String, glob: String?) {
        #expect(LogFamily.datedGlob(path) == glob)
    }

    @Test func `containers' files stand under the glob of their kind`() {
        let glob = "/var/lib/docker/containers/*/*-json.log"
        let file = "/var/lib/docker/containers/ab/ab-json.log"
        let families = LogFamily.families(of: ["/var/log/syslog", file], globs: [glob: [file]])
        #expect(families.map(\.name) == [glob, "/var/log/syslog"])
        #expect(families[0].members.map(\.path) == [file])
    }
}
