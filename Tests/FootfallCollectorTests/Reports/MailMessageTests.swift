import FootfallModel
import FootfallTesting
import Foundation
import Testing

@testable import FootfallCollector

@Suite(.temporaryDirectory)
struct MailMessageTests {
    private func message(_ parts: [(ScheduledReport.Format, String)], sender: String? = nil) -> MailMessage {
        MailMessage(
            recipients: ["root@localhost", "ops"],
            sender: sender,
            subject: "Footfall: daily report",
            date: (Instant(seconds: 1_795_330_800), 3600),
            fileName: "daily-2026-11-22",
            parts: parts.map { .init(format: $0.0, bytes: Array($0.1.utf8)) }
        )
    }

    @Test func `a text alone is one part, in ASCII of at most 76 columns`() throws {
        let text = "Über 3 users ░█\nFrom a\n.\n" + String(repeating: "█", count: 60) + "\ntrailing \nlast = 1\n"
        let lines = String(decoding: message([(.text, text)], sender: "a@b").bytes, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.first == "From: a@b")
        #expect(lines.contains("To: root@localhost, ops"))
        #expect(lines.contains("Date: Sun, 22 Nov 2026 08:00:00 +0100"))
        #expect(lines.contains("Content-Type: text/plain; charset=utf-8"))
        let body = try #require(lines.firstIndex(of: ""))
        #expect(lines[body...].allSatisfy { $0.count <= 76 && $0.utf8.allSatisfy { $0 < 0x80 } })
        #expect(lines[body + 1] == "=C3=9Cber 3 users =E2=96=91=E2=96=88")
        #expect(lines[body + 2] == "=46rom a" && lines[body + 3] == "=2E")
        #expect(lines.contains("trailing=20") && lines.contains("last =3D 1"))
    }

    @Test func `a mail reader finds the text, the HTML and what is attached`() async throws {
        guard let python = Program.system("python3") else { return print("python3 is not installed: no mail is read") }
        let long = String(repeating: "█░ = text. ", count: 300)
        let parts: [(ScheduledReport.Format, String)] = [
            (.text, "Über\n.\nFrom x \n\n" + long + "\n"), (.html, "<p>\(long)</p>\n"), (.markdown, "# A\n"),
            (.json, "{\"a\":\"\(long)\"}\n"),
        ]
        for count in 1...4 {
            let path = try TemporaryDirectory.current.write("mail", bytes: message(Array(parts.prefix(count))).bytes)
            let script = """
                import sys, email, email.policy, json
                mail = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default)
                print(json.dumps([[p.get_content_type(), p.get_filename(), p.get_content() if p.get_content_maintype() ==
                  'text' else p.get_content().decode(), len(p.defects)] for p in mail.walk() if not p.is_multipart()]))
                """
            let outcome = try await python.run("-c", script, path)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let found = try #require(
                try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [[Any]]
            )
            #expect(found.map { $0[2] as? String } == parts.prefix(count).map { $0.1 })
            #expect(
                found.map { $0[0] as? String }
                    == Array(["text/plain", "text/html", "text/markdown", "application/json"].prefix(count))
            )
            #expect(found.allSatisfy { $0[3] as? Int == 0 })
            let names = [nil, nil, "daily-2026-11-22.md", "daily-2026-11-22.json"]
            #expect(found.map { $0[1] as? String } == Array(names.prefix(count)))
        }
    }

    @Test(
        arguments: [
            (0, 0, "Thu, 1 Jan 1970 00:00:00 +0000"), (-1, 0, "Wed, 31 Dec 1969 23:59:59 +0000"),
            (1_795_330_800, -12_600, "Sun, 22 Nov 2026 03:30:00 -0330"),
            (1_795_388_399, 3600, "Sun, 22 Nov 2026 23:59:59 +0100"),
        ] as [(Int64, Int32, String)]
    )
    func `a date has its weekday and zone`(seconds: Int64, offset: Int32, text: String) {
        #expect(MailMessage.dateText(Instant(seconds: seconds), offset: offset) == text)
    }
}
