internal import FootfallModel
internal import FootfallSources
internal import Foundation

/// Brings the report of one period to where it should go.
struct ReportDelivery {
    let report: ScheduledReport
    let period: Int64
    let maker: ReportMaker
    let zone: ZoneOffsets
    private var made: [ScheduledReport.Format: CommandRun.Result] = [:]

    init(_ report: ScheduledReport, _ period: Int64, _ maker: ReportMaker, _ zone: ZoneOffsets) {
        self.report = report
        self.period = period
        self.maker = maker
        self.zone = zone
    }

    /// What its files are called, without their endings: `daily-2026-11-22`.
    private var fileName: String { "\(report.name)-\(report.span.label(period))" }

    /// Delivers in one way; what went wrong.
    mutating func deliver(_ way: ReportMemory.Way, until stop: StopSignal) -> String? {
        // A mail has its text in any case.
        let isMailWithoutText = way == .mail && !report.formats.contains(.text)
        var parts: [MailMessage.Part] = []
        for format in (isMailWithoutText ? [.text] : []) + report.formats {
            let result = made[format] ?? maker.make(report, period, format, until: stop)
            if let failure = result.failure { return failure }
            made[format] = result
            parts.append(MailMessage.Part(format: format, bytes: result.output))
        }
        switch way {
        case .folder: return report.folder.flatMap { store(parts, in: $0) }
        case .mail: return mail(parts, until: stop)
        case .command:
            for part in parts {
                if let failure = hand(part, until: stop) { return failure }
            }
            return nil
        }
    }

    /// Writes files under names of their own before they get theirs: whoever looks sees whole reports.
    private func store(_ parts: [MailMessage.Part], in folder: String) -> String? {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            return "\(folder): the folder cannot be made"
        }
        for part in parts {
            let path = "\(folder)/\(fileName).\(part.format.suffix)"
            let draft = "\(folder)/.\(fileName).\(part.format.suffix).\(getpid())"
            guard let failure = ReportDelivery.write(part.bytes, to: draft) ?? ReportDelivery.rename(draft, path) else {
                continue
            }
            _ = unsafe unlink(draft)
            return "\(path): \(failure)"
        }
        return nil
    }

    private static func rename(_ draft: String, _ path: String) -> String? {
        unsafe Foundation.rename(draft, path) == 0 ? nil : FileReason.text(errno)
    }

    private static func write(_ bytes: [UInt8], to path: String) -> String? {
        // What stands there is left from before, or somebody's link to a file that is not ours to write.
        _ = unsafe unlink(path)
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { return FileReason.text(errno) }
        defer { close(descriptor) }
        var start = 0
        while start < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Foundation.write(descriptor, buffer.baseAddress?.advanced(by: start), bytes.count - start)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return FileReason.text(errno) }
            start += count
        }
        return fsync(descriptor) == 0 ? nil : FileReason.text(errno)
    }

    private func mail(_ parts: [MailMessage.Part], until stop: StopSignal) -> String? {
        guard let program = report.sendmail ?? Sendmail.path else {
            return "no program takes mail here (sendmail); install one, or name it with 'sendmail'"
        }
        let now = Instant.now
        let order: [ScheduledReport.Format] = [.text, .html, .markdown, .json]
        let what = report.span == .daily ? "daily report" : "\(report.span.rawValue) report"
        let message = MailMessage(
            recipients: report.recipients,
            sender: report.sender,
            subject: "Footfall: \(what) of \(MailMessage.host) for \(report.span.longLabel(period))",
            date: (now, zone.offset(atUTC: now.seconds)),
            fileName: fileName,
            parts: order.compactMap { format in parts.first { $0.format == format } }
        )
        // A line of one point is a line, and the recipients are those here, whatever the headers say.
        let arguments = [program, "-i", "--"] + report.recipients
        let run = CommandRun(arguments: arguments, input: message.bytes, timeout: Int(report.timeout))
        return run.run(until: stop).failure
    }

    private func hand(_ part: MailMessage.Part, until stop: StopSignal) -> String? {
        let last = report.span.next(after: period) - 1
        let run = CommandRun(
            arguments: report.command,
            environment: [
                "FOOTFALL_REPORT": report.name, "FOOTFALL_FORMAT": part.format.rawValue,
                "FOOTFALL_SINCE": CivilDate(dayNumber: period).description,
                "FOOTFALL_UNTIL": CivilDate(dayNumber: last).description,
                "FOOTFALL_FILE_NAME": "\(fileName).\(part.format.suffix)", "FOOTFALL_STORE": maker.store,
            ],
            input: part.bytes,
            timeout: Int(report.timeout)
        )
        return run.run(until: stop).failure
    }
}

/// The program that takes mail on this machine.
package enum Sendmail {
    /// `nil` where there is none.
    package static var path: String? {
        ["/usr/sbin/sendmail", "/usr/lib/sendmail", "/usr/bin/sendmail"].first { unsafe access($0, X_OK) == 0 }
    }
}
