internal import FootfallModel
internal import FootfallStore
internal import Foundation

extension CollectionStatus {
    /// The status for programs: one JSON object, whose members docs/status.md describes.
    package var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(Shape(self)) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }

    private struct Shape: Encodable {
        var store: StoreShape
        var collector: CollectorShape
        var trouble: Bool
        var time: String
        var sources: [SourceShape]
        var orders: [OrderShape]

        init(_ status: CollectionStatus) {
            store = StoreShape(
                path: status.path,
                bytes: status.statistics.fileBytes,
                timezone: status.zone.name,
                created: status.statistics.created,
                events: status.statistics.events,
                evidence: status.statistics.evidence,
                first_time: status.statistics.firstTime?.rfc3339,
                last_time: status.statistics.lastTime?.rfc3339
            )
            collector = CollectorShape(
                running: status.collector != nil,
                process: status.collector?.process,
                since: status.collector?.started?.rfc3339,
                waiting_for: status.collector?.obstacle,
                waiting_since: status.collector?.obstacleSince?.rfc3339
            )
            trouble = status.hasTrouble
            time = status.now.rfc3339
            sources = status.sources.map { SourceShape($0, now: status.now) }
            orders = status.orders.map { order in
                OrderShape(
                    kind: order.kind.rawValue,
                    name: order.name,
                    trouble: order.trouble,
                    since: order.since?.rfc3339,
                    next: order.next?.rfc3339
                )
            }
        }
    }

    private struct StoreShape: Encodable {
        var path: String
        var bytes: Int64
        var timezone: String
        var created: String
        var events: Int64
        var evidence: Int64
        var first_time: String?
        var last_time: String?
    }

    private struct CollectorShape: Encodable {
        var running: Bool
        var process: Int32?
        var since: String?
        var waiting_for: String?
        var waiting_since: String?
    }

    /// A watch or a report.
    private struct OrderShape: Encodable {
        var kind: String
        var name: String
        var trouble: String?
        var since: String?
        var next: String?
    }

    private struct SourceShape: Encodable {
        var source: String
        var state: String
        /// Every tally under its name, those that are 0 too.
        var counts: [String: Int64]
        var closes: Bool
        var recognised_share: Double?
        var last_line: String?
        var last_line_age_s: Int64?
        var last_record_time: String?
        var lost: Int64
        var lost_recently: [String: Int64]
        var last_loss: String?
        var unread_bytes: Int64?
        var read_bytes: Int64?
        var silent_s: Int64?
        var usual_silence_s: Int64?
        var stamps_ahead_s: Int32?
        var problems: [ProblemShape]

        init(_ status: SourceStatus, now: Instant) {
            let known = status.source
            source = known.name
            state = status.state.rawValue
            counts = Dictionary(uniqueKeysWithValues: Tally.allCases.map { ($0.name, known.count($0)) })
            closes = known.accounted == known.count(.records)
            recognised_share = status.recognisedShare
            last_line = known.lastArrival?.rfc3339
            last_line_age_s = known.lastArrival.map { now.seconds - $0.seconds }
            last_record_time = known.lastTime?.rfc3339
            lost = status.losses
            lost_recently = known.recentLosses
            last_loss = known.lastLoss?.rfc3339
            unread_bytes = status.unreadBytes
            read_bytes = status.readBytes
            silent_s = status.silence?.seconds
            usual_silence_s = status.silence?.usual
            stamps_ahead_s = known.stampDifference?.seconds
            problems = status.problems.map { ProblemShape(text: $0.text, hint: $0.hint, trouble: $0.isTrouble) }
        }
    }

    private struct ProblemShape: Encodable {
        var text: String
        var hint: String?
        var trouble: Bool
    }
}
