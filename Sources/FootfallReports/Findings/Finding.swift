package import FootfallModel
internal import FootfallQuery
internal import FootfallStore

/// Something that somebody should look at, in a sentence, with the search that shows it.
package struct Finding: Sendable, Hashable {
    package enum Severity: String, Sendable {
        case high, medium, low
    }

    /// What it is, for programs; stays the same.
    package enum Kind: String, Sendable {
        case guessedPassword = "guessed-password"
        case spray
        case manyAddresses = "many-addresses"
        case newPlace = "new-place"
        case strangeHour = "strange-hour"
        case cameBack = "came-back"
        case accountChange = "account-change"
        case silentHost = "silent-host"
        case clearedLog = "cleared-log"
    }

    package var kind: Kind
    /// The higher, the sooner somebody should look: 0 to 100.
    package var rank: Int
    package var text: String
    /// How many events show it, and the search that finds them; `nil` where no search does: it can be longer than a query
    /// may be, since somebody chose the names.
    package var evidence: Figure?
    /// When the first of it happened.
    package var time: Instant?
    package var users: [String] = []
    package var addresses: [String] = []
    package var hosts: [String] = []

    package var severity: Severity { rank >= 70 ? .high : rank >= 40 ? .medium : .low }

    /// A finding, with the search that shows it where that can be read and finds something: whoever chooses a name must not be
    /// able to choose that nothing is told.
    init(_ kind: Kind, rank: Int, _ text: String, search: String, _ facts: ReportFacts) throws {
        self.kind = kind
        self.rank = rank
        self.text = text
        guard search.count <= QueryParser.lengthLimit, let query = try? facts.query(search) else { return }
        let count = try facts.store.count(query)
        if count > 0 { evidence = Figure(count, search) }
    }

    var json: JSONValue {
        .object([
            ("kind", .text(kind.rawValue)), ("severity", .text(severity.rawValue)), ("text", .text(text)),
            ("time", .text(time?.rfc3339)), ("users", .list(users)), ("addresses", .list(addresses)),
            ("hosts", .list(hosts)), ("evidence", evidence?.json ?? .null),
        ])
    }
}

/// What somebody with a minute should know, the worst first.
package struct NeedsALookSection: ReportSection {
    package static let name = "needs-a-look"
    package static let usualLimit = 12
    package var title: String { "Needs a look" }

    package let findings: [Finding]

    init(_ facts: ReportFacts) throws {
        let attempts = try SignInAttempts(
            facts,
            leastBeforeSuccess: GuessedPasswords.fewFailures,
            leastFailures: Int64(Sprays.many)
        )
        let guesses = try GuessedPasswords.findings(facts, attempts)
        var found = guesses
        found += try Sprays.findings(facts, attempts, besides: Set(guesses.flatMap(\.addresses)))
        found += try Newcomers.findings(facts, besides: Set(guesses.flatMap(\.users)))
        found += try AccountStories.findings(facts)
        found += try ClearedLogs.findings(facts)
        found += try SilentHosts.findings(facts)
        findings = found.enumerated().sorted { a, b in
            (b.element.rank, a.offset) < (a.element.rank, b.offset)
        }.map(\.element)
    }

    package func blocks(limit: Int) -> [ReportBlock] {
        guard !findings.isEmpty else { return [] }
        let shown = findings.count == limit + 1 ? findings.count : limit
        return [.findings(Array(findings.prefix(shown)), more: max(0, findings.count - shown))]
    }

    package func json(limit: Int) -> JSONValue {
        .object([
            ("findings", .list(findings.prefix(limit).map(\.json))),
            ("more", .number(Int64(findings.dropFirst(limit).count))),
        ])
    }
}
