import Foundation

/// The wall time of something in this process.
struct Measured {
    /// In seconds.
    var wall: Double

    init(_ body: () throws -> Void) rethrows {
        let start = ContinuousClock.now
        try body()
        wall = (ContinuousClock.now - start) / .seconds(1)
    }
}

extension rusage {
    /// Of all threads, user and system.
    var processorSeconds: Double {
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return seconds(ru_utime) + seconds(ru_stime)
    }
}

extension [Double] {
    var median: Double { isEmpty ? 0 : sorted()[count / 2] }
}

/// A file and the memory that the kernel keeps of it.
enum PageCache {
    /// Lets the kernel forget a file, so that it is read from the disk again.
    ///
    /// Needs no rights, but the file must be closed for good: what another process has mapped stays.
    static func drop(_ path: String) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fdatasync(descriptor)
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
        close(descriptor)
    }
}

/// What figures are worth depends on where and when they were taken.
enum Machine {
    static var description: String {
        let cpu = field("model name", of: "/proc/cpuinfo") ?? "unknown processor"
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let memory = ProcessInfo.processInfo.physicalMemory >> 30
        return "\(cpu), \(cores) cores, \(memory) GiB; commit \(commit ?? "unknown"); load \(load)"
    }

    /// How many threads wanted to run, on average over the last minute.
    static var load: String {
        var averages = [0.0]
        unsafe getloadavg(&averages, 1)
        return String(format: "%.1f", averages[0])
    }

    /// Bytes that can still be written into a folder.
    static func freeBytes(in folder: String) throws -> Int64 {
        let attributes = try FileManager.default.attributesOfFileSystem(forPath: folder)
        return (attributes[.systemFreeSize] as? NSNumber)?.int64Value ?? 0
    }

    private static func field(_ name: String, of file: String) -> String? {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
    }

    private static var commit: String? {
        let describe = ["git", "describe", "--always", "--dirty"]
        let text = try? Command(describe, in: NSTemporaryDirectory()).output.trimmingCharacters(
            in: .whitespacesAndNewlines
        )
        return text == "" ? nil : text
    }
}
