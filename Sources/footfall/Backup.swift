import ArgumentParser
import FootfallModel
import FootfallReports
import FootfallSources
import FootfallStore
import Foundation

/// `footfall backup`: a copy of the store while it is written.
struct Backup: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy the store into a file, also while a collector writes to it.",
        discussion: """
            The copy has the store as it was when it began: events, and how far each
            file was read. It is checked before it gets its name, and only its owner may
            read it. To go back to it, stop the collector, put it in the store's place,
            and start again: the logs are read on from where the copy was made.

            Examples:
              # A copy that bears the day's name
              footfall backup /backup/footfall-$(date +%F).db
              # The same file each night, as from cron
              footfall backup --force /backup/footfall.db
              # The service's store, by the user who owns it
              sudo footfall backup --store /var/lib/footfall/footfall.db /backup/weekly.db
            """
    )

    @Argument(help: "The file to make.", completion: .file)
    var file: String

    @Flag(help: "Replace the file if it is there.")
    var force = false

    @OptionGroup var store: StoreOption

    func run() throws {
        let begun = ContinuousClock.now
        let path = try store.path()
        let stop = StopSignal()
        let signals = ServiceSignals(stop)
        defer { withExtendedLifetime(signals) {} }
        let isShown = Console.isErrorTerminal
        let copy = StoreBackup(of: try EventStore(path: path), at: file, isReplacing: force)
        do {
            let bytes = try copy.run { progress in
                if isShown { Backup.show(progress) }
                return !stop.isRaised
            }
            if isShown { Console.status("\r\u{1b}[K") }
            let seconds = (ContinuousClock.now - begun) / .seconds(1)
            let time = String(format: seconds < 10 ? "%.2f" : "%.0f", seconds)
            Console.note("copied \(path) to \(file): \(Size.text(bytes)), checked (\(time) s)")
        } catch let refusal as StoreBackup.Refusal {
            if isShown { Console.status("\r\u{1b}[K") }
            throw Failure(refusal.reason, hint: refusal.hint)
        }
    }

    private static func show(_ progress: StoreBackup.Progress) {
        switch progress {
        case .copying(let share): Console.status("\r\u{1b}[K\(Int(share * 100)) % copied")
        case .checking: Console.status("\r\u{1b}[Kcopied; checking the copy")
        }
    }
}
