/// What is answered, whatever server sends it.
package struct WebResponse: Sendable {
    package enum Body: Sendable {
        case bytes([UInt8])
        /// Asked for piece by piece, as the reader takes them; `nil` is the end.
        case stream(@Sendable () async throws -> [UInt8]?)
    }

    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: Body

    init(_ status: Int = 200, type: String, _ text: String) {
        self.init(status, type: type, .bytes(Array(text.utf8)))
    }

    init(_ status: Int = 200, type: String, _ body: Body) {
        self.status = status
        headers = [("Content-Type", type)]
        self.body = body
    }

    static func html(_ text: String, _ status: Int = 200) -> WebResponse {
        WebResponse(status, type: "text/html; charset=utf-8", text)
    }

    static func json(_ text: String) -> WebResponse { WebResponse(type: "application/json", text) }

    static func redirect(to place: String) -> WebResponse {
        var response = WebResponse(303, type: "text/plain; charset=utf-8", "See \(place)\n")
        response.headers.append(("Location", place))
        return response
    }

    /// The value of a header.
    package subscript(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
