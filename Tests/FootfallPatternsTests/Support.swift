import FootfallModel
import FootfallParsing

@testable import FootfallPatterns

/// The shipped packs, loaded once.
enum Shipped {
    static let loaded = PatternSet.load()
    static var set: PatternSet { loaded.set }
}

/// The shipped catalogue and macros with packs of a test instead of the shipped ones.
func load(_ packs: String...) -> (set: PatternSet, diagnostics: [Diagnostic]) {
    let common = ShippedPatterns.files.filter { ["event-types.yaml", "macros.yaml"].contains($0.name) }
    let own = packs.enumerated().map { (name: "test\($0.offset + 1).yaml", text: $0.element) }
    return PatternSet.load(shipped: common, own: own)
}

/// A pack `test` for the app `app`, from `id, event, regex` and more keys, each on a line of its own.
func pack(named name: String = "test", apps: String = "[app]", _ patterns: String...) -> String {
    "pack: \(name)\napps: \(apps)\npatterns:\n"
        + patterns.map { pattern in
            pattern.split(separator: "\n").enumerated().map { ($0.offset == 0 ? "  - " : "    ") + $0.element + "\n" }
                .joined()
        }
        .joined()
}

/// Lines taken the whole way, as the collector does it.
struct Run {
    var events: [ActivityEvent] = []
    /// The lines the events began on.
    var lines: [Int64] = []
    var rows: [EventRow] = []
    /// Texts of the messages and details, byte for byte.
    var messages: [[UInt8]] = []
    var details: [[UInt8]] = []
    /// The events' users, as they were handed over.
    var users: [[UInt8]] = []
    /// The accounts by source and day, batches added up.
    var accounts: [AccountKey: [Tally: Int64]] = [:]
    var limitHits: [Int64] = []
    /// What batches count as not recognised, one after another.
    var unrecognised: [UnrecognisedShape] = []
    /// How many strings batches handed over.
    var stringCount = 0

    struct AccountKey: Hashable {
        var source: String
        var day: Int32
    }

    private struct JoinKey: Hashable {
        var kind: JoinRecord.Kind
        var key: [UInt8]
    }

    struct Options {
        var batchLines = 16_384
        var enabled: Set<String> = []
        var days = ZoneOffsets.utc
        var source = "/var/log/test.log"
        var senders: [String] = []
        var internerLimit = 200_000
        /// 2026-11-23T00:00:00Z, as in `PackCheck`.
        var arrival = PackCheck.reference
        /// A new matcher for each batch, which goes on from what the one before left behind.
        var restarts = false
    }

    init(_ set: PatternSet, _ lines: [[UInt8]], _ options: Options = Options()) {
        var parser = HeaderParser(zone: .utc, referenceTime: options.arrival)
        var matcher = Matcher(
            set,
            days: options.days,
            enabled: options.enabled,
            interner: Interner(limit: options.internerLimit)
        )
        var headers: [Header] = []
        var joins: [JoinKey: [UInt8]] = [:]
        // What the store knows of the interner's numbers: only what batches handed over.
        var known: [Int32: [UInt8]] = [:]
        var generation = 0
        var first = 0
        while first < lines.count {
            if options.restarts, first > 0 {
                matcher = Matcher(
                    set,
                    days: options.days,
                    enabled: options.enabled,
                    joins: joins.map { JoinRecord(kind: $0.key.kind, key: $0.key.key, value: $0.value) },
                    interner: Interner(limit: options.internerLimit)
                )
                known = [:]
            }
            let part = lines[first..<min(lines.count, first + options.batchLines)]
            let batch = LineBatch(part, number: Int64(first + 1), options)
            parser.parse(batch, into: &headers)
            matcher.match(batch, headers, &parser)
            let out = matcher.takeBatch()
            for change in out.joins { joins[JoinKey(kind: change.kind, key: change.key)] = change.value }
            if out.generation != generation { known = [:] }
            generation = out.generation
            stringCount += out.strings.count
            for (index, entry) in out.strings.enumerated() {
                known[out.firstString + Int32(index)] = Array(
                    out.stringText[entry.range.lower..<entry.range.upper]
                )
            }
            for row in out.rows {
                rows.append(row)
                events.append(matcher.event(row, in: out))
                self.lines.append(row.line)
                messages.append(Array(out.text[row.message.lower..<row.message.upper]))
                details.append(Array(out.text[row.details.lower..<row.details.upper]))
                missing +=
                    [row.type, row.user, row.target, row.app, row.address, row.host, row.source, row.pattern]
                    .filter { $0 != 0 && known[$0] == nil }.count
                let user = known[row.user] ?? []
                if row.user != 0 { users.append(user) }
                if row.user != 0, String(decoding: user, as: UTF8.self) != events.last?.userID { missing += 1 }
            }
            for account in out.accounts {
                let key = AccountKey(
                    source: String(decoding: known[account.source] ?? [], as: UTF8.self),
                    day: account.day
                )
                for tally in Tally.allCases where account[tally] != 0 {
                    // What waited and waits no longer leaves nothing behind.
                    let sum = accounts[key]?[tally] ?? 0
                    accounts[key, default: [:]][tally] = sum + account[tally] == 0 ? nil : sum + account[tally]
                }
            }
            generations.insert(out.generation)
            unrecognised += out.unrecognisedShapes
            first += options.batchLines
        }
        limitHits = matcher.limitHits
    }

    init(_ set: PatternSet, _ lines: [String], _ options: Options = Options()) {
        self.init(set, lines.map { Array($0.utf8) }, options)
    }

    /// Strings that rows name but no batch had handed over when the row came.
    var missing = 0
    var generations: Set<Int> = []

    /// All accounts added up.
    var total: [Tally: Int64] {
        accounts.values.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
    }
}

extension LineBatch {
    fileprivate init(_ lines: ArraySlice<[UInt8]>, number: Int64, _ options: Run.Options) {
        var bytes: [UInt8] = []
        var ranges: [Line] = []
        for line in lines {
            let sender = options.senders.isEmpty ? -1 : Int32(ranges.count % options.senders.count)
            ranges.append(
                Line(range: ByteRange(from: bytes.count, to: bytes.count + line.count), sender: sender)
            )
            bytes += line + [0x0a]
        }
        self.init(
            stream: StreamID(source: options.source, file: 1),
            bytes: bytes,
            lines: ranges,
            firstLineNumber: number,
            arrival: options.arrival,
            senders: options.senders,
            byteCount: Int64(bytes.count)
        )
        areDatagrams = !options.senders.isEmpty
    }
}
