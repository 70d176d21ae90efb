package import FootfallModel
internal import FootfallParsing

/// Why a line became the event it became, or none: header, packs, patterns, fields.
package struct Explanation: Sendable {
    package enum Verdict: Sendable, Equatable {
        case matched, notMatched, limitReached
    }

    package struct Attempt: Sendable {
        /// `pack/id`.
        package var pattern: String
        package var verdict: Verdict
    }

    package var header: Header
    package var app: String?
    package var host: String?
    package var processID: String?
    package var message: String
    /// What patterns see of it.
    package var subject: String
    /// The packs whose patterns the message is tried on; none for a JSON line.
    package var packs: [String]
    /// What was tried, in this order, up to the one that matched.
    package var attempts: [Attempt]
    /// The pattern or rule that took the line.
    package var taken: String?
    /// It says that the line is no activity.
    package var isIgnored = false
    /// It only keeps the line's fields for other lines.
    package var isRemembered = false
    /// It is off by default.
    package var isOff = false
    /// The named groups of the expression that took it.
    package var groups: [(name: String, value: String)] = []
    /// Where nothing takes a message: the pattern that came nearest, if one came near.
    package var nearest: NearestMiss?
    /// The events that came of it, also where it is off: one for a line of text, one each for a JSON array's objects.
    package var events: [ActivityEvent]
    /// What becomes of the line's records where nothing is enabled beyond the defaults.
    package var counts: [Tally: Int64]
}

/// Explains lines one at a time; slow, and exactly what the collector would do.
package struct Explainer: ~Copyable {
    private let set: PatternSet
    private let reference: Instant
    private var matcher: Matcher
    /// Counts only, as what is off by default is counted.
    private var counter: Matcher
    private let scratch = MatchScratch()

    /// - Parameter reference: the present for stamps without a year.
    package init(_ set: PatternSet, reference: Instant) {
        self.set = set
        self.reference = reference
        // What is off by default is made visible here, and said so.
        let all = Set(set.packs.map { $0.name + "/*" })
        self.matcher = Matcher(set, days: .utc, enabled: all)
        self.counter = Matcher(set, days: .utc)
    }

    /// Takes one line, without its end, the whole way.
    ///
    /// - Parameter before: lines that came before it; nothing else is remembered from line to line.
    package mutating func explain(
        _ line: [UInt8],
        after before: [[UInt8]] = [],
        zone: ZoneOffsets = .utc
    ) -> Explanation {
        for line in before { _ = explainOne(line, zone: zone, isLast: false) }
        let explanation = explainOne(line, zone: zone, isLast: true)
        matcher.forgetJoins()
        counter.forgetJoins()
        return explanation
    }

    private mutating func explainOne(_ read: [UInt8], zone: ZoneOffsets, isLast: Bool) -> Explanation {
        let range = ByteRange(from: 0, to: read.count)
        var batch = LineBatch(
            stream: StreamID(source: "example"),
            bytes: read,
            lines: [Line(range: range)],
            arrival: reference,
            byteCount: Int64(read.count)
        )
        var parser = HeaderParser(zone: zone, referenceTime: reference)
        var headers: [Header] = []
        parser.parse(unwrapping: &batch, into: &headers)
        // What a container or the journal wrapped is explained as what it was.
        let line = batch.bytes
        let header = headers.first ?? Header(form: .bare, time: reference, message: range)
        matcher.match(batch, headers, &parser)
        if isLast { matcher.releaseWaiting() }
        let out = matcher.takeBatch()
        var events: [ActivityEvent] = []
        for row in out.rows { events.append(matcher.event(row, in: out)) }
        var counts: [Tally: Int64] = [:]
        counter.match(batch, headers, &parser)
        if isLast { counter.releaseWaiting() }
        for account in counter.takeBatch().accounts {
            for tally in Tally.allCases where account[tally] != 0 { counts[tally, default: 0] += account[tally] }
        }
        func text(_ part: ByteRange) -> String? { part.isEmpty ? nil : line.text(part) }
        let packs = header.form == .json ? [] : set.packs(forApp: text(header.app) ?? "")
        var explanation = Explanation(
            header: header,
            app: text(header.app),
            host: text(header.host),
            processID: text(header.processID),
            message: line.text(header.message),
            subject: line.text(header.subject),
            packs: packs.map { set.packs[$0].name },
            attempts: [],
            events: events,
            counts: counts
        )
        if header.form != .json { attempt(line, header, packs, &explanation) }
        if explanation.taken == nil { explanation.taken = events.first?.pattern }
        if explanation.taken == nil, header.form != .json, !header.subject.isEmpty {
            let subject = Array(line[header.subject.lower..<header.subject.upper])
            explanation.nearest = NearestMiss.find(set, packs: packs, subject: subject)
        }
        if let rule = set.records.first(where: { $0.name == explanation.taken }) {
            explanation.isOff = rule.rule.isOffByDefault
        }
        return explanation
    }

    /// What patterns see of a line.
    func subject(of line: [UInt8]) -> ArraySlice<UInt8> {
        var batch = LineBatch(
            stream: StreamID(source: "example"),
            bytes: line,
            lines: [Line(range: ByteRange(from: 0, to: line.count))],
            arrival: reference,
            byteCount: Int64(line.count)
        )
        var parser = HeaderParser(zone: .utc, referenceTime: reference)
        var headers: [Header] = []
        parser.parse(unwrapping: &batch, into: &headers)
        guard let subject = headers.first?.subject else { return [] }
        return batch.bytes[subject.lower..<subject.upper]
    }

    private func attempt(_ line: [UInt8], _ header: Header, _ packs: [Int], _ explanation: inout Explanation) {
        let subject = line[header.subject.lower..<header.subject.upper]
        for pack in packs {
            for loaded in set.patterns where loaded.pack == pack {
                guard subject.starts(with: loaded.prefix.bytes) else { continue }
                let result = unsafe scratch.match(loaded.compiled.code, line.span, header.subject)
                let verdict: Explanation.Verdict =
                    switch result {
                    case .matched: .matched
                    case .notMatched: .notMatched
                    case .limitReached: .limitReached
                    }
                explanation.attempts.append(Explanation.Attempt(pattern: loaded.name, verdict: verdict))
                guard verdict == .matched else { continue }
                if loaded.pattern.recordFormat != nil {
                    // It takes no line itself: a rule behind it does, or what follows is tried.
                    guard let taken = explanation.events.first?.pattern,
                        set.records.contains(where: { rule in
                            rule.name == taken && rule.behind.map { set.patterns[$0].name } == loaded.name
                        })
                    else { continue }
                    explanation.taken = taken
                    return
                }
                explanation.taken = loaded.name
                explanation.isIgnored = loaded.pattern.meaning.type == nil && loaded.pattern.meaning.joins.isEmpty
                explanation.isRemembered = loaded.pattern.meaning.type == nil && !explanation.isIgnored
                explanation.isOff = loaded.pattern.meaning.isOffByDefault
                for group in loaded.compiled.groups {
                    let value = scratch.group(group.number, from: header.subject.start)
                    if !value.isEmpty { explanation.groups.append((group.name, line.text(value))) }
                }
                return
            }
        }
    }
}
