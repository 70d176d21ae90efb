internal import Foundation

/// A connection over which two programs of ours tell each other values, a line of JSON for each.
final class LineConnection {
    private static let longestLine = 64 << 10

    private let descriptor: Int32
    private var received: [UInt8] = []

    /// - Parameter patience: seconds after which a peer that neither takes nor says anything is given up.
    init(_ descriptor: Int32, patience: Int) {
        self.descriptor = descriptor
        var limit = timeval(tv_sec: patience, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            _ = unsafe setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    deinit {
        close(descriptor)
    }

    /// False where the peer takes nothing any more.
    func send(_ value: some Encodable) -> Bool {
        guard let data = try? JSONEncoder().encode(value) else { return false }
        let bytes = Array(data) + [0x0a]
        var start = 0
        while start < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Foundation.send(
                    descriptor,
                    buffer.baseAddress.map { unsafe $0 + start },
                    bytes.count - start,
                    Int32(MSG_NOSIGNAL)
                )
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            start += count
        }
        return true
    }

    /// The next value; `nil` at the end, or where what came is none.
    func receive<Value: Decodable>(_ type: Value.Type) -> Value? {
        while true {
            if let end = received.firstIndex(of: 0x0a) {
                let line = Data(received[..<end])
                received.removeFirst(end + 1)
                return try? JSONDecoder().decode(type, from: line)
            }
            guard received.count < LineConnection.longestLine else { return nil }
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            received += bytes.prefix(count)
        }
    }
}
