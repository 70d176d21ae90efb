import FootfallModel
import FootfallQuery
import FootfallTesting

/// Events and questions that meet often enough to be worth comparing.
enum RandomQuery {
    private static let users = ["alice", "alina", "bob", "Bob", "root", "admin'; --", "zoë"]
    private static let addresses = ["192.0.2.7", "192.0.2.130", "198.51.100.1", "2001:db8::7", "2001:db8:1::1"]
    private static let types: [(String, EventCategory)] = [
        ("user_login", .identityManagement), ("user_failed_login", .identityManagement),
        ("create_user", .identityManagement), ("create_user", .administration), ("failed_OTP_attempt", .other),
    ]
    private static let messages = [
        "Accepted password for alice", "FAILED password", "session opened", "sudo: command not allowed", "",
        "Accepted publickey for Zoë", "pass-word\u{0}opened_session",
    ]
    private static let words: [WordSearch] = [
        "password", "accepted pass*", "opened", "nothing", "SUDO: command", "for zo*", "zoë", "p*", "*ass*", "*word",
        "*epted publickey", "word", "*", ":", "_session",
    ]
    private static let details = [nil, #"{"port":"22","method":"password"}"#, #"{"port":"2222"}"#, #"{"a":"b"}"#]

    static func event(at second: Int64, _ random: inout SeededGenerator) -> ActivityEvent {
        let type = types[Int.random(in: 0..<types.count, using: &random)]
        return ActivityEvent(
            time: Instant(seconds: second),
            type: type.0,
            category: type.1,
            outcome: pick(Outcome.allCases, &random),
            userID: maybe(users, &random),
            targetID: maybe(users, &random),
            appID: maybe(["sshd", "sudo"], &random),
            ip: maybe(addresses, &random),
            host: maybe(["web1", "192.0.2.1"], &random),
            source: pick(["a.log", "udp://192.0.2.1:514"], &random),
            pattern: pick(["openssh/ok", "openssh/failed", "sudo/run"], &random),
            count: Int.random(in: 0..<8, using: &random) == 0 ? 5 : 1,
            message: pick(messages, &random),
            details: pick(details, &random)
        )
    }

    static func query(_ random: inout SeededGenerator) -> EventQuery {
        var query = EventQuery(condition: condition(depth: 3, &random))
        if Bool.random(using: &random) { query.since = time(&random) }
        if Bool.random(using: &random) { query.until = time(&random) }
        query.evidence = pick([.without, .included, .without, .only], &random)
        return query
    }

    private static func time(_ random: inout SeededGenerator) -> Instant {
        Instant(microseconds: Int64.random(in: -50...900, using: &random) * 1_000_000)
    }

    private static func condition(depth: Int, _ random: inout SeededGenerator) -> Condition {
        let choice = Int.random(in: 0..<(depth > 0 ? 10 : 5), using: &random)
        switch choice {
        case 0: return .everything
        case 1: return .words(pick(words, &random))
        case 2:
            let value = ValueMatch.prefix(pick(["2", "22", "pass", ""], &random))
            return .detail(pick(["port", "method", "b"], &random), [value])
        case 3, 4: return field(&random)
        case 5, 6: return .and(several(depth, &random))
        case 7, 8: return .or(several(depth, &random))
        default: return .not(condition(depth: depth - 1, &random))
        }
    }

    private static func several(_ depth: Int, _ random: inout SeededGenerator) -> [Condition] {
        (0..<Int.random(in: 0...3, using: &random)).map { _ in condition(depth: depth - 1, &random) }
    }

    private static func field(_ random: inout SeededGenerator) -> Condition {
        let field = pick(Field.allCases, &random)
        let matches = (0..<Int.random(in: 1...2, using: &random)).map { _ in match(field, &random) }
        return .field(field, matches)
    }

    private static func match(_ field: Field, _ random: inout SeededGenerator) -> ValueMatch {
        if Int.random(in: 0..<4, using: &random) == 0,
            let network = Network(cidr: pick(["192.0.2.0/25", "2001:db8::/32", "0.0.0.0/0", "192.0.2.1"], &random))
        {
            return .network(network)
        }
        let values =
            switch field {
            case .type: ["user_login", "User-Login", "create", "failed OTP attempt", "none"]
            case .category: ["identity management", "Identity_", "other", "admin"]
            case .outcome: ["success", "FAIL", "unknown"]
            case .user, .target: users + ["al", "nobody"]
            case .app: ["sshd", "su"]
            case .ip: addresses + ["192.0.2.", "2001:"]
            case .host: ["web1", "web", "192.0.2.1"]
            case .source: ["a.log", "udp:"]
            case .pattern: ["openssh/", "sudo/run"]
            }
        let text = pick(values, &random)
        return Bool.random(using: &random) ? .exact(text) : .prefix(text)
    }

    private static func pick<Value>(_ values: [Value], _ random: inout SeededGenerator) -> Value {
        values[Int.random(in: 0..<values.count, using: &random)]
    }

    private static func maybe(_ values: [String], _ random: inout SeededGenerator) -> String? {
        Int.random(in: 0..<4, using: &random) == 0 ? nil : pick(values, &random)
    }
}
