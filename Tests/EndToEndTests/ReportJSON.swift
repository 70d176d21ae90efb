import Foundation

/// `footfall report … --format json`, as far as tests look at it.
struct ReportJSON: Decodable {
    struct Evidence: Decodable {
        var count: Int
        var search: String
    }
    struct Finding: Decodable {
        var kind: String
        var severity: String
        var text: String
        var users: [String]
        var addresses: [String]
        var hosts: [String]
        var evidence: Evidence?
    }
    struct NeedsALook: Decodable {
        var findings: [Finding]
        var more: Int
    }
    struct Sections: Decodable {
        var needsALook: NeedsALook?

        enum CodingKeys: String, CodingKey { case needsALook = "needs-a-look" }
    }

    var report: String
    var complete: Bool
    var gaps: [String]
    var remarks: [String]
    var sections: Sections

    var findings: [Finding] { sections.needsALook?.findings ?? [] }

    init(_ text: String) throws {
        self = try JSONDecoder().decode(ReportJSON.self, from: Data(text.utf8))
    }

    /// All figures anywhere in a report that a search can find: how many, and by which query.
    static func figures(in text: String) throws -> [(count: Int, search: String)] {
        var found: [(Int, String)] = []
        func walk(_ value: Any) {
            if let object = value as? [String: Any] {
                if let count = object["count"] as? Int, let search = object["search"] as? String {
                    found.append((count, search))
                }
                object.values.forEach(walk)
            }
            (value as? [Any])?.forEach(walk)
        }
        walk(try JSONSerialization.jsonObject(with: Data(text.utf8)))
        return found
    }
}
