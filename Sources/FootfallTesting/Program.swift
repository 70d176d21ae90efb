internal import Foundation
internal import Synchronization

/// A program as a user runs it: the built `footfall` beside the tests, or one of the system's.
package struct Program: Sendable {
    /// What a program that has ended leaves.
    package struct Outcome: Sendable {
        package var output: String
        package var errors: String
        /// The exit code; 128 and the signal's number where a signal ended it, as in a shell.
        package var status: Int32

        package var outputLines: [String] { output.split(separator: "\n").map(String.init) }
        package var errorLines: [String] { errors.split(separator: "\n").map(String.init) }
    }

    /// What a program reads.
    package enum Input: Sendable {
        case nothing
        case bytes([UInt8])
        /// What the test sends while it runs.
        case pipe
    }

    package var path: String
    /// A command that runs the program, as `setpriv` and `prlimit` do: its path and its arguments.
    package var wrapper: [String] = []
    /// Set beside what the tests themselves were given.
    package var environment: [String: String] = [:]

    package init(_ path: String) {
        self.path = path
    }

    /// Whether it can be run.
    package var isThere: Bool { FileManager.default.isExecutableFile(atPath: path) }

    /// The program that was built with the tests.
    package static var footfall: Program {
        var program = Program(builtProducts + "/footfall")
        // Nothing of the machine the tests run on shall show in what they see.
        program.environment = ["TZ": "UTC", "LC_ALL": "C.UTF-8", "COLUMNS": "120"]
        return program
    }

    /// A program of the system, looked for in the usual places; `nil` where it is not installed.
    package static func system(_ name: String) -> Program? {
        ["/usr/bin/", "/bin/", "/usr/sbin/", "/sbin/"].map { $0 + name }
            .first { FileManager.default.isExecutableFile(atPath: $0) }.map { Program($0) }
    }

    /// Where the build puts programs and tests.
    package static var builtProducts: String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
    }

    /// The package's folder.
    package static var package: String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
    }

    /// The same program with some of its environment set.
    package func with(_ variables: [String: String]) -> Program {
        var copy = self
        copy.environment.merge(variables) { $1 }
        return copy
    }

    /// The same program, run by a command of the system: its name and its arguments; `nil` where it is not installed.
    package func run(by command: String...) -> Program? {
        guard let first = command.first, let wrapping = Program.system(first) else { return nil }
        var copy = self
        copy.wrapper = [wrapping.path] + command.dropFirst() + wrapper
        return copy
    }

    /// Runs to the end.
    ///
    /// - Throws: `StillRunning` where that takes too long; the program is ended then.
    package func run(
        _ arguments: String...,
        input: Input = .nothing,
        within limit: Duration = .seconds(300)
    ) async throws -> Outcome {
        try await start(arguments, input: input).wait(within: limit)
    }

    /// Starts and returns at once; the program is ended when the value is let go.
    package func start(_ arguments: String..., input: Input = .nothing) throws -> RunningProgram {
        try start(arguments, input: input)
    }

    /// The same with the arguments in an array.
    package func start(_ arguments: [String], input: Input = .nothing) throws -> RunningProgram {
        var variables = ProcessInfo.processInfo.environment
        for name in ["FOOTFALL_CONFIG", "FOOTFALL_STORE", "NO_COLOR", "XDG_DATA_HOME"] { variables[name] = nil }
        variables.merge(environment) { $1 }
        let words = wrapper + [path] + arguments
        return try RunningProgram(words[0], Array(words.dropFirst()), variables.map { $0 + "=" + $1 }, input)
    }
}
