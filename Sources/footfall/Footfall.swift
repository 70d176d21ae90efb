import ArgumentParser
import FootfallSources
import Foundation

/// The program: one command a file, each only options → a call → a printer.
@main
struct Footfall: ParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "footfall",
        abstract: "Who did what, when and from where, out of the logs you already have.",
        discussion: """
            First steps:
              footfall collect --once /var/log/auth.log    read a log into the store
              footfall search user:alice since:-7d         find events
              footfall report daily                        yesterday on one page
            """,
        version: version,
        subcommands: [
            Collect.self, Parse.self, Search.self, ReportCommand.self, Status.self, Patterns.self, Events.self,
            SQL.self, Serve.self, Prune.self, Backup.self, DoctorCommand.self,
        ]
    )

    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
            Console.flush()
        } catch {
            Console.flush()
            guard let failure = Failure(error) else {
                guard let script = BashCompletion.mended(fullMessage(for: error)) else { exit(withError: error) }
                Console.out(script)
                Console.flush()
                Foundation.exit(0)
            }
            Console.note(failure.description, .error)
            Foundation.exit(failure.code)
        }
    }
}
