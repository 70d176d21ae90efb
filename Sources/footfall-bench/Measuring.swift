import Foundation

/// The wall and processor time of something.
struct Measured {
    var wall: Double
    /// Of all threads, user and system.
    var processor: Double

    init(_ body: () throws -> Void) rethrows {
        let before = Measured.processorSeconds
        let start = ContinuousClock.now
        try body()
        wall = (ContinuousClock.now - start) / .seconds(1)
        processor = Measured.processorSeconds - before
    }

    private static var usage: rusage {
        var usage = rusage()
        unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage
    }

    private static var processorSeconds: Double {
        let usage = usage
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    /// The most memory that the process has had so far, in MB.
    static var peakMemory: Double { Double(usage.ru_maxrss) / 1024 }
}

extension [Double] {
    var median: Double { isEmpty ? 0 : sorted()[count / 2] }
}

/// What figures are worth depends on where they were taken.
enum Machine {
    static var description: String {
        let cpu = field("model name", of: "/proc/cpuinfo") ?? "unknown processor"
        let cores = ProcessInfo.processInfo.activeProcessorCount
        return "\(cpu), \(cores) cores; commit \(commit ?? "unknown")"
    }

    private static func field(_ name: String, of file: String) -> String? {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
    }

    private static var commit: String? {
        let git = Process()
        git.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        git.arguments = ["git", "describe", "--always", "--dirty"]
        let pipe = Pipe()
        git.standardOutput = pipe
        git.standardError = FileHandle.nullDevice
        guard (try? git.run()) != nil else { return nil }
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        git.waitUntilExit()
        let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        return text.isEmpty ? nil : text
    }
}
