internal import FootfallModel
internal import Foundation

/// A program that runs beside the test; it is ended when the value is let go.
///
/// What it prints goes to files without a name, so that nothing has to read along.
package final class RunningProgram: Sendable {
    /// The program did not end in time.
    package struct StillRunning: Error, CustomStringConvertible {
        package var description: String
    }

    package let processID: Int32
    private let command: String
    private let output: UnnamedFile
    private let errors: UnnamedFile
    private let pipe: Guarded<Int32?>
    private let status = Guarded<Int32?>(nil)

    init(
        _ path: String,
        _ arguments: [String],
        _ environment: [String],
        _ input: Program.Input
    ) throws {
        command = ([path] + arguments).joined(separator: " ")
        output = try UnnamedFile()
        errors = try UnnamedFile()
        let (inputDescriptor, pipeDescriptor) = try RunningProgram.open(input)
        defer { close(inputDescriptor) }
        pipe = Guarded(pipeDescriptor)
        let descriptors = [inputDescriptor, output.descriptor, errors.descriptor]
        processID = try RunningProgram.spawn(path, arguments, environment, descriptors)
    }

    deinit {
        closeInput()
        if !hasEnded {
            kill(processID, SIGKILL)
            var ignored: Int32 = 0
            _ = unsafe waitpid(processID, &ignored, 0)
        }
    }

    /// What it has printed so far.
    package var outputSoFar: String { output.text }
    /// What it has said to standard error so far.
    package var errorsSoFar: String { errors.text }

    package var hasEnded: Bool { endedStatus != nil }

    /// Sends a signal.
    package func signal(_ number: Int32) {
        if !hasEnded { kill(processID, number) }
    }

    /// Writes to its standard input, which must be a pipe.
    package func send(_ text: String) throws {
        guard let descriptor = pipe.withLock({ $0 }) else { throw POSIXError(.EPIPE) }
        try FileHandle(fileDescriptor: descriptor, closeOnDealloc: false).write(contentsOf: Data(text.utf8))
    }

    /// Lets its standard input end.
    package func closeInput() {
        let descriptor: Int32? = pipe.withLock { held in
            defer { held = nil }
            return held
        }
        if let descriptor { close(descriptor) }
    }

    /// Waits for the end; throws, and ends the program, where that takes too long.
    package func wait(within limit: Duration = .seconds(300)) async throws -> Program.Outcome {
        guard try await eventually(within: limit, { self.hasEnded }), let status = endedStatus else {
            signal(SIGKILL)
            throw StillRunning(
                description: "still running after \(limit): \(command)\n\(outputSoFar)\n\(errorsSoFar)"
            )
        }
        return Program.Outcome(output: outputSoFar, errors: errorsSoFar, status: status)
    }

    /// Sends a signal and waits for the end.
    package func end(_ number: Int32, within limit: Duration = .seconds(300)) async throws -> Program.Outcome {
        signal(number)
        return try await wait(within: limit)
    }

    private var endedStatus: Int32? {
        status.withLock { known in
            if known == nil {
                var found: Int32 = 0
                if unsafe waitpid(processID, &found, WNOHANG) == processID {
                    known = found & 0x7f == 0 ? found >> 8 & 0xff : 128 + found & 0x7f
                }
            }
            return known
        }
    }

    private static func open(_ input: Program.Input) throws -> (read: Int32, write: Int32?) {
        switch input {
        case .nothing:
            return (unsafe Foundation.open("/dev/null", O_RDONLY | O_CLOEXEC), nil)
        case .bytes(let bytes):
            let file = try UnnamedFile(bytes)
            return (fcntl(file.descriptor, F_DUPFD_CLOEXEC, 3), nil)
        case .pipe:
            var ends: [Int32] = [0, 0]
            guard unsafe Foundation.pipe(&ends) == 0 else { throw POSIXError.last }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            // A program that reads no more must not end the tests.
            Foundation.signal(SIGPIPE, SIG_IGN)
            return (ends[0], ends[1])
        }
    }

    private static func spawn(
        _ path: String,
        _ arguments: [String],
        _ environment: [String],
        _ descriptors: [Int32]
    ) throws -> Int32 {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for (target, descriptor) in descriptors.enumerated() {
            unsafe posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(target))
        }
        // A pipe or socket of another test, held open by this program, would never come to its end.
        let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { Int32($0) }
        for descriptor in open where descriptor >= descriptors.count {
            unsafe posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        // As from a shell: no signal ignored or blocked, whatever the test runner has done.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        for number in [SIGINT, SIGTERM, SIGPIPE, SIGHUP, SIGXFSZ] { unsafe sigaddset(&signals, number) }
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var argv = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
        var envp = unsafe environment.map { unsafe strdup($0) } + [nil]
        defer { unsafe (argv + envp).forEach { unsafe free($0) } }
        var processID: Int32 = 0
        let code = unsafe posix_spawn(&processID, path, &actions, &attributes, &argv, &envp)
        guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO) }
        return processID
    }
}

/// A file that has no name any more: gone with the last who holds it.
private final class UnnamedFile: Sendable {
    let descriptor: Int32

    init(_ bytes: [UInt8] = []) throws {
        let name = "/tmp/footfall-output-" + UUID().uuidString
        descriptor = unsafe open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw POSIXError.last }
        unsafe unlink(name)
        guard !bytes.isEmpty else { return }
        try FileHandle(fileDescriptor: descriptor, closeOnDealloc: false).write(contentsOf: Data(bytes))
        lseek(descriptor, 0, SEEK_SET)
    }

    deinit {
        close(descriptor)
    }

    /// What stands in it; read without moving the place at which the program writes.
    var text: String {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { return "" }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        let read = unsafe bytes.withUnsafeMutableBytes { unsafe pread(descriptor, $0.baseAddress, $0.count, 0) }
        return String(decoding: bytes.prefix(max(0, read)), as: UTF8.self)
    }
}
