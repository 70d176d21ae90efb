internal import FootfallModel
internal import Foundation

/// The listening end of the socket beside a store.
///
/// Whoever has the store's lock has the right to the socket: what stands at its path was left by a dead process.
final class ControlListener: Sendable {
    private struct State {
        var descriptor: Int32 = -1
        /// Why there is none.
        var failure: String?
        /// The socket that was made, so that no other is removed in its place.
        var inode: UInt64?
    }

    private let address: ControlAddress
    private let state = Guarded(State())

    init(store: String) {
        address = ControlAddress(store: store)
    }

    deinit {
        state.withLock { if $0.descriptor >= 0 { close($0.descriptor) } }
    }

    var path: String { address.path }
    var failure: String? { state.withLock { $0.failure } }

    /// Makes the socket; `failure` says where that could not be.
    func open() {
        state.withLock { state in
            let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
            state.descriptor = socket(AF_UNIX, kind, 0)
            address.clear()
            // For the store's owner only: whoever else may read the store may not have it shortened.
            if state.descriptor >= 0, address.bind(state.descriptor) == 0, unsafe chmod(path, 0o600) == 0,
                listen(state.descriptor, 4) == 0
            {
                state.inode = address.inode
            } else {
                state.failure = FileReason.text(errno)
            }
        }
    }

    /// Removes the socket's name; who is connected stays so.
    func remove() {
        state.withLock { state in
            if let inode = state.inode, address.inode == inode { address.clear() }
            state.inode = nil
        }
    }

    /// What becomes readable when somebody asks.
    var descriptors: [Int32] { state.withLock { $0.failure == nil && $0.descriptor >= 0 ? [$0.descriptor] : [] } }

    /// The next who asks; `nil` where nobody does.
    func accept() -> LineConnection? {
        guard let descriptor = descriptors.first else { return nil }
        let accepted = Foundation.accept(descriptor, nil, nil)
        guard accepted >= 0 else { return nil }
        _ = fcntl(accepted, F_SETFD, FD_CLOEXEC)
        return LineConnection(accepted, patience: 5)
    }
}
