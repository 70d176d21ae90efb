import FootfallModel

extension TextReport {
    /// How many findings of a kind are told.
    private static let findingLimit = 5
    /// Failures from one address, or of one user, below which nobody need look.
    private static let noticedFailures: Int64 = 5
    /// Groups whose members may do what root may, or as good as.
    private static let powerfulGroups: Set<String> = ["root", "sudo", "wheel", "admin", "docker", "lxd"]

    /// Sources of which suddenly less is recognised than before: what is missing below may have happened.
    var blindness: [String] {
        summary.recognitionDrops.flatMap { drop in
            let text =
                drop.sentence(source: style.shown(drop.source)) + ". 'footfall patterns coverage' shows what is missed."
            return text.wrapped(to: style.width - 2).enumerated().map { ($0.offset == 0 ? "! " : "  ") + $0.element }
        }
    }

    /// What somebody with a minute should know, the worst first; nothing on a day without such.
    var findings: [String] {
        let all = guesses + accounts + failures
        guard !all.isEmpty else { return [] }
        let lines = all.flatMap { text in
            text.wrapped(to: style.width - 2).enumerated().map { ($0.offset == 0 ? "! " : "  ") + $0.element }
        }
        return ["Look at this first"] + lines
    }

    private var guesses: [String] {
        let shown = summary.guessedSignIns.prefix(TextReport.findingLimit)
        var found = shown.map { guess in
            let who = guess.users.isEmpty ? "" : " as " + style.shown(TextReport.names(guess.users))
            let place = guess.host.map { " on " + style.shown($0) } ?? ""
            return "\(guess.address) failed to sign in \(times(guess.failures)), then got in\(who)\(place) at "
                + clock(guess.time)
        }
        let rest = summary.guessedSignIns.count - shown.count
        if rest > 0 { found.append("\(count(Int64(rest), "more address", "more addresses")) got in after failures") }
        return found
    }

    /// A few names of a list.
    static func names(_ all: [String]) -> String {
        all.prefix(3).joined(separator: ", ") + (all.count > 3 ? " and \((all.count - 3).grouped) more" : "")
    }

    // Accounts that came or went, were locked, or came by another's rights.

    private struct Deed {
        var words: String
        var first: Instant
        var count = 1
    }

    private struct Story {
        var account: String
        var host: String?
        var deeds: [Deed] = []
        var gainsPower = false
    }

    private var accounts: [String] {
        var stories: [Story] = []
        for change in summary.accountChanges {
            guard let deed = notable(change), let account = change.targetID ?? change.userID else { continue }
            let known = stories.firstIndex { $0.account == account && $0.host == change.host }
            if known == nil { stories.append(Story(account: account, host: change.host)) }
            let index = known ?? stories.count - 1
            if let again = stories[index].deeds.firstIndex(where: { $0.words == deed }) {
                stories[index].deeds[again].count += 1
            } else {
                stories[index].deeds.append(Deed(words: deed, first: change.time))
            }
            if isPowerful(change) { stories[index].gainsPower = true }
        }
        let ordered = stories.filter(\.gainsPower) + stories.filter { !$0.gainsPower }
        let shown = ordered.prefix(TextReport.findingLimit)
        var found = shown.map { story in
            var deeds = story.deeds.map { deed in
                (deed.count == 1 ? deed.words : "\(deed.words) \(times(Int64(deed.count))), first")
                    + " at \(clock(deed.first))"
            }
            if deeds.count > 6 { deeds.replaceSubrange(5..., with: ["\(deeds.count - 5) more"]) }
            let place = story.host.map { " on " + style.shown($0) } ?? ""
            return style.shown(story.account) + place + ": " + style.shown(deeds.joined(separator: ", "))
        }
        let rest = ordered.count - shown.count
        if rest > 0 {
            found.append(
                "\(count(Int64(rest), "more account", "more accounts")) came, went or changed rights, see below"
            )
        }
        return found
    }

    private func notable(_ change: ActivityEvent) -> String? {
        guard change.outcome == .success || change.type == "locked_account" else { return nil }
        switch change.type {
        case "create_user": return "created"
        case "delete_user": return "deleted"
        case "suspend_user": return "suspended"
        case "locked_account", "add_admin": return change.deed
        case "group_member_added": return isPowerful(change) ? change.deed : nil
        default: return nil
        }
    }

    private func isPowerful(_ change: ActivityEvent) -> Bool {
        guard change.type == "group_member_added" else { return change.type == "add_admin" }
        return change.detail("group").map(TextReport.powerfulGroups.contains) ?? false
    }

    // Who failed most.

    private var failures: [String] {
        var parts: [String] = []
        if let worst = worst(summary.signInsByAddress), let name = worst.name {
            parts.append("\(worst.failures.grouped) from \(style.shown(name))\(success(worst))")
        }
        if let worst = worst(summary.signInsByUser), let name = worst.name {
            parts.append("\(worst.failures.grouped) as \(style.shown(name))\(success(worst))")
        }
        return parts.isEmpty ? [] : ["Most failed sign-ins: " + parts.joined(separator: "; ")]
    }

    private func worst(_ list: [DailySummary.SignIns]) -> DailySummary.SignIns? {
        list.filter { $0.name != nil && $0.failures >= TextReport.noticedFailures }
            .max { ($0.failures, $1.name ?? "") < ($1.failures, $0.name ?? "") }
    }

    private func success(_ signIns: DailySummary.SignIns) -> String {
        signIns.successes == 0 ? ", none succeeded" : ", \(signIns.successes.grouped) succeeded"
    }

    private func times(_ number: Int64) -> String {
        number == 1 ? "once" : number.grouped + " times"
    }
}
