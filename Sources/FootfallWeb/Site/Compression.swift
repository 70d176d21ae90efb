import CCompression
import Crypto

/// RFC 1952, for whoever takes it; and tags by which a browser asks whether something has changed.
enum Compression {
    /// Smaller than this and it is not worth it.
    private static let least = 1024

    static func applied(to response: WebResponse, _ request: WebRequest) -> WebResponse {
        var response = response
        apply(to: &response, request)
        return response
    }

    /// Done already, it is not done again.
    static func apply(to response: inout WebResponse, _ request: WebRequest) {
        guard case .bytes(let bytes) = response.body, response["Content-Encoding"] == nil else { return }
        if response.status == 200, response["ETag"] == nil, request.path.hasPrefix("/api/") {
            let tag = SHA256.hash(data: bytes).prefix(12).map { String($0, radix: 16) }.joined()
            response.headers.append(("ETag", "W/\"\(tag)\""))
            response.headers.removeAll { $0.name == "Cache-Control" }
            response.headers.append(("Cache-Control", "private, no-cache"))
        }
        if let tag = response["ETag"], hasSame(tag, request) {
            response.status = 304
            response.body = .bytes([])
            return
        }
        guard bytes.count >= least, takesGzip(request), let packed = gzip(bytes) else { return }
        response.body = .bytes(packed)
        // Packed it means the same, and is not the same to the byte.
        for place in response.headers.indices where response.headers[place].name == "ETag" {
            response.headers[place].value = "W/" + meaning(of: response.headers[place].value)
        }
        response.headers.append(("Content-Encoding", "gzip"))
        response.headers.append(("Vary", "Accept-Encoding"))
    }

    /// Whether the browser has what has this tag, packed or not (RFC 9110, section 13.1.2).
    private static func hasSame(_ tag: String, _ request: WebRequest) -> Bool {
        (request.headers["if-none-match"] ?? "").split(separator: ",").contains { other in
            meaning(of: other.drop { $0 == " " }) == meaning(of: tag)
        }
    }

    private static func meaning(of tag: some StringProtocol) -> String {
        String(tag.hasPrefix("W/") ? tag.dropFirst(2) : tag[...])
    }

    private static func takesGzip(_ request: WebRequest) -> Bool {
        (request.headers["accept-encoding"] ?? "").split(separator: ",").contains { part in
            let words = part.split(separator: ";").map { $0.filter { $0 != " " } }
            return words.first == "gzip" && !words.dropFirst().contains { $0 == "q=0" || $0 == "q=0.0" }
        }
    }

    /// `nil` where zlib cannot; the text is sent as it is then.
    static func gzip(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = unsafe z_stream()
        // 16 beyond the window's 15 bits asks for gzip's header.
        let size = unsafe Int32(MemoryLayout<z_stream>.size)
        guard
            unsafe deflateInit2_(&stream, 5, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK
        else { return nil }
        defer { _ = unsafe deflateEnd(&stream) }
        let bound = unsafe Int(deflateBound(&stream, UInt(bytes.count)))
        var out = [UInt8](repeating: 0, count: bound)
        var bytes = bytes
        let code = unsafe bytes.withUnsafeMutableBufferPointer { input in
            unsafe out.withUnsafeMutableBufferPointer { output in
                unsafe stream.next_in = input.baseAddress
                unsafe stream.avail_in = UInt32(input.count)
                unsafe stream.next_out = output.baseAddress
                unsafe stream.avail_out = UInt32(output.count)
                return unsafe deflate(&stream, Z_FINISH)
            }
        }
        guard code == Z_STREAM_END else { return nil }
        return Array(out.prefix(Int(unsafe stream.total_out)))
    }
}
