import FootfallTesting
import Foundation
import Synchronization

/// A program that logs sign-ins, each of its own user, to one file that it keeps open until it is told to reopen it.
final class LogWriter: Sendable {
    private struct State {
        var next: Int
        var file: FileHandle?
        /// The second half of a line whose first is written.
        var owed = ""
        var random: SeededGenerator
    }

    let path: String
    /// The number of its first user.
    let first: Int
    private let state: Mutex<State>

    init(_ path: String, first: Int, seed: UInt64) {
        self.path = path
        self.first = first
        state = Mutex(State(next: first, random: SeededGenerator(seed: seed)))
    }

    /// The users of the whole lines written so far.
    var written: Range<Int> { state.withLock { first..<$0.next - ($0.owed.isEmpty ? 0 : 1) } }

    /// Writes a few lines; the last one perhaps in two halves, of which the second comes with the next call.
    func write() throws {
        try state.withLock { state in
            let count = Int.random(in: 1...12, using: &state.random)
            var text = state.owed + SignIn.lines(state.next..<state.next + count)
            state.owed = ""
            state.next += count
            if Int.random(in: 0..<8, using: &state.random) == 0 {
                let cut = text.index(text.endIndex, offsetBy: -Int.random(in: 1...60, using: &state.random))
                state.owed = String(text[cut...])
                text = String(text[..<cut])
            }
            try handle(&state).write(contentsOf: Data(text.utf8))
        }
    }

    /// Lets go of a file that was renamed, as a daemon does that is told to, the line it is at first brought to its end.
    func reopen() throws {
        try held {}
    }

    /// Runs `body` while nothing is written, at the end of a line, and reopens the file afterwards.
    func held<Result>(_ body: () throws -> Result) throws -> Result {
        try state.withLock { state in
            try finishLine(&state)
            let result = try body()
            try state.file?.close()
            state.file = nil
            return result
        }
    }

    private func finishLine(_ state: inout State) throws {
        guard !state.owed.isEmpty else { return }
        try handle(&state).write(contentsOf: Data(state.owed.utf8))
        state.owed = ""
    }

    private func handle(_ state: inout State) throws -> FileHandle {
        if let file = state.file { return file }
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw POSIXError.last }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        state.file = file
        return file
    }
}
