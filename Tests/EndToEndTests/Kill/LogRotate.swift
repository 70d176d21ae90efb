import FootfallTesting
import Foundation

/// One log as Debian's `logrotate` rotates it.
struct LogRotate: Sendable {
    enum Kind: Sendable {
        /// `create`, packed a rotation later: the writer has time to reopen.
        case renamed
        /// `copytruncate`, packed at once. The writer is held meanwhile: what is written between the copy and the
        /// truncation would be lost by logrotate.
        case copied
        /// `create` with `dateext`, packed at once, the writer held, as what it wrote while the file is packed would be lost.
        case dated
    }

    let kind: Kind
    let writer: LogWriter
    private let configuration: String
    private let state: String
    private let program: Program

    /// - Parameter compressor: a program and the ending of what it packs; without one nothing is packed.
    init(_ kind: Kind, _ writer: LogWriter, by program: Program, compressor: (path: String, ending: String)?) throws {
        self.kind = kind
        self.writer = writer
        self.program = program
        let name = URL(filePath: writer.path).lastPathComponent
        let folder = TemporaryDirectory.current
        state = try folder.folder("rotation") + "/\(name).state"
        var lines = ["\(writer.path) {", "  rotate 100000", "  missingok", "  nomail"]
        switch kind {
        case .renamed: lines += ["  create 0644", "  delaycompress"]
        case .copied: lines += ["  copytruncate"]
        // Rotations may follow each other within a day.
        case .dated: lines += ["  create 0644", "  dateext", "  dateformat -%Y%m%d-%s"]
        }
        if let compressor {
            lines += ["  compress", "  compresscmd \(compressor.path)", "  compressext \(compressor.ending)"]
        }
        configuration = try folder.write("rotation/\(name).conf", lines.joined(separator: "\n") + "\n}\n")
        guard unsafe chmod(configuration, 0o644) == 0 else { throw POSIXError.last }
    }

    /// Rotates once; what logrotate said where it failed.
    func rotate() async throws -> String? {
        let arguments = ["--force", "--state", state, configuration]
        func run() throws -> RunningProgram { try program.start(arguments) }
        switch kind {
        case .renamed:
            let outcome = try await run().wait()
            // The daemon still writes to the renamed file for a moment.
            try writer.write()
            try writer.reopen()
            return outcome.status == 0 ? nil : outcome.errors
        case .copied, .dated:
            if kind == .dated { try await freeName() }
            return try writer.held {
                let running = try run()
                while !running.hasEnded { usleep(500) }
                return running.errorsSoFar.isEmpty ? nil : running.errorsSoFar
            }
        }
    }

    /// Waits for a second that no rotated file is named after: where the name is taken, logrotate does not rotate.
    private func freeName() async throws {
        let log = URL(filePath: writer.path)
        let isTaken: () throws -> Bool = {
            let second = "-\(time(nil))"
            let names = try FileManager.default.contentsOfDirectory(atPath: log.deletingLastPathComponent().path)
            return names.contains { $0.hasPrefix(log.lastPathComponent) && $0.contains(second) }
        }
        while try isTaken() { try await Task.sleep(for: .milliseconds(20)) }
    }
}
