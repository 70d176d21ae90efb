import FootfallTesting
import Foundation
import Testing

/// Scheduled reports of a real configuration, by a clock that the test sets, with a sendmail that records its input.
@Suite(
    .fewAtOnce,
    .temporaryDirectory,
    .timeLimit(.minutes(60)),
    .enabled(if: Program.system("faketime") != nil, "faketime is not installed")
)
struct ReportScheduleTests {
    private let configured: ConfiguredStore
    private var folder: TemporaryDirectory { configured.folder }
    private var store: Store { configured.store }

    init() throws {
        var configured = ConfiguredStore()
        let clocked = Program.footfall.run(
            by: "env",
            "LD_PRELOAD=/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
            "FAKETIME_TIMESTAMP_FILE=\(configured.folder("clock"))",
            "FAKETIME_CACHE_DURATION=1",
            // A clock that is set does not move what counts from the machine's start.
            "FAKETIME_DONT_FAKE_MONOTONIC=1",
            // In the first program the library adds to the environment, after which Swift finds no arguments.
            "/usr/bin/env"
        )
        configured.program = try #require(clocked)
        self.configured = configured
        try configured.folder.write("auth.log", SignIn.lines(0..<5))
        try configured.folder.write(
            "sendmail",
            """
            #!/bin/sh
            echo "$@" >> '\(configured.folder("calls"))'
            if [ -e '\(configured.folder("broken"))' ]; then cat > /dev/null; echo mailbox full >&2; exit 75; fi
            n=$(ls '\(configured.folder.path)' | grep -c '^mail\\.')
            cat > '\(configured.folder("draft"))' && mv '\(configured.folder("draft"))' '\(configured.folder("mail")).'$n
            """
        )
        try configured.folder.setMode("sendmail", 0o755)
    }

    /// Sets the clock, which goes on from there.
    private func set(_ time: String) throws {
        let wanted = try Date(time, strategy: .iso8601).timeIntervalSinceNow
        // In place and at once: the collector reads it all the time.
        try folder.write("clock.new", (wanted < 0 ? "" : "+") + String(Int(wanted)))
        try folder.rename("clock.new", to: "clock")
    }

    private func write(_ report: String, zone: String = "UTC") throws {
        let text = "store: \(store.path)\ntimezone: \(zone)\nsources: [{files: \(folder("auth.log"))}]\nreports:\n"
        try folder.write("footfall.yaml", text + "  - \(report)\n")
    }

    private var daily: String {
        "{report: daily, folder: \(folder("out")), mail: [root@localhost, ops], sendmail: \(folder("sendmail"))}"
    }

    private func start() async throws -> RunningProgram {
        let collector = try configured.start()
        #expect(try await eventually { try await store.count() == 5 }, "\(collector.errorsSoFar)")
        // It has looked at its reports once.
        #expect(
            try await eventually { try await orders().contains { $0.kind == "report" } },
            "\(collector.errorsSoFar)"
        )
        return collector
    }

    private struct Order: Decodable {
        var kind: String
        var name: String
        var trouble: String?
        var next: String?
    }

    private func orders() async throws -> [Order] {
        struct Report: Decodable { var orders: [Order] }
        let outcome = try await Program.footfall.run("status", "--output", "json", "--store", store.path)
        guard outcome.status == 0 || outcome.status == 2 else { throw Unexpected(outcome) }
        return try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8)).orders
    }

    /// The reports that are there.
    ///
    /// One that is still being written has a name of its own until it is whole, as readers of the folder know by its dot.
    private func files() -> [String] { inFolder().filter { !$0.hasPrefix(".") } }

    /// Also what is still being written, or what a stopped collector left of that.
    private func inFolder() -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder("out"))) ?? []).sorted()
    }

    private func mails() throws -> [String] {
        try folder.names.filter { $0.hasPrefix("mail.") }.map {
            try String(contentsOfFile: folder($0), encoding: .utf8)
        }
    }

    @Test func `at seven the day before is reported, into a folder and by mail, and not again after a kill`()
        async throws
    {
        try set("2026-11-22T05:00:00Z")
        try write(daily)
        var collector = try await start()
        #expect(files() == [])
        #expect(try await orders().map(\.next) == ["2026-11-22T07:00:00.000000Z"])
        try set("2026-11-22T06:59:58Z")
        #expect(try await eventually { try mails().count == 1 }, "\(collector.errorsSoFar)")
        #expect(files() == ["daily-2026-11-21.txt"])
        let report = try String(contentsOfFile: folder("out/daily-2026-11-21.txt"), encoding: .utf8)
        let asked = try await configured.program.with(["COLUMNS": "80"])
            .run("report", "daily", "--date", "2026-11-21", "--store", store.path)
        #expect(report == asked.output)
        #expect(report.hasPrefix("Daily report: Saturday 2026-11-21, UTC\n"))
        let mail = try #require(try mails().first)
        #expect(mail.contains("\nTo: root@localhost, ops\n"))
        #expect(mail.contains("\nSubject: Footfall: daily report of "))
        #expect(mail.contains(" for 2026-11-21\n"))
        #expect(mail.contains("\nDate: Sun, 22 Nov 2026 07:0"))
        #expect(try String(contentsOfFile: folder("calls"), encoding: .utf8) == "-i -- root@localhost ops\n")
        #expect(try await eventually { collector.errorsSoFar.contains("report daily: 2026-11-21 was mailed") })
        _ = try await collector.end(SIGKILL)
        collector = try await start()
        try set("2026-11-22T23:59:00Z")
        try set("2026-11-23T06:59:58Z")
        #expect(try await eventually { try mails().count == 2 }, "\(collector.errorsSoFar)")
        #expect(files() == ["daily-2026-11-21.txt", "daily-2026-11-22.txt"])
        #expect(try await collector.end(SIGTERM).status == 0)
        #expect(try mails().count == 2)
    }

    @Test func `the configuration that the page on mail shows mails text and page`() async throws {
        let page = try PageSnippet.named("mail-configuration", in: "docs/mail.md")
        let text = page.adapted(["samples/logs": folder("auth.log"), "/usr/bin/msmtp": folder("sendmail")])
        try folder.write("footfall.yaml", "store: \(store.path)\n" + text)
        try set("2026-11-22T05:00:00Z")
        let collector = try await start()
        try set("2026-11-22T06:59:58Z")
        #expect(try await eventually { try mails().count == 1 }, "\(collector.errorsSoFar)")
        #expect(try await collector.end(SIGTERM).status == 0)
        let mail = try #require(try mails().first)
        #expect(mail.contains("From: footfall@web1.example.org\n"))
        #expect(mail.contains("\nTo: ops@example.org\n"))
        #expect(mail.contains("Content-Type: text/plain"))
        #expect(mail.contains("Content-Type: text/html"))
        #expect(try String(contentsOfFile: folder("calls"), encoding: .utf8) == "-i -- ops@example.org\n")
    }

    @Test func `a mail that is not taken is tried again until it is, over a restart, and status tells of it`()
        async throws
    {
        try set("2026-11-22T05:00:00Z")
        try write(daily)
        try folder.write("broken", "")
        var collector = try await start()
        try set("2026-11-22T07:00:00Z")
        #expect(
            try await eventually { collector.errorsSoFar.contains("could not be mailed") },
            "\(collector.errorsSoFar)"
        )
        #expect(files() == ["daily-2026-11-21.txt"], "the folder does not wait for the mail")
        let status = try await configured.program.run("status", "--store", store.path)
        #expect(status.status == 2)
        #expect(
            status.output.replacing("\n  ", with: " ").contains(
                "report daily: 2026-11-21 could not be mailed: \(folder("sendmail")) ended with 75: mailbox full; failed"
            ),
            "\(status.output)"
        )
        _ = try await collector.end(SIGKILL)
        collector = try await start()
        #expect(try await orders().contains { $0.trouble != nil })
        #expect(
            try await eventually { collector.errorsSoFar.contains(/tried again in (15|45)s/) },
            "\(collector.errorsSoFar)"
        )
        try FileManager.default.removeItem(atPath: folder("broken"))
        try set("2026-11-22T07:10:00Z")
        #expect(try await eventually { try mails().count == 1 }, "\(collector.errorsSoFar)")
        #expect(try await eventually { try await orders().allSatisfy { $0.trouble == nil } })
        #expect(try await orders().map(\.next) == ["2026-11-23T07:00:00.000000Z"])
        #expect(try await collector.end(SIGTERM).status == 0)
    }

    @Test func `what was missed while nobody ran is made up for, the last seven days`() async throws {
        try set("2026-11-10T08:00:00Z")
        try write("{report: daily, folder: \(folder("out"))}")
        var collector = try await start()
        #expect(try await collector.end(SIGTERM).status == 0)
        try set("2026-11-22T12:00:00Z")
        collector = try configured.start()
        #expect(try await eventually { files().count == 7 }, "\(files()) \(collector.errorsSoFar)")
        #expect(files() == (15...21).map { "daily-2026-11-\($0).txt" })
        #expect(collector.errorsSoFar.contains("report daily: 5 older reports were missed and left out"))
        #expect(try await collector.end(SIGTERM).status == 0)
        #expect(inFolder().count == 7)
    }

    @Test func `a day of 25 hours is over when its zone says so`() async throws {
        try set("2026-10-25T22:00:00Z")
        // 2026-10-25 in Vienna ends at 23:00 UTC, an hour later than the day before did.
        try write("{report: daily, at: '00:00', folder: \(folder("out"))}", zone: "Europe/Vienna")
        let collector = try await start()
        #expect(try await orders().map(\.next) == ["2026-10-25T23:00:00.000000Z"])
        try set("2026-10-25T22:59:58Z")
        #expect(try await eventually { files() == ["daily-2026-10-25.txt"] }, "\(files()) \(collector.errorsSoFar)")
        #expect(try await collector.end(SIGTERM).status == 0)
    }

    @Test func `weeks and months are reported in every format, and a mail has its HTML beside the text`() async throws {
        try set("2026-11-29T12:00:00Z")
        let formats = "format: [text, markdown, html, json]"
        try write(
            "{report: weekly, \(formats), folder: \(folder("out"))}\n"
                + "  - {report: monthly, \(formats), folder: \(folder("out"))}\n"
                + "  - {report: weekly, name: mailed, format: html, mail: root, sendmail: \(folder("sendmail"))}"
        )
        let collector = try await start()
        try set("2026-11-30T07:00:00Z")
        #expect(try await eventually { try mails().count == 1 && files().count == 4 }, "\(collector.errorsSoFar)")
        try set("2026-12-01T07:00:00Z")
        #expect(try await eventually { files().count == 8 }, "\(files()) \(collector.errorsSoFar)")
        #expect(
            files()
                == ["monthly-2026-11", "weekly-2026-W48"].flatMap { name in
                    ["html", "json", "md", "txt"].map { "\(name).\($0)" }
                }
        )
        for name in files() {
            let text = try String(contentsOfFile: folder("out/" + name), encoding: .utf8)
            let days = name.hasPrefix("weekly") ? ("2026-11-23", "2026-11-29") : ("2026-11-01", "2026-11-30")
            #expect(text.contains(days.0) && text.contains(days.1), "\(name): \(text.prefix(300))")
            if name.hasSuffix("html") {
                #expect(text.hasPrefix("<!DOCTYPE html>") || text.hasPrefix("<!doctype html>"))
            }
            if name.hasSuffix("json") { _ = try JSONSerialization.jsonObject(with: Data(text.utf8)) }
        }
        let mail = try #require(try mails().first)
        #expect(mail.contains("\nSubject: Footfall: weekly report of "))
        #expect(mail.contains(" for 2026-W48 (2026-11-23 to 2026-11-29)\n"))
        #expect(mail.contains("Content-Type: multipart/alternative;"))
        #expect(mail.firstRange(of: "text/plain").map { mail[$0.upperBound...].contains("text/html") } == true)
        #expect(try await collector.end(SIGTERM).status == 0)
        #expect(inFolder() == files(), "no draft is left")
    }

    @Test func `a reload adds a report, takes one away, and check says when the next are`() async throws {
        try set("2026-11-22T05:00:00Z")
        try write("{report: daily, folder: \(folder("out"))}")
        let collector = try await start()
        let reads =
            "{report: daily, name: hourly, at: '09:00', command: [sh, -c, 'cat > \(folder("read.new")) && "
            + "mv \(folder("read.new")) \(folder("read"))']}\n  - {report: weekly, at: '06:30', mail: root, "
            + "sendmail: \(folder("sendmail"))}"
        try write(reads)
        try await collector.reload()
        #expect(try await eventually { try await Set(orders().map(\.name)) == ["hourly", "weekly"] })
        try set("2026-11-22T09:00:00Z")
        #expect(
            try await eventually { FileManager.default.fileExists(atPath: folder("read")) },
            "\(collector.errorsSoFar)"
        )
        #expect(try String(contentsOfFile: folder("read"), encoding: .utf8).hasPrefix("Daily report: Saturday"))
        #expect(files() == [], "the daily one went before seven came")
        let check = try await configured.check()
        let text = check.output.replacing("\n  ", with: " ")
        #expect(text.contains("report hourly: next at 2026-11-23 09:00 about 2026-11-22, text, to sh"), "\(text)")
        #expect(
            text.contains(
                "report weekly: next at 2026-11-23 06:30 about 2026-W47 (2026-11-16 to 2026-11-22), text, by mail"
            ),
            "\(text)"
        )
        #expect(check.status == 0)
        #expect(try await collector.end(SIGTERM).status == 0)
    }
}
