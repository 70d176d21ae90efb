internal import Foundation

/// systemd, or whoever else listens at `$NOTIFY_SOCKET`: is told when the service is ready and how it is (sd_notify(3)).
package final class ServiceManager: Sendable {
    private let descriptor: Int32
    private let address: [UInt8]
    /// How long the manager waits for a sign of life; `nil` where it wants none.
    package let watchdogMicroseconds: UInt64?

    /// `nil` where nobody listens.
    ///
    /// - Parameter environment: `NOTIFY_SOCKET` is a path, or a name of the abstract kind behind `@`.
    package init?(environment: [String: String] = ProcessInfo.processInfo.environment) {
        guard let name = environment["NOTIFY_SOCKET"], name.hasPrefix("/") || name.hasPrefix("@") else { return nil }
        var bytes = Array(name.utf8)
        if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
        guard bytes.count < 108 else { return nil }
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        // A manager that does not read must not stop the service.
        var patience = timeval(tv_sec: 1, tv_usec: 0)
        _ = unsafe setsockopt(
            descriptor,
            SOL_SOCKET,
            SO_SNDTIMEO,
            &patience,
            socklen_t(MemoryLayout<timeval>.size)
        )
        address = bytes
        let isOurs = environment["WATCHDOG_PID"].map { $0 == String(getpid()) } ?? true
        let period = environment["WATCHDOG_USEC"].flatMap { UInt64($0) } ?? 0
        watchdogMicroseconds = isOurs && period > 0 ? period : nil
    }

    deinit {
        close(descriptor)
    }

    /// Sends lines of `NAME=value`; that nobody could be told is nothing to tell.
    package func send(_ lines: String...) {
        let text = Array(lines.joined(separator: "\n").utf8)
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &name.sun_path) { path in
            unsafe path.copyBytes(from: address)
        }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + address.count)
        _ = unsafe withUnsafePointer(to: &name) { name in
            unsafe name.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                unsafe sendto(descriptor, text, text.count, Int32(MSG_NOSIGNAL), name, length)
            }
        }
    }
}

/// What the manager is told, and when.
struct ServiceReport {
    private static let statusInterval = Duration.seconds(5)

    private let manager: ServiceManager?
    private var nextStatus = ContinuousClock.now
    private var nextSign: ContinuousClock.Instant?
    private var last = (lines: Int64(0), time: ContinuousClock.now)
    private var hasTold = false

    init(_ manager: ServiceManager?) {
        self.manager = manager
        nextSign = manager?.watchdogMicroseconds == nil ? nil : .now
    }

    func ready() { manager?.send("READY=1") }

    func reloading() {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        let microseconds = Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
        manager?.send("RELOADING=1", "MONOTONIC_USEC=\(microseconds)")
    }

    func stopping() { manager?.send("STOPPING=1", "STATUS=stopping: storing what was taken") }

    /// How long nothing is due, in milliseconds.
    var millisecondsToNext: Int32 {
        guard manager != nil else { return -1 }
        let next = min(nextStatus, nextSign ?? nextStatus)
        let milliseconds = (next - .now) / .milliseconds(1)
        return Int32(max(1, min(60_000, milliseconds + 1)))
    }

    /// Sends what is due; where a stage is stuck, no sign of life, and what to tell of it once.
    mutating func tick(
        _ counters: PipelineCounters,
        _ health: PipelineHealth,
        sources: Int,
        failures: Int,
        _ obstacle: String?
    ) -> String? {
        guard let manager else { return nil }
        let now = ContinuousClock.now
        if now >= nextStatus {
            nextStatus = now + ServiceReport.statusInterval
            let seconds = max(0.001, (now - last.time) / .seconds(1))
            let lines = counters.lines
            var text = "\(Int(Double(lines - last.lines) / seconds)) lines/s, \(counters.events) events kept, "
            text += "\(sources) source\(sources == 1 ? "" : "s")"
            if failures > 0 { text += ", \(failures) failed" }
            if let obstacle { text += "; trouble: " + obstacle }
            last = (lines, now)
            manager.send("STATUS=" + text)
        }
        guard let due = nextSign, now >= due, let period = manager.watchdogMicroseconds else { return nil }
        nextSign = now + .microseconds(Int64(clamping: period / 2))
        guard let stage = health.stuckStage(after: period * 500) else {
            hasTold = false
            manager.send("WATCHDOG=1")
            return nil
        }
        if hasTold { return nil }
        hasTold = true
        let limit = Double(period) / 1_000_000
        return "the \(stage) has been at one batch for more than \(limit / 2) s; without an answer within \(limit) s "
            + "the service manager starts Footfall anew"
    }
}
