internal import FootfallModel
package import FootfallSources
internal import FootfallYAML

/// What stands under `web`: how `footfall serve` shows the store.
package struct WebSettings: Sendable, Hashable {
    /// As `127.0.0.1:8514`.
    package var listen: String?
    /// The password's hash.
    package var password: String?
    /// Names under which the server may be asked for.
    package var hosts: [String] = []
    /// With what connections are encrypted; without it they are not.
    package var identity: TLSIdentity?

    package init() {}
}

extension ConfigurationLoader {
    mutating func web(_ node: YAMLNode) {
        let entry = reader.mapping(node, "web", allowed: ConfigurationKey.names(in: "web"))
        var web = WebSettings()
        if let node = entry["listen"], let text = reader.string(node, "listen") {
            do throws(SourceError) {
                web.listen = try ListenAddress(text).description
            } catch {
                let hint = "write ADDRESS:PORT, as in 127.0.0.1:8514 or [::]:8514"
                reader.add("listen: \(error.reason)", at: reader.place(of: node), hint: hint)
            }
        }
        web.password = entry["password"].flatMap { reader.string($0, "password") }
        web.hosts = (entry["hosts"].map { list($0, "hosts") } ?? []).compactMap { reader.string($0, "hosts") }
        let certificate = entry["certificate"].flatMap { path($0, "certificate") }
        let key = entry["key"].flatMap { path($0, "key") }
        if let certificate, let key {
            web.identity = TLSIdentity(certificate: certificate, key: key)
        } else if let lonely = entry["certificate"] ?? entry["key"], certificate != nil || key != nil {
            let hint = "give both, as paths of PEM files"
            reader.add(
                "a certificate needs its key, and a key its certificate",
                at: reader.place(of: lonely),
                hint: hint
            )
        }
        configuration.web = web
    }
}
