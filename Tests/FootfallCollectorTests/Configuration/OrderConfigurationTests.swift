import FootfallModel
import FootfallQuery
import Testing

@testable import FootfallCollector

/// Watches and reports as the configuration has them.
struct OrderConfigurationTests {
    private func mistakes(_ text: String) -> [String] {
        let (configuration, mistakes) = ConfigurationLoader.load(text, path: "f.yaml")
        return (mistakes + configuration.check(with: shipped)).map { mistake in
            "\(mistake.line):\(mistake.column) \(mistake.reason)" + (mistake.hint.map { " | " + $0 } ?? "")
        }
    }

    @Test func `a watch is read with its spans, and has what holds without them`() throws {
        let text = """
            searches:
              a:
                query: type:user_failed_login
                watch: {more_than: 10, from_one: ip, within: 1h30m, cooldown: 2d, max_late: 4w, command: [tell, it], file: x}
              b: {query: 'x', watch: {command: tell}}
            """
        let (configuration, mistakes) = ConfigurationLoader.load(text, path: "/etc/footfall/f.yaml")
        #expect(mistakes + configuration.check(with: shipped) == [])
        let watches = configuration.watches(with: shipped)
        #expect(watches.map(\.name) == ["a", "b"])
        let first = watches[0].settings
        #expect(first.threshold == 10 && first.field == .ip && first.within == 5400 && first.cooldown == 172_800)
        #expect(first.latest == 2_419_200 && first.command == ["tell", "it"] && first.file == "/etc/footfall/x")
        #expect(first.rule == "more than 10 from one ip within 1h30m")
        var standard = WatchSettings()
        standard.command = ["tell"]
        #expect(watches[1].settings == standard)
        #expect(standard.rule == "any")
    }

    @Test func `a report is read, and is known by what it is about where it has no name`() throws {
        let text = """
            reports:
              - {report: daily, folder: out, format: [html, text, html]}
              - {report: daily, name: evening, at: '18:05', mail: root@localhost, from: a@b, sendmail: /bin/s}
              - {report: monthly, command: [lpr, -P, x], timeout: 10m}
            """
        let (configuration, mistakes) = ConfigurationLoader.load(text, path: "/etc/footfall/f.yaml")
        #expect(mistakes == [])
        let reports = configuration.reports
        #expect(reports.map(\.name) == ["daily", "evening", "monthly"])
        #expect(
            reports[0].formats == [.html, .text] && reports[0].minute == 420 && reports[0].folder == "/etc/footfall/out"
        )
        #expect(reports[1].minute == 1085 && reports[1].recipients == ["root@localhost"] && reports[1].sender == "a@b")
        #expect(reports[2].span == .monthly && reports[2].timeout == 600)
        #expect(reports.map(\.destinations) == ["into /etc/footfall/out", "by mail to root@localhost", "to lpr"])
    }

    @Test(
        arguments: [
            ("{query: x, watch: {}}", "2:24 a watch needs a command or a file"),
            ("{query: x, watch: {file: y, within: 5}}", "2:42 within must be a time from 1s to 30d, not '5'"),
            ("{query: x, watch: {file: y, within: 40d}}", "2:42 within must be a time from 1s to 30d, not '40d'"),
            ("{query: x, watch: {file: y, cooldown: 2026-11-22}}", "2:44 cooldown must be a time from 1s to 365d"),
            ("{query: x, watch: {file: y, more_than: many}}", "2:45 more_than must be a number from 0 to 1000000"),
            (
                "{query: x, watch: {file: y, from_one: adress}}",
                "2:44 from_one 'adress' is not known | one of: type, category, outcome, user, target, app, ip, host, "
                    + "source, pattern"
            ),
            ("{query: x, watch: {file: y, from_one: usr}}", "2:44 from_one 'usr' is not known | did you mean 'user'?"),
            ("{query: x, watch: {comand: y}}", "2:25 unknown key 'comand' in a watch | did you mean 'command'?"),
            (
                "{query: x, watch: {command: tell me}}",
                "2:34 a command is a list of words, and no line for a shell | write [tell, me], or [sh, -c, '…']"
            ),
            ("{query: x, watch: {command: []}}", "2:34 command names no program"),
            (
                "{query: 'x since:-1h', watch: {file: y}}",
                "2:14 search a: what is watched cannot have a since: or until:"
            ),
        ]
    )
    func `a mistake in a watch is told with its place`(search: String, says: String) {
        let found = mistakes("searches:\n  a: \(search)\n")
        #expect(found.first?.hasPrefix(says) == true, "\(found)")
    }

    @Test(
        arguments: [
            ("{folder: x}", "2:5 a report needs to say what it is about"),
            ("{report: dayly, folder: x}", "2:14 report 'dayly' is not known | did you mean 'daily'?"),
            ("{report: daily}", "2:5 a report needs somewhere to go"),
            ("{report: daily, folder: x, at: 7}", "2:36 '7' is no time of the day"),
            ("{report: daily, folder: x, at: '24:00'}", "2:36 '24:00' is no time of the day"),
            ("{report: daily, folder: x, at: 07:00:00}", "2:36 '07:00:00' is no time of the day"),
            ("{report: daily, folder: x, format: pdf}", "2:40 format 'pdf' is not known"),
            ("{report: daily, mail: Root <root@localhost>}", "2:27 'Root <root@localhost>' is no mail address"),
            ("{report: daily, mail: -oQ/tmp}", "2:27 '-oQ/tmp' is no mail address"),
            ("{report: daily, folder: x, from: a@b}", "2:38 'from' is of use only beside 'mail'"),
            ("{report: daily, folder: x, name: ../x}", "2:38 '../x' is no name for a report"),
            (
                "{report: daily, folder: x}\n  - {report: daily, folder: y}",
                "3:14 two reports are called daily | give each a name of its own: name: daily-2"
            ),
        ]
    )
    func `a mistake in a report is told with its place`(report: String, says: String) {
        let found = mistakes("reports:\n  - \(report)\n")
        #expect(found.first?.hasPrefix(says) == true, "\(found)")
    }
}
