internal import FootfallModel
internal import FootfallYAML

// What expressions cost on long hostile texts.
extension PackCheck {
    /// How long a text is on which no pattern may reach the match limit: six steps a byte are enough for all that is
    /// linear, and what is longer is no message that anybody misses.
    private static let longestText = 16 << 10
    /// How long a text is when its growth is measured: 1, 2 and 4 KiB.
    private static let measured = [1 << 10, 2 << 10, 4 << 10]
    /// Steps per byte within which nothing explodes.
    private static let linearSteps = 12
    /// How much the steps may grow when the text doubles.
    private static let growth = 2.5
    /// How many of a pattern's examples texts are made of.
    private static let examplesUsed = 1

    /// Warns of each pattern that reaches the match limit on a hostile text, or whose cost grows faster than the text.
    mutating func costs(of measured: Set<String>?) {
        let scratch = MatchScratch()
        let meter = MatchMeter()
        for loaded in set.patterns where measured?.contains(set.packs[loaded.pack].file.name) ?? true {
            guard let finding = PackCheck.finding(loaded, texts(for: loaded, scratch), scratch, meter) else { continue }
            add(
                "\(loaded.name) " + finding,
                set.packs[loaded.pack].file,
                loaded.pattern.regex.place,
                hint: "let at most one part of the expression take just anything",
                severity: .warning
            )
        }
    }

    private mutating func texts(for loaded: PatternSet.LoadedPattern, _ scratch: borrowing MatchScratch)
        -> [HostileText]
    {
        var texts = HostileText.general(prefix: loaded.prefix.bytes)
        for example in loaded.pattern.examples.prefix(PackCheck.examplesUsed) {
            let message = Array(explainer.subject(of: Array(example.line.text.utf8)))
            let range = ByteRange(from: 0, to: message.count)
            guard unsafe scratch.match(loaded.compiled.code, message.span, range) == .matched else { continue }
            let groups = loaded.compiled.groups.compactMap { group -> (name: String, range: Range<Int>)? in
                let found = scratch.group(group.number, from: 0)
                return found.isEmpty ? nil : (group.name, found.lower..<found.upper)
            }
            texts += HostileText.texts(from: message, groups: groups)
        }
        return texts
    }

    /// What is wrong with the cost of an expression; `nil` where nothing is.
    private static func finding(
        _ loaded: PatternSet.LoadedPattern,
        _ texts: [HostileText],
        _ scratch: borrowing MatchScratch,
        _ meter: borrowing MatchMeter
    ) -> String? {
        for text in texts {
            let short = text.bytes(measured[2])
            if !meter.isDone(loaded.compiled, short, within: linearSteps * short.count) {
                let steps = measured.map { meter.steps(loaded.compiled, text.bytes($0), limit: 1 << 24) }
                guard let first = steps[0], let second = steps[1], let third = steps[2] else {
                    return "explodes on 4 KiB of hostile text (\(text.about))"
                }
                let factors = [Double(second) / Double(first), Double(third) / Double(second)]
                if factors.allSatisfy({ $0 > growth }) {
                    let factor = Double(Int(factors[1] * 10)) / 10
                    return "costs \(factor) times as much when a hostile text doubles (\(text.about))"
                }
            }
            let long = text.bytes(longestText)
            let range = ByteRange(from: 0, to: long.count)
            if unsafe scratch.match(loaded.compiled.code, long.span, range) == .limitReached {
                return "reaches the match limit on 16 KiB of hostile text (\(text.about))"
            }
        }
        return nil
    }
}
