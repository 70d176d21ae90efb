package import FootfallStore
internal import Foundation

/// What a collector is asked to drop from its store.
package struct PruneRequest: Codable, Sendable {
    package var limits: RetentionLimits
    package var isDryRun: Bool

    package init(limits: RetentionLimits, isDryRun: Bool) {
        self.limits = limits
        self.isDryRun = isDryRun
    }

    /// What the collector says: how far it is, again and again, and at last the end.
    struct Reply: Codable {
        var summary = PruneSummary()
        var isDone = false
        /// Why it could not be done.
        var failure: String?
    }
}

/// Why a collector did not do what it was asked.
package enum PruneRefusal: Error, Hashable {
    /// Nobody takes requests at this socket: the system's reason.
    case nobody(socket: String, why: String)
    /// It may not be asked by this user.
    case forbidden(socket: String)
    /// It went away before it was done.
    case ended
    /// It tried, and this went wrong.
    case failed(String)
}

extension PruneRequest {
    /// Asks the collector of a store, and waits until it is done.
    ///
    /// - Parameter progress: is told how far it is; false ends it after the step under way.
    package func ask(
        collectorOf store: String,
        progress: (PruneSummary) -> Bool
    ) throws(PruneRefusal) -> PruneSummary {
        let address = ControlAddress(store: store)
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .nobody(socket: address.path, why: FileReason.text(errno)) }
        // One step takes a fraction of a second, but another request may be under way.
        let connection = LineConnection(descriptor, patience: 600)
        guard address.connect(descriptor) == 0 else {
            if errno == EACCES { throw .forbidden(socket: address.path) }
            throw .nobody(socket: address.path, why: FileReason.text(errno))
        }
        guard connection.send(self) else { throw .ended }
        var last = PruneSummary()
        while let reply = connection.receive(Reply.self) {
            if let failure = reply.failure { throw .failed(failure) }
            last = reply.summary
            if reply.isDone { return last }
            if !progress(last) {
                last.isCutShort = true
                return last
            }
        }
        throw .ended
    }
}

/// What the system says, as text.
enum FileReason {
    static func text(_ code: Int32) -> String {
        unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }
}
