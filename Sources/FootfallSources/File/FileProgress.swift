internal import Synchronization

/// How much of what was there at the start has been read; any thread may look.
package final class FileProgress: Sendable {
    private let total = Atomic<Int64>(0)
    private let read = Atomic<Int64>(0)
    private let held = Atomic<Int64>(0)
    private let caughtUp = Atomic<Bool>(false)

    package init() {}

    /// Bytes on disk that were there when their files were first seen.
    package var totalBytes: Int64 { total.load(ordering: .relaxed) }
    /// How many of them have been read, or were known from before.
    package var readBytes: Int64 { read.load(ordering: .relaxed) }
    /// Bytes on disk of files that were deleted and are still open here.
    package var heldBytes: Int64 { held.load(ordering: .relaxed) }
    /// The backlog is read; what comes now is live.
    package var isCaughtUp: Bool { caughtUp.load(ordering: .relaxed) }

    func expect(_ bytes: Int64) {
        total.wrappingAdd(bytes, ordering: .relaxed)
    }

    func advance(_ bytes: Int64) {
        read.wrappingAdd(bytes, ordering: .relaxed)
    }

    func hold(_ bytes: Int64) {
        held.wrappingAdd(bytes, ordering: .relaxed)
    }

    func finishBacklog() {
        caughtUp.store(true, ordering: .relaxed)
    }
}
