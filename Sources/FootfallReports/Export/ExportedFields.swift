internal import FootfallModel

/// What exports take from an event beside its own fields.
struct ExportedFields {
    /// The address, where it is one.
    let ip: String?
    /// The port it came from.
    let port: Int?
    /// All details, as text.
    let details: [(key: String, value: String)]

    init(_ event: ActivityEvent) {
        ip = event.ip.flatMap { IPAddress($0) == nil ? nil : $0 }
        let details = event.details.map { DetailsReader.pairs(of: $0) } ?? []
        self.details = details
        let port = details.first { $0.key == "port" }.flatMap { Int($0.value) }
        self.port = event.ip == nil ? nil : port.flatMap { 0...65_535 ~= $0 ? $0 : nil }
    }

    /// A detail by its name.
    func detail(_ key: String) -> String? { details.first { $0.key == key }?.value }
}
