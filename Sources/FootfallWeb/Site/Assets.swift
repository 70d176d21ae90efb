import Crypto
import FootfallReports
import Mustache

/// The page's files as they are served: under names that change with their content, so that browsers keep them for ever.
enum Assets {
    struct Asset: Sendable {
        var name: String
        var type: String
        var text: String
        /// A quoted string, as headers have it.
        var tag: String
        /// Where it is served, as `/assets/footfall.1a2b3c4d.css`.
        var address: String
    }

    private static let types = [
        "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
        "json": "application/json",
    ]

    static let all = assets(of: EmbeddedAssets.files + [(name: "report.css", text: Report.styleSheet)])

    /// The modules that the activity page is made of.
    static let modules = all.filter { $0.name.hasPrefix("activity") && $0.name.hasSuffix(".js") }.map(\.address)

    /// Modules import one another by name; in what is served by address.
    ///
    /// They share one hash, so that one that imports another changes with it, however far away.
    static func assets(of files: [(name: String, text: String)]) -> [Asset] {
        let scripts = files.filter { $0.name.hasSuffix(".js") }.map(\.text).joined(separator: "\n")
        let found = files.compactMap { file -> Asset? in
            let parts = file.name.split(separator: ".", maxSplits: 1)
            guard parts.count == 2, let type = types[String(parts[1])] else { return nil }
            let hash = hash(of: parts[1] == "js" ? scripts : file.text)
            return Asset(
                name: file.name,
                type: type,
                text: file.text,
                tag: "\"\(hash)\"",
                address: "/assets/\(parts[0]).\(hash).\(parts[1])"
            )
        }
        return found.map { asset in
            guard asset.name.hasSuffix(".js") else { return asset }
            var asset = asset
            for other in found where other.name.hasSuffix(".js") {
                asset.text = asset.text.replacing("\"./\(other.name)\"", with: "\"\(other.address)\"")
            }
            return asset
        }
    }

    static func text(_ name: String) -> String { all.first { $0.name == name }?.text ?? "" }

    static func address(_ name: String) -> String { all.first { $0.name == name }?.address ?? "" }

    private static func hash(of text: String) -> String {
        SHA256.hash(data: Array(text.utf8)).prefix(6).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    static func respond(_ request: WebRequest) throws -> WebResponse {
        guard let asset = all.first(where: { $0.address == request.path }) else { throw WebProblem.notFound }
        var response = WebResponse(type: asset.type, asset.text)
        response.headers.append(("Cache-Control", "public, max-age=31536000, immutable"))
        response.headers.append(("ETag", asset.tag))
        return response
    }

    /// The page templates.
    static let templates: MustacheLibrary = {
        let files = EmbeddedAssets.files.filter { $0.name.hasSuffix(".mustache") }
        // They are tested; one that cannot be read is a page that cannot be built.
        do {
            return try templates(of: files.map { (name: String($0.name.dropLast(9)), text: $0.text) })
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    /// Templates whose values are escaped by `HTMLText` and not by Mustache's own means, which go by characters.
    ///
    /// Each says so for itself, since Mustache begins every partial with its own again.
    static func templates(of files: [(name: String, text: String)]) throws -> MustacheLibrary {
        MustacheContentTypes.register(PageText(), named: PageText.name)
        var library = MustacheLibrary()
        for file in files {
            try library.register("{{% CONTENT_TYPE:\(PageText.name)}}\n" + file.text, named: file.name)
        }
        return library
    }
}

/// How values stand in a page.
private struct PageText: MustacheContentType {
    static let name = "PAGE"

    func escapeText(_ text: String) -> String { HTMLText.escaped(text) }
}
