import ArgumentParser
import FootfallHost
import FootfallModel
import FootfallReports
import Foundation

/// `footfall install`: a service in one command, and all of it taken back.
struct Install: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Set Footfall up as a service of this machine, or take that back.",
        discussion: """
            It explains each step, does what is not so already, and may be run again at any
            time: after an upgrade, or where a step failed. A configuration that is there is
            never changed. --uninstall takes everything back and keeps the store, and beside
            it a configuration that somebody has changed.

            With --root it sets up a tree of files, such as an image: nothing is started and
            no user made there, which systemd does when the image boots.

            Examples:
              # What would be done?
              footfall install --dry-run
              # Set up the service of this host
              sudo footfall install
              # Take it away again, all but the store
              sudo footfall install --uninstall
              # What other hosts need to send their logs here
              footfall install --senders
              # Set it up in an image
              footfall install --root /srv/image
            """
    )

    @Flag(name: .customLong("dry-run"), help: "Print the steps, and change nothing.")
    var isDry = false

    @Flag(name: .customLong("uninstall"), help: "Stop and remove everything but the store.")
    var removes = false

    @Flag(name: .customLong("senders"), help: "Print what other hosts need to send logs here, and change nothing.")
    var showsSenders = false

    @Flag(name: .customLong("no-start"), help: "Neither enable nor start the services.")
    var startsNothing = false

    @Flag(name: .customLong("no-web"), help: "Leave out the service that shows the store in a browser.")
    var leavesOutWeb = false

    @Option(help: ArgumentHelp("The folder that stands for / (else this machine).", valueName: "folder"))
    var root: String?

    func validate() throws {
        if removes, startsNothing || leavesOutWeb {
            throw ValidationError("--uninstall takes everything back: --no-start and --no-web do not go with it")
        }
    }

    func run() throws {
        let printer = InstallPrinter()
        if showsSenders { return printer.show(SenderSnippets.ways(to: Install.hostName), isAll: true) }
        let host = InstallHost(HostRoot(try root.map(Install.folder) ?? ""))
        do {
            let isAllowed = !host.root.isThisMachine || geteuid() == 0
            if removes {
                try remove(RemovalPlan(host), isAllowed, printer)
            } else {
                try setUp(host, isAllowed, printer)
            }
        } catch let problem as InstallProblem {
            throw Failure(problem.reason, hint: problem.hint)
        }
    }

    private func setUp(_ host: InstallHost, _ isAllowed: Bool, _ printer: InstallPrinter) throws {
        var plan = InstallPlan(host, ownProgram: Install.ownProgram)
        plan.starts = !startsNothing
        plan.hasWeb = !leavesOutWeb
        try carryOut(try plan.steps(), isAllowed, on: host, printer)
        guard !isDry else { return }
        printer.next(InstallPrinter.next(host, starts: plan.starts && host.runsSystemd, hasWeb: plan.hasWeb))
        if host.root.isThisMachine { printer.show(SenderSnippets.ways(to: Install.hostName), isAll: false) }
    }

    private func remove(_ plan: RemovalPlan, _ isAllowed: Bool, _ printer: InstallPrinter) throws {
        let store = plan.store
        try carryOut(try plan.steps(), isAllowed, on: plan.host, printer)
        guard !isDry else { return }
        printer.kept(store, in: plan.host)
    }

    /// Prints the steps and carries them out one by one.
    private func carryOut(
        _ steps: [InstallStep],
        _ isAllowed: Bool,
        on host: InstallHost,
        _ printer: InstallPrinter
    ) throws {
        let acts = isAllowed && !isDry
        let run = InstallRun(host.root)
        for (index, step) in steps.enumerated() {
            printer.announce(step, number: index + 1, of: steps.count)
            guard acts, !step.actions.isEmpty else {
                printer.tell(step, verb: acts ? nil : "would")
                continue
            }
            // What is printed stands there before something takes its time.
            Console.flush()
            do {
                for action in step.actions { try run.perform(action) }
            } catch {
                printer.result("failed")
                Console.flush()
                throw Install.failure(error, in: step, number: index + 1, of: steps.count)
            }
            printer.result("done")
        }
        guard isAllowed || isDry else {
            throw Failure("nothing was changed: this takes root", hint: "sudo \(Install.typed)")
        }
        guard isDry else { return }
        // What is told of stands above it.
        Console.flush()
        Console.note("nothing was changed (--dry-run)")
    }

    private static func failure(_ problem: InstallProblem, in step: InstallStep, number: Int, of count: Int) -> Failure
    {
        let before = number == 1 ? "nothing was done before" : "what was done before it stays"
        let again = "mend it and run the same again: \(before), and what is done is not done twice"
        func lines(_ text: String, _ separator: String) -> String {
            text.wrapped(to: 72).joined(separator: separator)
        }
        return Failure(
            lines("step \(number) of \(count) failed: \(problem.reason)", "\n  "),
            hint: [step.remedy, again].compactMap { $0 }.map { lines($0, "\n        ") }.joined(separator: "\n  hint: ")
        )
    }

    /// The command as it was given.
    private static var typed: String { CommandLine.arguments.joined(separator: " ") }

    private static func folder(_ path: String) throws -> String {
        var isFolder: ObjCBool = false
        let absolute = URL(filePath: path).standardizedFileURL.path
        guard unsafe FileManager.default.fileExists(atPath: absolute, isDirectory: &isFolder), isFolder.boolValue else {
            throw Failure("\(path): there is no such folder", hint: "--root names the folder that stands for /")
        }
        return absolute
    }

    /// The program that runs, whatever it was called by.
    private static var ownProgram: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    }

    private static var hostName: String { ProcessInfo.processInfo.hostName }
}
