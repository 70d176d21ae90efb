import FootfallHost
import FootfallModel
import FootfallReports
import FootfallStore
import Foundation

/// What `footfall install` prints, for a terminal of 80 columns.
struct InstallPrinter {
    private let width = min(80, Console.style.width)

    /// A step before it is carried out: its title, and why.
    func announce(_ step: InstallStep, number: Int, of count: Int) {
        if number > 1 { Console.out("") }
        wrap("\(number)/\(count) ", step.title)
        wrap("    ", step.purpose)
    }

    /// What is to be done in a step, or that nothing is.
    func tell(_ step: InstallStep, verb: String?) {
        if step.actions.isEmpty { return result("nothing to do") }
        for action in step.actions { wrap("    -> ", "\(verb.map { $0 + " " } ?? "")\(action.description)") }
    }

    func result(_ text: String) { Console.out("    -> \(text)") }

    /// Commands, and what each is for.
    func next(_ lines: [(command: String, purpose: String)]) {
        Console.out("")
        Console.out("What to do next")
        for line in lines {
            Console.out("  \(line.command)")
            wrap("      ", line.purpose)
        }
    }

    static func next(_ host: InstallHost, starts: Bool, hasWeb: Bool) -> [(command: String, purpose: String)] {
        guard host.root.isThisMachine else {
            return [("boot it", "systemd makes the user, and starts what is enabled")]
        }
        let configuration = InstalledPaths.configuration
        guard starts else {
            return [
                (configuration, "names what is read: look at it first"),
                ("sudo -u footfall footfall collect --check", "says what would be read, and what is in the way"),
                ("sudo systemctl enable --now footfall footfall-web", "starts it"),
            ]
        }
        let name = ProcessInfo.processInfo.hostName
        let page = [
            ("http://127.0.0.1:8514/", "the store in a browser of this machine"),
            ("ssh -L 8514:127.0.0.1:8514 \(name)", "typed on your own machine: the page is at that address there, too"),
        ]
        return [
            ("sudo footfall status", "how collecting goes, and what is wrong with it"),
            ("sudo footfall report daily --date today", "who did what today"),
            (configuration, "what is read; after a change: sudo systemctl reload footfall"),
        ] + (hasWeb ? page : [])
    }

    /// What other hosts need.
    func show(_ ways: [SenderSnippets.Way], isAll: Bool) {
        if !isAll {
            Console.out("")
            wrap("", "To receive other hosts' logs as well ('footfall install --senders' prints this again):")
        }
        for (index, way) in ways.enumerated() {
            if !isAll || index > 0 { Console.out("") }
            Console.out(way.title)
            wrap("  ", way.needs)
            for snippet in way.snippets {
                Console.out("")
                wrap("  ", snippet.place + ":")
                snippet.text.split(separator: "\n", omittingEmptySubsequences: false)
                    .forEach { Console.out("      \($0)") }
            }
        }
        Console.out("")
        wrap("", SenderSnippets.caution)
    }

    /// What `--uninstall` left, and how to be rid of it.
    func kept(_ store: String?, in host: InstallHost) {
        Console.out("")
        guard let store else { return wrap("", "There was no store; nothing of Footfall is left.") }
        let path = host.root.path(store)
        let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int64).map { Size.text($0) }
        wrap("", "The store is kept: \(path) (\(size ?? "of unknown size")).")
        let folder = host.root.path(InstalledPaths.storeFolder)
        let isUsual = path.hasPrefix(folder + "/")
        let words = isUsual ? ["-r", folder] : [path, path + "-wal", path + "-shm"]
        wrap("", "To remove it too, for good: rm " + words.map(shellWord).joined(separator: " "))
        wrap("", "To go on with it one day: footfall install. It is read on where it stopped.")
    }

    /// A paragraph behind an indent.
    private func wrap(_ indent: String, _ text: String) {
        let rest = String(repeating: " ", count: indent.count)
        for (index, line) in text.wrapped(to: width - indent.count).enumerated() {
            Console.out((index == 0 ? indent : rest) + line)
        }
    }
}
