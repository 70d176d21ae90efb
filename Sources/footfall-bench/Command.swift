import Foundation

/// Another program that is run to its end, and what that took.
struct Command {
    /// Seconds from its start to its end.
    var wall: Double
    /// Seconds of all its threads, user and system.
    var processor: Double
    /// The most memory it had, in MB.
    var memory: Double
    var output: String
    var errors: String

    /// Runs a program that is looked up in the path; fails where it does.
    init(_ arguments: [String], in folder: String) throws {
        let place = "\(folder)/command-\(UUID().uuidString)"
        defer { for name in [".out", ".err"] { try? FileManager.default.removeItem(atPath: place + name) } }
        let start = ContinuousClock.now
        let process = try Command.start(arguments, place + ".out", place + ".err")
        var status: Int32 = 0
        var usage = rusage()
        while unsafe wait4(process, &status, 0, &usage) < 0 {
            guard errno == EINTR else { throw BenchFailure("\(arguments[0]): its end was not seen") }
        }
        wall = (ContinuousClock.now - start) / .seconds(1)
        processor = usage.processorSeconds
        memory = Double(usage.ru_maxrss) / 1024
        output = (try? String(contentsOfFile: place + ".out", encoding: .utf8)) ?? ""
        errors = (try? String(contentsOfFile: place + ".err", encoding: .utf8)) ?? ""
        guard status == 0 else {
            throw BenchFailure("\(arguments.joined(separator: " ")) failed: \(errors.suffix(500))")
        }
    }

    /// Seconds until everything was stored, which `footfall collect` then indexes the words of.
    var wallWithoutWords: Double {
        wall - (errors.firstMatch(of: /([0-9.]+) s of them for the word index/).flatMap { Double($0.1) } ?? 0)
    }

    /// Whether a program can be run at all.
    static func succeeds(_ arguments: [String], in folder: String) -> Bool {
        (try? Command(arguments, in: folder)) != nil
    }

    private static func start(_ arguments: [String], _ output: String, _ errors: String) throws -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT, 0o600)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT, 0o600)
        var words: [UnsafeMutablePointer<CChar>?] = unsafe arguments.map { unsafe strdup($0) } + [nil]
        defer { unsafe words.forEach { unsafe free($0) } }
        var process: pid_t = 0
        let code = unsafe posix_spawnp(&process, arguments[0], &actions, nil, &words, environ)
        guard code == 0 else { throw BenchFailure("\(arguments[0]) cannot be run") }
        return process
    }
}

/// Why there is no figure.
struct BenchFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
