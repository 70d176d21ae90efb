internal import Foundation

/// One connection to a `MetricsServer`: a request that is read piece by piece, and an answer that is written likewise.
final class MetricsConnection {
    /// Bytes of a request, beyond which it is refused.
    private static let requestLimit = 4096

    let descriptor: Int32
    /// In milliseconds of `now`.
    let deadline: Int64
    private(set) var isDone = false
    private var request: [UInt8] = []
    private var answer: [UInt8] = []
    private var written = 0

    init(_ descriptor: Int32, deadline: Int64) {
        self.descriptor = descriptor
        self.deadline = deadline
    }

    /// Milliseconds of a clock that nobody sets.
    static var now: Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// What it waits for.
    var events: Int16 { Int16(answer.isEmpty ? POLLIN : POLLOUT) }

    func end() {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }

    /// Reads or writes as much as goes without waiting.
    func turn(_ text: () -> String?) {
        if answer.isEmpty { read(text) }
        if !answer.isEmpty { write() }
    }

    private func read(_ text: () -> String?) {
        var bytes = [UInt8](repeating: 0, count: MetricsConnection.requestLimit)
        let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
        if count == 0 || count < 0 && errno != EAGAIN && errno != EINTR {
            isDone = true
            return
        }
        guard count > 0 else { return }
        request += bytes.prefix(count)
        let isWhole = MetricsConnection.hasEnd(request)
        if !isWhole, request.count < MetricsConnection.requestLimit { return }
        answer = isWhole ? respond(text) : MetricsConnection.answer("431 Request Header Fields Too Large")
    }

    private func write() {
        let count = unsafe answer.withUnsafeBytes { bytes in
            unsafe send(
                descriptor,
                bytes.baseAddress.map { unsafe $0 + written },
                answer.count - written,
                Int32(MSG_NOSIGNAL)
            )
        }
        if count < 0 {
            if errno != EAGAIN && errno != EINTR { isDone = true }
            return
        }
        written += count
        isDone = written == answer.count
    }

    private func respond(_ text: () -> String?) -> [UInt8] {
        let line = String(decoding: request.prefix { $0 != 0x0d && $0 != 0x0a }, as: UTF8.self)
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, words[2].hasPrefix("HTTP/1.") else { return MetricsConnection.answer("400 Bad Request") }
        guard words[0] == "GET" || words[0] == "HEAD" else {
            return MetricsConnection.answer("405 Method Not Allowed", more: "Allow: GET, HEAD\r\n")
        }
        let hasBody = words[0] == "GET"
        switch words[1].prefix(while: { $0 != "?" }) {
        case "/metrics":
            // Without an answer the scrape shall fail: one without samples would look like rest.
            guard let body = text() else { return MetricsConnection.answer("503 Service Unavailable", hasBody: hasBody) }
            return MetricsConnection.answer(
                "200 OK",
                type: "text/plain; version=0.0.4; charset=utf-8",
                body: body,
                hasBody: hasBody
            )
        case "/":
            return MetricsConnection.answer("200 OK", body: "Footfall: see /metrics\n", hasBody: hasBody)
        default:
            return MetricsConnection.answer("404 Not Found", hasBody: hasBody)
        }
    }

    private static func answer(
        _ status: String,
        type: String = "text/plain; charset=utf-8",
        more: String = "",
        body: String? = nil,
        hasBody: Bool = true
    ) -> [UInt8] {
        let body = Array((body ?? String(status.dropFirst(4)) + "\n").utf8)
        let head =
            "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(body.count)\r\n\(more)"
            + "Connection: close\r\n\r\n"
        return Array(head.utf8) + (hasBody ? body : [])
    }

    /// Whether the empty line that ends a request's head is there.
    private static func hasEnd(_ request: [UInt8]) -> Bool {
        var index = 0
        while index + 1 < request.count {
            if request[index] == 0x0a {
                if request[index + 1] == 0x0a { return true }
                if request[index + 1] == 0x0d, index + 2 < request.count, request[index + 2] == 0x0a { return true }
            }
            index += 1
        }
        return false
    }
}
