import ArgumentParser

/// The program: one command a file, each only options → a call → a printer.
@main
struct Footfall: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "footfall",
        abstract: "Who did what, when and from where, out of the logs you already have.",
        discussion: """
            First steps:
              footfall collect /var/log/auth.log --once   read a log into the store
              footfall search user:alice since:-7d        find events
              footfall report daily                       yesterday on one page
            """,
        version: "0.1.0",
        subcommands: [Patterns.self, Events.self]
    )
}
