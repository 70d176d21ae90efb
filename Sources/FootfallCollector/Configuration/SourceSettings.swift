package import FootfallModel
package import FootfallSources

/// One source as it was asked for, by an entry of `sources` or by the command line.
package struct SourceSettings: Sendable, Hashable {
    /// What is read.
    package enum Origin: Sendable, Hashable {
        /// Files, folders and globs.
        case files(FileSettings)
        /// Datagrams at `ADDR:PORT`.
        case udp(address: String, receiveBufferBytes: Int?)
        /// Syslog over TCP at `ADDR:PORT`, or over TLS where there is an identity to show.
        case stream(address: String, identity: TLSIdentity?)
        /// Datagrams at a socket of this machine.
        case unix(path: String)
        /// systemd's journal, or the one of a folder or file.
        case journal(path: String?, start: StartPosition? = nil)
        case standardInput
    }

    /// What is read of files.
    package struct FileSettings: Sendable, Hashable {
        package var paths: [String]
        /// Globs of names, or of paths, that are left out.
        package var exclude: [String] = []
        /// A live file brings its rotated predecessors.
        package var readsHistory = true
        /// Look at the files each second instead of having the kernel tell of changes.
        package var pollingOnly = false
        /// Where files are begun that are seen for the first time; `nil` for what was settled before, else `all`.
        package var start: StartPosition?
        /// The same as it was written: `7d` is another time each time it is read, and yet the same setting.
        package var startText: String?
        /// One that is not there does not keep the others from being read, also once.
        package var mayBeAbsent = false

        package init(paths: [String]) {
            self.paths = paths
        }
    }

    package var origin: Origin
    /// An expression that the first line of a record matches.
    package var recordStart: String?
    /// How long the last record of several lines waits for more of it, in seconds; `nil` for 2.
    package var recordTimeout: Double?
    /// Lines are cut behind so many bytes; `nil` for the usual 64 KiB.
    package var maximumLineBytes: Int?
    package var reading = ReadingSettings()

    package init(_ origin: Origin) {
        self.origin = origin
    }

    /// What its messages are told under.
    package var name: String {
        switch origin {
        case .files(let files): files.paths.joined(separator: ", ")
        case .udp(let address, _): "udp://" + address
        case .stream(let address, let identity): (identity == nil ? "tcp://" : "tls://") + address
        case .unix(let path): "unix://" + path
        case .journal: JournalSource.name
        case .standardInput: "stdin"
        }
    }

    /// What has to be opened anew when it changes.
    ///
    /// How lines are read is the parser's alone, and a socket need not close for it. A file's zone also tells in which
    /// year its first stamp stands.
    var opening: SourceSettings {
        var bare = self
        if case .files(var files) = origin {
            files.start = nil
            bare.origin = .files(files)
        } else {
            bare.reading = ReadingSettings()
        }
        return bare
    }

    /// The address that only one socket can have.
    var address: String? {
        switch origin {
        case .udp, .unix: name
        // Encrypted or not, the port is the same.
        case .stream(let address, _): "tcp://" + address
        case .files, .journal, .standardInput: nil
        }
    }
}

/// How the lines of one source are read.
package struct ReadingSettings: Sendable, Hashable {
    /// The zone of stamps that name none.
    package var zone: ZoneOffsets?
    /// The pack that lines without an app name are read with.
    package var format: String?

    package init(zone: ZoneOffsets? = nil, format: String? = nil) {
        self.zone = zone
        self.format = format
    }
}

extension SourceSettings {
    package var isFiles: Bool {
        if case .files = origin { return true }
        return false
    }

    /// It listens for connections.
    var isStream: Bool {
        if case .stream = origin { return true }
        return false
    }

    /// It has no end of its own.
    package var isEndless: Bool { address != nil }

    /// Begins there with what is seen for the first time, where it is files or the journal.
    package mutating func setStart(_ start: StartPosition) {
        if case .journal(let path, _) = origin { origin = .journal(path: path, start: start) }
        guard case .files(var files) = origin else { return }
        files.start = start
        origin = .files(files)
    }

    /// A file that is not there does not keep the others from being read: a configuration outlives its files.
    package mutating func setMayBeAbsent() {
        guard case .files(var files) = origin else { return }
        files.mayBeAbsent = true
        origin = .files(files)
    }

    /// Looks at the files each second, where it is files.
    package mutating func setPolling() {
        guard case .files(var files) = origin else { return }
        files.pollingOnly = true
        origin = .files(files)
    }
}
