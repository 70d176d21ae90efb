import ArgumentParser
import FootfallModel
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
            Examples:
              # What does this host log? Write a configuration that reads it
              footfall discover --write
              # Read what is there
              footfall collect --once
              # Who did what, when and from where?
              footfall report
              # Find events
              footfall search user:alice since:-7d
              # What is wrong with this installation?
              footfall doctor
            """,
        version: VersionText.text,
        groupedSubcommands: [
            CommandGroup(name: "Set-up", subcommands: [Discover.self, Install.self, DoctorCommand.self]),
            CommandGroup(name: "Collecting", subcommands: [Collect.self, Status.self, Parse.self]),
            CommandGroup(name: "Asking", subcommands: [Search.self, ReportCommand.self, Serve.self, SQL.self]),
            CommandGroup(name: "Recognition", subcommands: [Patterns.self, Events.self]),
            CommandGroup(name: "Store", subcommands: [Prune.self, Backup.self]),
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
            guard let failure = Failure(error) ?? meant(error) else {
                guard let script = BashCompletion.mended(fullMessage(for: error)) else { exit(withError: error) }
                Console.out(script)
                Console.flush()
                Foundation.exit(0)
            }
            Console.note(failure.description, .error)
            Foundation.exit(failure.code)
        }
    }

    /// What ArgumentParser cannot tell: it suggests options alone, and no other program's names of them.
    private static func meant(_ error: any Error) -> Failure? {
        let names =
            configuration.subcommands.map { $0.configuration.commandName ?? "\($0)".lowercased() } + ["help"]
        let words = Array(CommandLine.arguments.dropFirst())
        return exitCode(for: error).isSuccess ? nil : MeantWord.failure(fullMessage(for: error), words, commands: names)
    }
}
