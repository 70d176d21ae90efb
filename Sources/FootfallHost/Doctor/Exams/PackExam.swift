internal import FootfallCollector
internal import FootfallModel
internal import FootfallPatterns
internal import FootfallQuery

/// Whether the packs hold, and whether what searches ask for is recognised at all.
enum PackExam {
    static let name = "packs"

    static func diagnoses(_ patient: Patient) -> [Diagnosis] {
        let folder = patient.configuration?.patternFolder
        if !patient.packMistakes.isEmpty {
            let check = "footfall patterns check" + (folder.map { " " + shellWord($0) } ?? "")
            return patient.packMistakes.map { mistake in
                let place = (mistake.file ?? "a pack") + (mistake.line > 0 ? ":\(mistake.line)" : "")
                let words = mistake.hint ?? "mend it, and see whether it holds:"
                return Diagnosis(name, .trouble, "\(place): \(mistake.reason)", .init(words, check))
            }.bounded("'\(check)' shows all")
        }
        let set = patient.patterns
        let own = folder.map { ", with those in \($0)" } ?? ""
        let counts = "\(set.packs.count) packs, \(set.patternCount) patterns\(own)"
        return [Diagnosis(name, .ok, counts)] + unheard(patient)
    }

    /// Types that saved searches ask for and only patterns give that are off.
    private static func unheard(_ patient: Patient) -> [Diagnosis] {
        guard let configuration = patient.configuration else { return [] }
        let switched = SwitchedTypes(patient.patterns, enabled: configuration.enabled)
        let types = patient.patterns.catalogue.types.map(\.slug)
        return configuration.searches.flatMap { search -> [Diagnosis] in
            let zone = configuration.zone ?? .utc
            guard let question = try? configuration.question(of: search, now: patient.now, zone: zone, types: types)
            else { return [] }
            return switched.off(askedFor: question.condition).map { type, packs in
                Diagnosis(
                    name,
                    .note,
                    "search \(search.name) asks for \(type), which only patterns recognise that are off",
                    .init(
                        "if you want it, write into \(configuration.path):",
                        "patterns:",
                        "  enable: [\(packs.map { $0 + "/*" }.joined(separator: ", "))]"
                    )
                )
            }
        }
    }
}

/// Which types the packs give only where they are asked to.
struct SwitchedTypes {
    /// The packs that would give a type, where nothing gives it now.
    private var packs: [String: [String]] = [:]

    init(_ set: PatternSet, enabled: Set<String>) {
        var given: Set<String> = []
        func note(_ type: String?, _ pack: String, _ id: String, isOff: Bool) {
            guard let type else { return }
            if !isOff || enabled.contains(pack + "/*") || enabled.contains(pack + "/" + id) {
                given.insert(type)
            } else if packs[type]?.contains(pack) != true {
                packs[type, default: []].append(pack)
            }
        }
        for pack in set.packs {
            for pattern in pack.patterns {
                note(pattern.meaning.type?.slug, pack.name, pattern.id, isOff: pattern.meaning.isOffByDefault)
            }
            for rule in pack.records {
                guard case .fixed(let type) = rule.event else { continue }
                note(type.slug, pack.name, rule.id, isOff: rule.isOffByDefault)
            }
        }
        for type in given { packs[type] = nil }
    }

    /// The types of a condition that nothing gives, each with the packs that would.
    func off(askedFor condition: Condition) -> [(type: String, packs: [String])] {
        switch condition {
        case .and(let parts), .or(let parts): parts.flatMap(off)
        case .field(.type, let matches):
            matches.flatMap { match -> [(type: String, packs: [String])] in
                guard case .exact(let type) = match else { return [] }
                let known = packs.first { normalizedName($0.key.utf8) == normalizedName(type.utf8) }
                return known.map { [($0.key, $0.value)] } ?? []
            }
        case .everything, .not, .field, .detail, .words: []
        }
    }
}
