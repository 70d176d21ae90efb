internal import FootfallPatterns

/// The pack that a log's name speaks for, where nobody signed in within the sample, or the log is empty so far.
struct ExpectedPack {
    /// By what services call their folders: the pack's name, or an app's.
    private var packs: [String: String] = [:]
    /// A file's own name says less: `auth.log` is not Dovecot's app `auth`.
    private var names: Set<String> = []

    init(_ patterns: PatternSet) {
        for pack in patterns.packs {
            for app in pack.apps where !app.contains("*") {
                packs[app.lowercased()] = packs[app.lowercased()] ?? pack.name
            }
        }
        for pack in patterns.packs { packs[pack.name] = pack.name }
        names = Set(patterns.packs.map(\.name))
        packs["audit"] = packs["auditd"]
        packs["httpd"] = packs["apache"]
    }

    /// By the folder that a service keeps its logs in, or by the file's own name.
    func pack(for path: String) -> String? {
        let parts = path.lowercased().split(separator: "/")
        guard let name = parts.last else { return nil }
        if name.contains("access"), let web = packs["web-access"] { return web }
        let stem = name.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        // `/var/log/NAME/…`, `/opt/NAME/logs/…`: not the host's own folders.
        let folders = parts.dropLast().filter {
            !["var", "log", "logs", "opt", "srv", "lib", "home", "usr", "local"].contains($0)
        }
        let own = names.contains(String(stem)) ? [stem] : []
        return (own + folders.reversed()).lazy.compactMap { packs[String($0)] }.first
    }
}
