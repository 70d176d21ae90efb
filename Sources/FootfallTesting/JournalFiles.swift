internal import Foundation

/// One entry for a journal, as `systemd-journal-remote` takes it.
package struct JournalEntry: Sendable {
    /// In microseconds since 1970, and since the boot.
    package var realtime: Int64
    package var monotonic: Int64
    /// A letter that stands for a boot.
    package var boot: Character
    package var fields: [(name: String, value: [UInt8])]

    /// - Parameters:
    ///   - message: none for an entry without one.
    ///   - monotonic: without it, as much as the time is past 2023-11-14.
    package init(
        realtime: Int64,
        monotonic: Int64? = nil,
        boot: Character = "a",
        host: String = "web1",
        identifier: String = "sshd",
        pid: String? = "811",
        message: String?
    ) {
        self.realtime = realtime
        self.monotonic = monotonic ?? realtime - 1_700_000_000_000_000
        self.boot = boot
        fields = [
            ("PRIORITY", Array("6".utf8)), ("SYSLOG_FACILITY", Array("4".utf8)),
            ("SYSLOG_IDENTIFIER", Array(identifier.utf8)), ("_COMM", Array(identifier.utf8)),
            ("_HOSTNAME", Array(host.utf8)),
        ]
        if let pid { add("_PID", pid) }
        if let message { add("MESSAGE", message) }
    }

    package mutating func add(_ name: String, _ value: String) {
        add(name, bytes: Array(value.utf8))
    }

    package mutating func add(_ name: String, bytes: [UInt8]) {
        fields.append((name, bytes))
    }

    /// The journal's export format, in which values with control characters have their length before them.
    var exported: [UInt8] {
        var text = "__REALTIME_TIMESTAMP=\(realtime)\n__MONOTONIC_TIMESTAMP=\(monotonic)\n"
        text += "_BOOT_ID=\(String(repeating: boot, count: 32))\n"
        var bytes = Array(text.utf8)
        for (name, value) in fields {
            bytes += Array(name.utf8)
            if value.contains(where: { $0 < 0x20 }) {
                bytes.append(0x0a)
                bytes += lengthBytes(value.count)
            } else {
                bytes.append(UInt8(ascii: "="))
            }
            bytes += value
            bytes.append(0x0a)
        }
        return bytes + [0x0a]
    }

    /// 64 bits, the lowest first.
    private func lengthBytes(_ count: Int) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
    }
}

/// Real files of systemd's journal, made and read by its own programs.
package struct JournalFiles: Sendable {
    private static let maker = "/lib/systemd/systemd-journal-remote"

    /// Whether both programs are there.
    package static var isAvailable: Bool {
        FileManager.default.isExecutableFile(atPath: maker) && Program.system("journalctl") != nil
    }

    /// For tests that are skipped without them.
    package static let missing: String =
        "journalctl (systemd) or systemd-journal-remote is not installed; scripts/setup test installs it"

    /// Writes entries into a file, behind what is in it.
    package static func append(_ entries: [JournalEntry], to path: String) async throws {
        let input = Program.Input.bytes(entries.flatMap(\.exported))
        let outcome = try await Program(maker).run("--output=" + path, "-", input: input)
        guard outcome.status == 0 else { throw Failure(description: outcome.errors) }
    }

    /// Lets journalctl remove the archived files of a folder but for so many.
    package static func vacuum(_ folder: String, files: Int) async throws {
        guard let journalctl = Program.system("journalctl") else { return }
        let outcome = try await journalctl.run("--directory=" + folder, "--vacuum-files=\(files)")
        guard outcome.status == 0 else { throw Failure(description: outcome.errors) }
    }

    /// The name of a file that journald has archived, by which vacuuming knows it.
    package static func archivedName(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        let padded = String(repeating: "0", count: 16 - digits.count) + digits
        return "system@\(String(repeating: "c", count: 32))-\(padded)-\(padded).journal"
    }

    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }
}
