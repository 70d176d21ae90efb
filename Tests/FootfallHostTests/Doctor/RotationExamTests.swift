import FootfallTesting
import Foundation
import Testing

@testable import FootfallHost

@Suite("Rotation that loses lines")
struct RotationExamTests {
    /// What is said of /var/log/app.log under a rule with these directives.
    private func diagnoses(_ directives: String, user: ServiceUser? = nil) -> [Diagnosis] {
        let rotation = LogrotateConfiguration("/etc/logrotate.conf") { _ in
            "/var/log/app.log {\n\(directives)\n}\n"
        } list: { _ in
            []
        }
        guard let rule = rotation.rules.first else { return [] }
        return RotationExam.diagnoses("/var/log/app.log", rule, user)
    }

    @Test(
        arguments: [
            ("rotate 4\ncompress\ndelaycompress", nil, nil),
            ("weekly", .trouble, "rotate 4"),
            ("rotate 0", .trouble, "rotate 4"),
            ("rotate 4\nmaxage 1", .trouble, "maxage 30"),
            ("rotate 4\nmaxage 30", nil, nil),
            ("rotate 4\ncopytruncate", .note, "nocopytruncate"),
            ("rotate 4\ncopytruncate\nnocopytruncate", nil, nil),
            ("rotate 4\ncompress", .note, "delaycompress"),
            ("rotate 4\ncompress\npostrotate\nkill -HUP 1\nrotate 0\nendscript", nil, nil),
            ("rotate 4\nshred", .note, "noshred"),
            ("rotate 4\nolddir old", .note, "- files: /var/log/old"),
            ("rotate 4\nolddir /srv/old", .note, "- files: /srv/old"),
        ] as [(String, Diagnosis.Verdict?, String?)]
    )
    func `is told with what to write instead`(_ directives: String, _ verdict: Diagnosis.Verdict?, _ paste: String?) {
        let found = diagnoses(directives)
        #expect(found.map(\.verdict) == [verdict].compactMap { $0 })
        #expect(found.first?.remedy?.paste == paste.map { [$0] })
    }

    @Test(
        arguments: [
            ("create 640 root adm", []), ("create 600 root root", [.trouble]), ("create 0644 root root", []),
            ("create 400 footfall root", []), ("create", []), ("create 600 root root\nnocreate", []),
        ] as [(String, [Diagnosis.Verdict])]
    )
    func `a new file that the collector may not read is told before it is there`(
        _ create: String,
        _ verdicts: [Diagnosis.Verdict]
    ) {
        let adm = GroupName.number("adm") ?? 4
        let user = ServiceUser(name: "footfall", number: 991, group: 991, groups: [adm])
        #expect(diagnoses("rotate 4\n" + create, user: user).map(\.verdict) == verdicts)
    }

    @Test func `logrotate's files are read as logrotate reads them`() {
        let files = [
            "/etc/logrotate.conf": """
            # see "man logrotate"
            weekly
            rotate 4
            compress
            delaycompress
            include /etc/logrotate.d
            /var/log/late { rotate 1 }
            """,
            "/etc/logrotate.d/one": """
            "/var/log/a b.log" /var/log/c.log
            /var/log/d/*.log
            {
                missingok # not yet there
                size=1M
                nodelaycompress
                prerotate
                    rotate 0
                endscript
            }
            /var/log/e.log{
                rotate 7
            }
            """,
            "/etc/logrotate.d/one.dpkg-old": "/var/log/f.log { rotate 9 }",
        ]
        let rotation = LogrotateConfiguration("/etc/logrotate.conf") {
            files[$0]
        } list: { folder in
            files.keys.filter { $0.hasPrefix(folder + "/") }.sorted()
        }
        let rules = rotation.rules.map {
            ($0.patterns, $0.settings.kept, $0.settings.delaysCompression, $0.settings.compresses)
        }
        #expect(
            rules.map(\.0) == [
                ["/var/log/a b.log", "/var/log/c.log", "/var/log/d/*.log"], ["/var/log/e.log"], ["/var/log/late"],
            ]
        )
        #expect(rules.map(\.1) == [4, 7, 1])
        #expect(rules.map(\.2) == [false, true, true])
        #expect(rules.map(\.3) == [true, true, true])
    }

    @Test func `a file that includes itself ends`() {
        let rotation = LogrotateConfiguration("/a") { _ in
            "include /a\n/var/log/x { rotate 1 }\n"
        } list: { _ in
            []
        }
        #expect(rotation.rules.count < 100)
    }
}
