internal import FootfallModel
internal import FootfallQuery
internal import FootfallStore

/// Accounts that came or went, were locked, or came by another's rights: what happened to one on a host is a line, and the
/// same that happened to many is one.
enum AccountStories {
    /// Groups whose members may do what root may, or as good as.
    private static let powerfulGroups: Set<String> = [
        "root", "sudo", "wheel", "admin", "admins", "administrators", "domain admins", "docker", "lxd", "cluster-admin",
    ]
    /// More accounts than this to which the same happened are one line.
    private static let mostAlike = 2
    /// Accounts that are told of one by one.
    private static let mostAlone = 100
    /// Types that can give power: looked at to the last event, whatever fills the day.
    private static let powerTypes = ["add_admin", "group_member_added"]
    private static let plainTypes = [
        "create_user", "delete_user", "suspend_user", "locked_account", "token_created", "mfa_removed",
        "webauthn_registration",
    ]
    /// Events of each other type that are looked at; how many accounts there are beyond is counted.
    private static let mostOfType = 2000
    /// A bound for the memory, and nothing else.
    private static let mostStories = 50_000

    fileprivate struct Deed {
        var type: String
        /// The group or role that came with it, where it is one with power.
        var group: (detail: String, name: String)?
        var words: String
        var first: Instant
        var count: Int64

        /// The condition of the search that shows it.
        var condition: String {
            let type = SearchText.field("type", self.type)
            if let group { return type + " " + SearchText.field("details." + group.detail, group.name) }
            return type
        }
    }

    fileprivate struct Story {
        var account: String
        var host: String?
        /// Events name it as the one it was done to, or only as the one who did it.
        var isTarget: Bool
        var actors: Set<String> = []
        var apps: Set<String> = []
        var deeds: [Deed] = []
        var gainsPower = false

        var types: [String] { Set(deeds.map(\.type)).sorted() }

        /// The condition of the search that shows it.
        var condition: String {
            let who = isTarget ? SearchText.field("target", account) : SearchText.field("user", account) + " -target:*"
            let place = host.map { SearchText.field("host", $0) } ?? "-host:*"
            // Memberships are told of some groups only.
            let plain = Set(deeds.filter { $0.group == nil }.map(\.type)).sorted()
            let others = deeds.filter { $0.group != nil }.map { "(" + $0.condition + ")" }
            let what = SearchText.any((plain.isEmpty ? [] : [SearchText.field("type", plain)]) + others)
            return [who, what, AccountStories.outcome(types), place].filter { !$0.isEmpty }.joined(separator: " ")
        }
    }

    static func findings(_ facts: ReportFacts) throws -> [Finding] {
        var stories = try stories(facts)
        // What happens every day in about this number is no news.
        let usual = Set(Set(stories.flatMap(\.types)).filter { facts.isUsual(facts.totals.count([$0]), [$0]) })
        stories.removeAll { !$0.gainsPower && usual.isSuperset(of: $0.types) }
        let alike = Dictionary(grouping: stories.filter { $0.kind != nil }, by: \.kind).filter {
            $0.value.count > mostAlike
        }
        let alone = stories.filter { alike[$0.kind] == nil }
        let weightiest = alone.filter(\.gainsPower) + alone.filter { !$0.gainsPower }
        var found = try weightiest.prefix(mostAlone).map { try line($0, facts) }
        let rest = weightiest.dropFirst(mostAlone)
        for rest in [rest.filter(\.gainsPower), rest.filter { !$0.gainsPower }] where !rest.isEmpty {
            found.append(try line(ofMany: rest, facts))
        }
        found += try alike.sorted { ($0.key ?? "") < ($1.key ?? "") }.map { try line($0.value, facts) }
        // In the order in which they began, as people read them.
        return found.enumerated().sorted { a, b in
            (a.element.time?.microseconds ?? .max, a.offset) < (b.element.time?.microseconds ?? .max, b.offset)
        }.map(\.element)
    }

    /// What happened to each account on each host, oldest first.
    private static func stories(_ facts: ReportFacts) throws -> [Story] {
        var stories: [Story] = []
        var known: [String: Int] = [:]
        func add(_ change: ActivityEvent) {
            guard let words = notable(change), let account = change.targetID ?? change.userID else { return }
            let isTarget = change.targetID != nil
            let key = "\(isTarget)\u{0}\(account)\u{0}\(change.host ?? "")"
            if known[key] == nil {
                guard stories.count < mostStories else { return }
                known[key] = stories.count
                stories.append(Story(account: account, host: change.host, isTarget: isTarget))
            }
            if let place = known[key] { stories[place].add(change, words, powerfulGroup(change)) }
        }
        for type in powerTypes + plainTypes where facts.totals.count([type]) > 0 {
            let condition = Condition.field(.type, [.exact(type)])
            let query = EventQuery(condition: condition, since: facts.period.start, until: facts.period.end)
            let limit = powerTypes.contains(type) ? .max : mostOfType
            try facts.store.search(query, limit: limit, order: .oldestFirst) { $0.forEach(add) }
        }
        for place in stories.indices { stories[place].deeds.sort { ($0.first, $0.words) < ($1.first, $1.words) } }
        return stories.enumerated().sorted { a, b in
            (a.element.deeds[0].first, a.offset) < (b.element.deeds[0].first, b.offset)
        }.map(\.element)
    }

    private static func line(_ story: Story, _ facts: ReportFacts) throws -> Finding {
        var deeds = story.deeds.map { deed in
            (deed.count == 1 ? deed.words : "\(deed.words) \(Listing.times(deed.count)), first")
                + " at \(facts.period.clock(deed.first))"
        }
        if deeds.count > 6 { deeds.replaceSubrange(5..., with: ["\(deeds.count - 5) more"]) }
        let place = story.host.map { " on " + $0 } ?? ""
        let who = story.actors.isEmpty ? "" : " (by \(Listing.few(story.actors.sorted())))"
        let text = story.account + place + ": " + deeds.joined(separator: ", ") + who
        var finding = try Finding(
            .accountChange,
            rank: story.rank,
            text,
            search: SearchText.all([story.condition], facts.period),
            facts
        )
        finding.time = story.deeds[0].first
        finding.users = [story.account]
        finding.hosts = story.host.map { [$0] } ?? []
        return finding
    }

    /// The same that happened to many: `12 accounts were created by puppet`.
    private static func line(_ stories: [Story], _ facts: ReportFacts) throws -> Finding {
        let actors = stories.reduce(into: Set<String>()) { $0.formUnion($1.actors) }
        let apps = stories.reduce(into: Set<String>()) { $0.formUnion($1.apps) }
        let hosts = Set(stories.compactMap(\.host)).sorted()
        let who = actors.isEmpty ? apps : actors
        let accounts = Set(stories.map(\.account)).sorted()
        let type = stories[0].deeds[0].type
        let isTarget = stories[0].isTarget
        // The type says it, unless others of that type are told by themselves.
        let times = stories.reduce(0) { $0 + $1.deeds[0].count }
        let all = SearchText.all([SearchText.field("type", type), outcome([type])], facts.period)
        let some = SearchText.all(
            [
                SearchText.field("type", type), outcome([type]),
                isTarget ? SearchText.field("target", accounts) : SearchText.field("user", accounts) + " -target:*",
            ],
            facts.period
        )
        var number = Int64(stories.count)
        var search = try facts.count(all) == times ? all : some
        if facts.totals.count([type]) > Int64(mostOfType) {
            // More than were looked at.
            let whom = isTarget ? "target:*" : "user:* -target:*"
            search = SearchText.all([SearchText.field("type", type), outcome([type]), whom], facts.period)
            number = try facts.store.breakdown(facts.query(search), by: isTarget ? .target : .user, limit: 0).values
        }
        let text =
            "\(number.grouped) accounts \(manyWords(type))" + (who.isEmpty ? "" : " by \(Listing.few(who.sorted()))")
            + (hosts.isEmpty ? "" : " on \(Listing.few(hosts))") + ": "
            + Listing.few(stories.map(\.account), of: number)
        var finding = try Finding(.accountChange, rank: stories[0].rank, text, search: search, facts)
        finding.time = stories.map(\.deeds[0].first).min()
        finding.users = accounts
        finding.hosts = hosts
        return finding
    }

    /// Those for whom there is no line any more.
    private static func line(ofMany stories: [Story], _ facts: ReportFacts) throws -> Finding {
        let accounts = Set(stories.map(\.account)).sorted()
        let types = Set(stories.flatMap(\.types)).sorted()
        let what = stories[0].gainsPower ? "came by power over others" : "were changed in several ways"
        let text = "\(accounts.count.grouped) more accounts \(what): \(Listing.few(accounts))"
        let whom = SearchText.any([SearchText.field("target", accounts), SearchText.field("user", accounts)])
        let search = SearchText.all([SearchText.field("type", types), outcome(types), whom], facts.period)
        var finding = try Finding(.accountChange, rank: stories.map(\.rank).max() ?? 0, text, search: search, facts)
        finding.time = stories[0].deeds[0].first
        finding.users = accounts
        return finding
    }

    /// What many accounts were, or had.
    private static func manyWords(_ type: String) -> String {
        switch type {
        case "create_user": "were created"
        case "delete_user": "were deleted"
        case "suspend_user": "were suspended"
        case "locked_account": "were locked after failed sign-ins"
        case "token_created": "had tokens created"
        case "mfa_removed": "had a second factor removed"
        default: "had a passkey enrolled"
        }
    }

    /// What of these types came about; that a lock is a failure is what the catalogue says of the sign-ins before it.
    fileprivate static func outcome(_ types: [String]) -> String {
        guard types.contains("locked_account") else { return "outcome:success" }
        return types.count == 1 ? "" : "(outcome:success or type:locked_account)"
    }

    private static func notable(_ change: ActivityEvent) -> String? {
        guard change.outcome == .success || change.type == "locked_account" else { return nil }
        switch change.type {
        case "create_user": return "created"
        case "delete_user": return "deleted"
        case "suspend_user": return "suspended"
        case "locked_account", "add_admin", "token_created", "mfa_removed", "webauthn_registration": return change.deed
        case "group_member_added": return isPowerful(change) ? change.deed : nil
        default: return nil
        }
    }

    private static func isPowerful(_ change: ActivityEvent) -> Bool {
        change.type == "add_admin" || powerfulGroup(change) != nil
    }

    /// The group with power that an account came into, and the detail that names it.
    private static func powerfulGroup(_ change: ActivityEvent) -> (detail: String, name: String)? {
        guard change.type == "group_member_added" else { return nil }
        for detail in ["group", "role"] {
            if let name = change.detail(detail) {
                return powerfulGroups.contains(name.lowercased()) ? (detail, name) : nil
            }
        }
        return nil
    }
}

extension AccountStories.Story {
    /// What others may share with it: one deed without power, to the account or by it.
    fileprivate var kind: String? {
        gainsPower || deeds.count != 1 ? nil : deeds[0].type + (isTarget ? " to" : " by")
    }

    fileprivate mutating func add(_ change: ActivityEvent, _ words: String, _ group: (detail: String, name: String)?) {
        if isTarget, let actor = change.userID { actors.insert(actor) }
        if let app = change.appID { apps.insert(app) }
        if let again = deeds.firstIndex(where: { $0.words == words }) {
            deeds[again].count += change.count
        } else {
            deeds.append(
                AccountStories.Deed(
                    type: change.type,
                    group: group,
                    words: words,
                    first: change.time,
                    count: change.count
                )
            )
        }
        if group != nil || change.type == "add_admin" { gainsPower = true }
    }

    /// By the weightiest of what happened.
    fileprivate var rank: Int {
        if gainsPower { return 88 }
        return types.map { type in
            switch type {
            case "create_user", "mfa_removed": 58
            case "token_created", "webauthn_registration": 48
            case "locked_account", "suspend_user": 42
            default: 38
            }
        }.max() ?? 0
    }
}
