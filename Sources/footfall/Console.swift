import FootfallModel
import FootfallReports
import FootfallSources
import Foundation

/// Where results and everything else go.
enum Console {
    private static let pending = Guarded<[UInt8]>([])

    /// A line of results, to standard output; handed to the system in larger pieces.
    static func out(_ text: String) {
        let full: [UInt8]? = pending.withLock { pending in
            pending.append(contentsOf: text.utf8)
            pending.append(0x0a)
            guard pending.count >= 64 << 10 else { return nil }
            defer { pending.removeAll(keepingCapacity: true) }
            return pending
        }
        if let full { write(full, to: STDOUT_FILENO) }
    }

    /// Hands over what waits; at the end, and before waiting for something.
    static func flush() {
        let rest: [UInt8] = pending.withLock { pending in
            defer { pending.removeAll(keepingCapacity: true) }
            return pending
        }
        write(rest, to: STDOUT_FILENO)
    }

    /// Everything else, to standard error.
    static func note(_ text: String, _ level: SourceNotice.Level = .info) {
        write(Array((isErrorJournal ? prefixed(text, level) : text + "\n").utf8), to: STDERR_FILENO)
    }

    /// Each line with the priority that the journal takes from it (sd-daemon(3)).
    private static func prefixed(_ text: String, _ level: SourceNotice.Level) -> String {
        let priority =
            switch level {
            case .info: "<6>"
            case .warning: "<4>"
            case .error: "<3>"
            }
        // By scalars: CR LF is one character, and ends a line all the same.
        return text.unicodeScalars.split(separator: "\n").map { priority + String($0) + "\n" }.joined()
    }

    /// Whether standard error goes to systemd's journal, which names the stream in `$JOURNAL_STREAM`.
    private static let isErrorJournal: Bool = {
        var status = stat()
        guard let name = ProcessInfo.processInfo.environment["JOURNAL_STREAM"],
            unsafe fstat(STDERR_FILENO, &status) == 0
        else { return false }
        return name == "\(status.st_dev):\(status.st_ino)"
    }()

    /// Text to standard error without a line's end, for a line that is written over.
    static func status(_ text: String) {
        write(Array(text.utf8), to: STDERR_FILENO)
    }

    /// Writes, or ends the program where results cannot be written.
    ///
    /// A cut export must not pass for a whole one. A reader that has gone away ends the program by SIGPIPE; that
    /// nobody can be told of something is nothing to tell.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var start = 0
        while start < bytes.count {
            let written = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Foundation.write(descriptor, buffer.baseAddress.map { unsafe $0 + start }, bytes.count - start)
            }
            if written < 0, errno == EINTR { continue }
            if written <= 0 {
                guard descriptor == STDOUT_FILENO else { return }
                let code = errno
                let reason = unsafe String(cString: strerror(code))
                // Only who follows, and has no end of its own, gets here without a reader.
                if code == EPIPE { exit(0) }
                note("error: standard output: " + reason, .error)
                exit(1)
            }
            start += written
        }
    }

    /// Whether so many bytes can be written to standard output without waiting for its reader.
    ///
    /// A pipe that can be written to has room for `PIPE_BUF` bytes, which is all that `poll` tells.
    static func takesOutput(upTo bytes: Int) -> Bool {
        guard bytes <= Int(PIPE_BUF) else { return false }
        var polled = [pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)]
        return unsafe poll(&polled, 1, 0) == 1
    }

    static var isOutputTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
    static var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// The terminal that results go to: its width, and whether it shows more than ASCII.
    static var style: TextStyle {
        let environment = ProcessInfo.processInfo.environment
        // What goes to a file or another program is read again by programs that know UTF-8.
        let isUTF8 = isatty(STDOUT_FILENO) == 0 || TextStyle.isUTF8(environment: environment)
        return TextStyle(width: width(environment), isUTF8: isUTF8, folder: FileManager.default.currentDirectoryPath)
    }

    private static func width(_ environment: [String: String]) -> Int {
        var size = winsize()
        if unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
        if let columns = environment["COLUMNS"].flatMap({ Int($0) }), columns > 0 { return columns }
        return 120
    }
}

extension String {
    /// The text with blanks up to `width` characters.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
