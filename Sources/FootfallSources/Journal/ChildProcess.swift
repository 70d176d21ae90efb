internal import CFootfall
internal import Glibc

/// A program whose output is read here; it does not outlive whoever started it.
///
/// For one thread: the kernel ends the program when the thread that started it is no more.
struct ChildProcess: ~Copyable {
    /// How a program ended.
    enum Ending: Hashable {
        case exited(Int32)
        case signalled(Int32)
    }

    let processID: Int32
    /// What it prints, and what it says to standard error.
    let output: Int32
    let errors: Int32
    private var ending: Ending?

    /// Starts a program that is found by `PATH`.
    ///
    /// - Parameter arguments: the program's name first.
    /// - Returns: `nil` where that failed, with `errno` in `code`.
    init?(_ arguments: [String], code: inout Int32) {
        guard let outputPipe = ChildProcess.pipe() else {
            code = errno
            return nil
        }
        guard let errorPipe = ChildProcess.pipe() else {
            code = errno
            close(outputPipe.read)
            close(outputPipe.write)
            return nil
        }
        // More at once, where the system allows it.
        let setPipeSize: Int32 = 1031
        _ = fcntl(outputPipe.write, setPipeSize, 1 << 20)
        var words = unsafe arguments.map { unsafe strdup($0) } + [nil]
        defer { unsafe words.forEach { unsafe free($0) } }
        let result = unsafe ff_spawn(&words, outputPipe.write, errorPipe.write)
        close(outputPipe.write)
        close(errorPipe.write)
        guard result > 0 else {
            close(outputPipe.read)
            close(errorPipe.read)
            code = -result
            return nil
        }
        processID = result
        output = outputPipe.read
        errors = errorPipe.read
        _ = fcntl(errors, F_SETFL, O_NONBLOCK)
    }

    deinit {
        // Whoever let it go without `end` wants no more of it.
        if ending == nil {
            kill(processID, SIGKILL)
            var status: Int32 = 0
            while unsafe waitpid(processID, &status, 0) < 0, errno == EINTR {}
        }
        close(output)
        close(errors)
    }

    /// Waits for a program that has closed its output.
    mutating func wait(milliseconds: Int32) -> Ending {
        for _ in 0..<max(1, milliseconds / 10) {
            if let ending = poll() { return ending }
            usleep(10_000)
        }
        return end(milliseconds: 0)
    }

    /// Asks it to end with SIGTERM, and makes it where it does not within that time.
    @discardableResult
    mutating func end(milliseconds: Int32 = 3000) -> Ending {
        if let ending = poll() { return ending }
        kill(processID, SIGTERM)
        for _ in 0..<milliseconds / 10 {
            usleep(10_000)
            if let ending = poll() { return ending }
        }
        kill(processID, SIGKILL)
        var status: Int32 = 0
        while unsafe waitpid(processID, &status, 0) < 0, errno == EINTR {}
        return note(status)
    }

    private mutating func poll() -> Ending? {
        if let ending { return ending }
        var status: Int32 = 0
        return unsafe waitpid(processID, &status, WNOHANG) == processID ? note(status) : nil
    }

    private mutating func note(_ status: Int32) -> Ending {
        let found: Ending = status & 0x7f == 0 ? .exited(status >> 8 & 0xff) : .signalled(status & 0x7f)
        ending = found
        return found
    }

    private static func pipe() -> (read: Int32, write: Int32)? {
        var ends: [Int32] = [0, 0]
        guard unsafe ff_pipe(&ends) == 0 else { return nil }
        return (ends[0], ends[1])
    }
}
