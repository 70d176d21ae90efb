internal import FootfallYAML

// `people`: names of one person.
extension ConfigurationLoader {
    mutating func people(_ node: YAMLNode) {
        var whose: [String: String] = [:]
        for person in reader.freeMapping(node, "people") {
            if person.key.isEmpty { reader.add("a person needs a name", at: person.place) }
            for name in [person.key] + list(person.value, person.key).compactMap({ reader.string($0, "a name") }) {
                if let other = whose[name], other != person.key {
                    reader.add(
                        "'\(name)' is a name of '\(other)' already",
                        at: person.place,
                        hint: "a name belongs to one person: take it out here or there"
                    )
                } else if whose[name] == nil {
                    whose[name] = person.key
                    if name != person.key { configuration.people[person.key, default: []].append(name) }
                }
            }
        }
    }
}
