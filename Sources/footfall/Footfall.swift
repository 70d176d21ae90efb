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
        version: VersionText.text,
        subcommands: [
            Collect.self, Parse.self, Search.self, ReportCommand.self, Status.self, Patterns.self, Events.self,
            SQL.self, Serve.self, Prune.self, Backup.self, Install.self,
        ]
    )

    static func main() {
        // Swift has them from /proc. Without it every command would be this one, with nothing said, and succeed.
        guard !CommandLine.arguments.isEmpty else {
            Console.note("error: the arguments cannot be seen\n  hint: mount /proc (a chroot lacks it)", .error)
            Foundation.exit(1)
        }
        do {
            var command = try parseAsRoot()
            try command.run()
            Console.flush()
        } catch {
            Console.flush()
            guard let failure = Failure(error) else { exit(withError: error) }
            Console.note(failure.description, .error)
            Foundation.exit(failure.code)
        }
    }
}
