import FootfallModel
import FootfallSources
import FootfallTesting
import Foundation
import Testing

@testable import FootfallCollector

/// Deliveries of reports that a script makes, which says how it was called.
@Suite(.temporaryDirectory, .timeLimit(.minutes(20)))
struct ReportDeliveryTests {
    private let folder = TemporaryDirectory.current

    private func maker(_ script: String = #"echo "$@""#) throws -> ReportMaker {
        // Read by the shell, not run itself: a program that another test starts may still hold it open for writing.
        try folder.write("make", script + "\n")
        return ReportMaker(program: ["/bin/sh", folder("make")], store: "/s.db", configuration: "/c.yaml")
    }

    private func read(_ name: String) throws -> String { try String(contentsOfFile: folder(name), encoding: .utf8) }

    @Test func `each format is asked for as the command has it, once, and stands under its name`() throws {
        let maker = try maker(#"echo "$@"; echo x >> \#(folder("calls"))"#)
        for (span, date, name, call) in [
            (ReportCycle.daily, CivilDate(year: 2026, month: 11, day: 22), "2026-11-22", "daily --date 2026-11-22"),
            (
                .weekly, CivilDate(year: 2026, month: 11, day: 16), "2026-W47",
                "range --since 2026-11-16 --until 2026-11-22"
            ),
            (
                .monthly, CivilDate(year: 2026, month: 2, day: 1), "2026-02",
                "range --since 2026-02-01 --until 2026-02-28"
            ),
        ] {
            var report = ScheduledReport(name: "r", span: span)
            report.formats = [.text, .html]
            report.folder = folder("out/deep")
            report.command = ["sh", "-c", "cat > \(folder("handed")).$FOOTFALL_FILE_NAME"]
            var delivery = ReportDelivery(report, date.dayNumber, maker, .utc)
            #expect(delivery.deliver(.folder, until: StopSignal()) == nil)
            #expect(delivery.deliver(.command, until: StopSignal()) == nil)
            let options = "--store /s.db --config /c.yaml\n"
            #expect(try read("out/deep/r-\(name).txt") == "report \(call) \(options)")
            #expect(try read("out/deep/r-\(name).html") == "report \(call) --format html \(options)")
            #expect(try read("handed.r-\(name).html") == "report \(call) --format html \(options)")
        }
        #expect(try read("calls").count == 3 * 2 * 2, "two formats each, made once for both ways")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder("out/deep")).count == 6, "and no drafts")
    }

    @Test func `a draft writes through nobody's link, and others cannot read what it becomes`() throws {
        var report = ScheduledReport(name: "r", span: .daily)
        report.folder = try folder.folder("out")
        let theirs = try folder.write("theirs", "not ours\n")
        let draft = folder("out/.r-2024-10-04.txt.\(getpid())")
        try FileManager.default.createSymbolicLink(atPath: draft, withDestinationPath: theirs)
        var delivery = ReportDelivery(report, 20_000, try maker("echo report"), .utc)
        #expect(delivery.deliver(.folder, until: StopSignal()) == nil)
        #expect(try read("theirs") == "not ours\n")
        #expect(try read("out/r-2024-10-04.txt") == "report\n")
        let mode = try FileManager.default.attributesOfItem(atPath: folder("out/r-2024-10-04.txt"))[.posixPermissions]
        #expect((mode as? NSNumber)?.intValue == 0o640)
    }

    @Test func `who prints without an end is ended in time`() throws {
        var report = ScheduledReport(name: "r", span: .daily)
        report.folder = folder("out")
        report.timeout = 1
        var delivery = ReportDelivery(report, 20_000, try maker("yes"), .utc)
        let told = delivery.deliver(.folder, until: StopSignal())
        let failure = try #require(told)
        #expect(failure.contains("took longer than 1 s and was ended"), "\(failure)")
    }

    @Test func `a report that cannot be made is delivered nowhere`() throws {
        var report = ScheduledReport(name: "r", span: .daily)
        report.folder = folder("out")
        for (script, says) in [
            ("echo half; echo no store >&2; exit 1", "the report in text could not be made: ended with 1: no store"),
            ("sleep 60", "the report in text could not be made: took longer than 1 s and was ended"),
        ] {
            report.timeout = 1
            var delivery = ReportDelivery(report, 20_000, try maker(script), .utc)
            #expect(delivery.deliver(.folder, until: StopSignal()) == says)
        }
        #expect(try !folder.names.contains("out"))
    }

    @Test func `a folder that cannot be written, and mail that is not taken, are told`() throws {
        var report = ScheduledReport(name: "r", span: .daily)
        report.folder = folder("make/under-a-file")
        report.recipients = ["root"]
        report.sendmail = folder("no-such-program")
        var delivery = ReportDelivery(report, 20_000, try maker(), .utc)
        #expect(delivery.deliver(.folder, until: StopSignal())?.hasSuffix("the folder cannot be made") == true)
        #expect(
            delivery.deliver(.mail, until: StopSignal())
                == "\(folder("no-such-program")) cannot be started: No such file or directory"
        )
    }
}
