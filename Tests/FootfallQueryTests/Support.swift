import FootfallModel
import FootfallQuery

/// 2026-11-22T12:00:00Z.
let noon = Instant(seconds: 1_795_348_800)

/// Berlin around 2026: forward on 29 March, back on 25 October, at 01:00 UTC.
let berlin = ZoneOffsets(
    name: "Europe/Berlin",
    starts: [.min, 1_774_746_000, 1_792_890_000],
    offsets: [3600, 7200, 3600]
)

let knownTypes = ["user_login", "user_failed_login", "privilege_use", "failed_OTP_attempt", "user_logout"]

func parse(_ text: String) throws(Diagnostic) -> EventQuery {
    try QueryParser.parse(text, now: noon, zone: berlin, vocabulary: QueryVocabulary(types: knownTypes))
}

/// The diagnostic that a query gives; `nil` where it is understood.
func mistake(in text: String) -> Diagnostic? {
    do throws(Diagnostic) {
        _ = try parse(text)
        return nil
    } catch {
        return error
    }
}

func network(_ cidr: String) -> ValueMatch {
    Network(cidr: cidr).map(ValueMatch.network) ?? .exact("no network: " + cidr)
}

/// A text that is wrong, and what is said of it.
struct Wrong: Sendable, CustomStringConvertible {
    var text: String
    var column: Int
    var reason: String
    var hint: String?
    var description: String { text }

    init(_ text: String, _ column: Int, _ reason: String, _ hint: String? = nil) {
        self.text = text
        self.column = column
        self.reason = reason
        self.hint = hint
    }
}
