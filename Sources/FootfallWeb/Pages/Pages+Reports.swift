import FootfallModel
import FootfallPatterns
import FootfallQuery
import FootfallReports
import FootfallStore

// The reports of the command line, with links in place of commands.
extension Pages {
    /// `/report/2026-11-21`; `/report` is yesterday's.
    func report(_ request: WebRequest, _ date: String?) async throws -> WebResponse {
        let now = api.now()
        if date == nil {
            let day = try await api.ask { store, _ in store.zone.day(atUTC: now.seconds) - 1 }
            return .redirect(to: "/report/\(CivilDate(dayNumber: day))")
        }
        let searches = searches
        return try await api.answerLong(request) { store in
            let day = try Pages.day(date ?? "", store, now)
            let report = try Report.days(
                of: store,
                ReportPeriod(zone: store.zone, firstDay: day),
                kind: "daily",
                searches: searches,
                types: Catalogue.shipped.types.map(\.slug),
                now: now
            )
            return page(
                "report",
                title: report.title,
                [
                    "report": report.html(ReportLimits(), Pages.links()),
                    "before": "/report/\(CivilDate(dayNumber: day.dayNumber - 1))",
                    "after": "/report/\(CivilDate(dayNumber: day.dayNumber + 1))",
                    "isDaily": true,
                    "sheet": Assets.address("report.css"),
                ]
            )
        }
    }

    /// `/user/NAME` and `/address/IP`: all days that the store has of them.
    func subject(_ request: WebRequest, _ subject: ReportSubject, query: String) async throws -> WebResponse {
        let (now, patience) = (api.now(), api.patience)
        return try await api.answerLong(request) { store in
            let (period, whole) = try Pages.period(of: subject, store, now)
            let deadline = ContinuousClock.now + patience
            var report = try Report.subject(subject, of: store, period, weeks: whole, now: now, deadline: deadline)
            if period != whole {
                report.remarks.append(
                    "There is more before that day: the hours of the week are of all of it, and `report user` and `report address` "
                        + "show the rest."
                )
            }
            return page(
                "report",
                title: report.title,
                [
                    "report": report.html(ReportLimits(), Pages.links(on: subject)),
                    "search": Pages.address(of: query),
                    "sheet": Assets.address("report.css"),
                ]
            )
        }
    }

    /// Where a report's searches and names lead; a page does not lead to itself.
    private static func links(on page: ReportSubject? = nil) -> ReportLinks {
        ReportLinks(
            search: { Pages.address(of: $0) },
            subject: { $0 == page ? nil : Pages.address(of: $0) }
        )
    }

    /// The most events that a page of one person or address is made of.
    private static let mostEvents: Int64 = 100_000

    /// All days that the store has, or so many of the newest that the page is made in time.
    private static func period(
        of subject: ReportSubject,
        _ store: EventStore,
        _ now: Instant
    ) throws -> (period: ReportPeriod, whole: ReportPeriod) {
        let zone = store.zone
        let statistics = try store.statistics()
        func day(_ time: Instant?) -> CivilDate { CivilDate(dayNumber: zone.day(atUTC: (time ?? now).seconds)) }
        let first = day(statistics.firstTime)
        let last = day(statistics.lastTime ?? statistics.firstTime)
        let whole = ReportPeriod(zone: zone, firstDay: first, lastDay: last)
        for days in [Int64.max, 90, 28, 7] {
            let from = days == .max ? first : max(first, CivilDate(dayNumber: last.dayNumber - days + 1))
            let period = ReportPeriod(zone: zone, firstDay: from, lastDay: last)
            if try store.count(subject.query(period)) <= mostEvents { return (period, whole) }
        }
        return (ReportPeriod(zone: zone, firstDay: last), whole)
    }

    private static func day(_ text: String, _ store: EventStore, _ now: Instant) throws -> CivilDate {
        do throws(Diagnostic) {
            let time = try TimeExpression.parse(text, now: now, zone: store.zone, name: "the day")
            return CivilDate(dayNumber: store.zone.day(atUTC: time.start.seconds))
        } catch {
            throw WebProblem(404, "'\(printable(text))' is no day", hint: "write it as in /report/2026-11-21")
        }
    }

    /// `/status`: sources and what was lost.
    func status(_ request: WebRequest) async throws -> WebResponse {
        let now = api.now()
        return try await api.answer(request) { store, _ in status(try CollectionStatus(store, now: now)) }
    }

    private func status(_ status: CollectionStatus) -> WebResponse {
        func clock(_ time: Instant?) -> String {
            time.map { $0.clockText(offset: status.zone.offset(atUTC: $0.seconds)) } ?? "never"
        }
        let sources = status.sources.map { source -> [String: Any] in
            var values: [String: Any] = [
                "name": printable(source.source.name),
                "state": source.state.rawValue,
                // One that waits for its first line is in order.
                "isTrouble": source.problems.contains(where: \.isTrouble),
                "last": clock(source.source.lastArrival),
                "records": source.source.count(.records).grouped,
                "events": source.source.count(.events).grouped,
                "unrecognised": source.source.count(.unrecognised).grouped,
                "lost": source.losses.grouped,
                "address": Pages.address(of: "source:" + QueryText.quoted(source.source.name)),
            ]
            values["problems"] = source.problems.map { problem -> [String: Any] in
                var text: [String: Any] = ["text": printable(problem.text), "isTrouble": problem.isTrouble]
                text["hint"] = problem.hint.map { printable($0) }
                return text
            }
            return values
        }
        return page(
            "status",
            title: "Status",
            [
                "store": printable(status.path),
                "events": status.statistics.events.grouped,
                "first": clock(status.statistics.firstTime),
                "latest": clock(status.statistics.lastTime),
                "zone": status.zone.name,
                "isCollecting": status.collector != nil,
                "obstacle": status.collector?.obstacle.map { printable($0) } ?? "",
                "hasObstacle": status.collector?.obstacle != nil,
                "sources": sources,
                "hasSources": !sources.isEmpty,
                "orders": status.orders.filter { $0.trouble != nil }.map {
                    printable("\($0.name): \($0.trouble ?? "")")
                },
            ]
        )
    }
}
