internal import CFootfall
internal import FootfallModel
package import FootfallSources
internal import Foundation

/// A program that is run once, with something to read, for a bounded time.
package struct CommandRun {
    /// The program, found by `PATH`, and its arguments.
    package var arguments: [String]
    /// Set beside what this process itself was given.
    package var environment: [String: String] = [:]
    package var input: [UInt8] = []
    /// In seconds.
    package var timeout: Int
    /// So many bytes of what it prints are kept; the rest is read and dropped.
    package var outputLimit = 4096

    /// What came of it.
    package struct Result {
        package var output: [UInt8] = []
        /// It printed more than was kept.
        package var isCut = false
        /// Why it did not do what it should; `nil` where it did.
        package var failure: String?
        /// It was ended since everything ends.
        package var isStopped = false
    }

    package init(
        arguments: [String],
        environment: [String: String] = [:],
        input: [UInt8] = [],
        timeout: Int,
        outputLimit: Int = 4096
    ) {
        self.arguments = arguments
        self.environment = environment
        self.input = input
        self.timeout = timeout
        self.outputLimit = outputLimit
    }

    /// Runs it, until it has ended, takes too long, or everything ends.
    package func run(until stop: StopSignal) -> Result {
        var result = Result()
        let file = ff_memory_file()
        guard file >= 0 else { return Result(failure: "no room for what it is to read: \(FileReason.text(-file))") }
        defer { close(file) }
        if let failure = CommandRun.fill(file, input) { return Result(failure: failure) }
        var ends: (output: [Int32], errors: [Int32]) = ([0, 0], [0, 0])
        guard unsafe ff_pipe(&ends.output) == 0 else { return Result(failure: FileReason.text(errno)) }
        guard unsafe ff_pipe(&ends.errors) == 0 else {
            ends.output.forEach { close($0) }
            return Result(failure: FileReason.text(errno))
        }
        let process = spawn(file, ends.output[1], ends.errors[1])
        close(ends.output[1])
        close(ends.errors[1])
        var pipes = [ReadPipe(ends.output[0], limit: outputLimit), ReadPipe(ends.errors[0], limit: 4096)]
        defer { pipes.forEach { close($0.descriptor) } }
        guard process > 0 else {
            return Result(failure: "\(arguments[0]) cannot be started: \(FileReason.text(-process))")
        }
        let ending = wait(for: process, &pipes, until: stop, &result)
        result.output = pipes[0].bytes
        result.isCut = pipes[0].isCut
        if result.failure == nil, ending != 0 {
            let said = String(decoding: pipes[1].bytes.isEmpty ? pipes[0].bytes : pipes[1].bytes, as: UTF8.self)
            let first = said.split(separator: "\n").first.map { ": " + printable(String($0.prefix(200))) } ?? ""
            let how = ending & 0x7f == 0 ? "ended with \(ending >> 8 & 0xff)" : "was ended by signal \(ending & 0x7f)"
            result.failure = "\(arguments[0]) \(how)\(first)"
        }
        return result
    }

    /// The process's status at its end, having read what it says meanwhile.
    private func wait(
        for process: Int32,
        _ pipes: inout [ReadPipe],
        until stop: StopSignal,
        _ result: inout Result
    ) -> Int32 {
        let deadline = ContinuousClock.now + .seconds(timeout)
        var status: Int32 = 0
        var asked: ContinuousClock.Instant?
        while true {
            let open = pipes.filter { !$0.isAtEnd }.map(\.descriptor)
            if asked == nil, !open.isEmpty { stop.wait(or: open, milliseconds: 50) } else { usleep(10_000) }
            for index in pipes.indices { pipes[index].read() }
            let found = unsafe waitpid(process, &status, WNOHANG)
            if found == process || found < 0 && errno == ECHILD { break }
            if let asked {
                if .now - asked > .milliseconds(500) { kill(-process, SIGKILL) }
            } else if stop.isRaised || .now >= deadline {
                result.isStopped = stop.isRaised
                result.failure =
                    stop.isRaised ? "was ended with Footfall" : "took longer than \(timeout) s and was ended"
                kill(-process, SIGTERM)
                asked = .now
            }
        }
        // Whoever it started and left behind may hold the pipes open for ever.
        for index in pipes.indices { pipes[index].read() }
        if asked != nil { kill(-process, SIGKILL) }
        return status
    }

    private func spawn(_ input: Int32, _ output: Int32, _ errors: Int32) -> Int32 {
        let merged = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        var words = unsafe arguments.map { unsafe strdup($0) } + [nil]
        var variables = unsafe merged.map { unsafe strdup($0 + "=" + $1) } + [nil]
        defer {
            unsafe words.forEach { unsafe free($0) }
            unsafe variables.forEach { unsafe free($0) }
        }
        return unsafe ff_spawn_fed(&words, &variables, input, output, errors)
    }

    /// Writes what is to be read, and goes back to its beginning.
    private static func fill(_ file: Int32, _ bytes: [UInt8]) -> String? {
        var start = 0
        while start < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe write(file, $0.baseAddress?.advanced(by: start), $0.count - start)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return "no room for what it is to read: \(FileReason.text(errno))" }
            start += count
        }
        return lseek(file, 0, SEEK_SET) == 0 ? nil : FileReason.text(errno)
    }
}

/// The reading end of a pipe, and the first bytes that came.
private struct ReadPipe {
    let descriptor: Int32
    let limit: Int
    var bytes: [UInt8] = []
    var isCut = false
    var isAtEnd = false

    init(_ descriptor: Int32, limit: Int) {
        self.descriptor = descriptor
        self.limit = limit
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }

    /// Takes what is there, up to a megabyte at a time: who prints as fast as it is read must still be ended in time.
    mutating func read() {
        var piece = [UInt8](repeating: 0, count: 65_536)
        for _ in 0..<16 where !isAtEnd {
            let count = unsafe Foundation.read(descriptor, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            if count < 0 { return }
            if count == 0 { isAtEnd = true }
            let kept = min(count, limit - bytes.count)
            if kept < count { isCut = true }
            bytes += piece.prefix(kept)
        }
    }
}
