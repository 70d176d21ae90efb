package import FootfallModel
internal import Glibc

/// Some entries of systemd's journal, to see what it holds without reading it.
package enum JournalSample {
    /// The last entries, as lines of JSON.
    ///
    /// - Parameters:
    ///   - directory: journal files elsewhere; the system's journal where there is none.
    ///   - count: how many at most.
    ///   - milliseconds: how long journalctl may take.
    /// - Throws: journalctl cannot be started.
    package static func end(
        directory: String?,
        count: Int,
        milliseconds: Int32
    ) throws(SourceError) -> LineBatch {
        try run(directory, ["--lines=\(count)"], limit: 16 << 20, milliseconds)
    }

    /// The first entries.
    package static func beginning(directory: String?, milliseconds: Int32) throws(SourceError) -> LineBatch {
        try run(directory, [], limit: 16 << 10, milliseconds)
    }

    /// Reads up to `limit` bytes of what journalctl prints, and ends it.
    private static func run(
        _ directory: String?,
        _ options: [String],
        limit: Int,
        _ milliseconds: Int32
    ) throws(SourceError) -> LineBatch {
        var arguments = ["journalctl", "--output=json", "--no-pager", "--all", "--quiet"] + options
        if let directory { arguments.append("--directory=" + directory) }
        var code: Int32 = 0
        guard var child = ChildProcess(arguments, code: &code) else {
            let reason = "journalctl cannot be started: " + FileTrouble.describe(code)
            throw SourceError(source: JournalSource.name, reason: reason)
        }
        defer { child.end() }
        let deadline = ContinuousClock.now + .milliseconds(Int(milliseconds))
        var content: [UInt8] = []
        while content.count < limit {
            let left = (deadline - .now) / .milliseconds(1)
            var descriptors = [pollfd(fd: child.output, events: Int16(POLLIN), revents: 0)]
            guard left > 0, unsafe poll(&descriptors, 1, Int32(left.rounded(.up))) > 0 else { break }
            var count = 0
            let room = min(65_536, limit - content.count)
            content += unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
                count = unsafe read(child.output, buffer.baseAddress, buffer.count)
                filled = max(0, count)
            }
            if count <= 0 { break }
        }
        return LineBatch(content, source: JournalSource.name, arrival: .now)
    }
}
