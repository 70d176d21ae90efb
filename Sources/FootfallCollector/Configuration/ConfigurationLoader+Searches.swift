internal import FootfallYAML

// The entries of `searches`.
extension ConfigurationLoader {
    mutating func searches(_ node: YAMLNode) {
        for entry in reader.freeMapping(node, "searches") {
            let isName = !entry.key.isEmpty && entry.key.utf8.allSatisfy(SavedSearch.isOfName)
            if !isName {
                let hint = "letters, digits, - and _, since it is called as footfall search @NAME"
                reader.add("'\(entry.key)' is no name for a search", at: entry.place, hint: hint)
            }
            search(entry.key, entry.value)
        }
    }

    /// A query, or a mapping that has one.
    private mutating func search(_ name: String, _ node: YAMLNode) {
        var written: YAMLNode? = node
        if node.isMapping {
            let before = reader.diagnostics.count
            let entry = reader.mapping(node, "a search", allowed: ConfigurationKey.names(in: "searches.*"))
            written = entry["query"]
            // Most likely it stands under the key that was told of.
            if written == nil, reader.diagnostics.count > before { return }
        }
        guard let written, !reader.isNull(written) else {
            let hint = "write it as in \(name.isEmpty ? "failures" : name): outcome:failure"
            return reader.add("a search needs a query", at: reader.place(of: node), hint: hint)
        }
        guard let text = reader.sourceText(written, "a query") else { return }
        configuration.searches.append(SavedSearch(name: name, text: text))
    }
}
