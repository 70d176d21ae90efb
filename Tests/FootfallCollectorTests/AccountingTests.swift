import FootfallModel
import FootfallParsing
import FootfallQuery
import FootfallTesting
import Foundation
import GRDB
import Testing

@testable import FootfallCollector
@testable import FootfallPatterns
@testable import FootfallStore

/// The sum closes, by source and day, whatever comes and however it is cut into batches.
@Suite(.temporaryDirectory, .timeLimit(.minutes(20)))
struct AccountingTests {
    /// Records of all kinds as they may come from any source.
    private static let pool: [String] = {
        let folder = Program.package + "/samples/logs/"
        let files = ["auth.log", "auth.log.1", "bastion-auth.log", "mosaic.jsonl", "network.log", "syslog"]
        let lines = files.flatMap { name in
            ((try? String(contentsOfFile: folder + name, encoding: .utf8)) ?? "").split(separator: "\n").map(
                String.init
            )
        }
        return lines + [
            "", "   ", "\u{0}", "no header at all", "{\"event\":\"login\",\"user\":\"u1\"",
            "[{\"event\":\"login\"},{\"a\":1},",
            "[{\"event\":\"login\",\"user\":\"a\"},{\"event\":\"logout\",\"user\":\"a\"}]", "{}", "[]", "[[[[",
            "{\"a\":{\"b\":[1,2",
            "Nov 22 10:00:01 web1 sshd[811]: message repeated 3 times: [ Failed password for a from 192.0.2.7 port 1 ssh2]",
            "Nov 22 10:00:01 web1 CRON[5]: pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)",
            "<86>1 2026-11-22T10:00:01Z web1 sshd 811 - - Accepted password for u9 from 192.0.2.7 port 1 ssh2",
            "type=USER_LOGIN msg=audit(1795305600.123:456): pid=811 uid=0 acct=\"a\" exe=\"/usr/sbin/sshd\" addr=192.0.2.7 res=failed",
        ]
    }()

    /// One line as it was, or spoilt.
    private static func line(_ random: inout SeededGenerator, _ pool: [String]) -> [UInt8] {
        var bytes = Array(pool[Int.random(in: 0..<pool.count, using: &random)].utf8)
        switch Int.random(in: 0..<12, using: &random) {
        case 0: bytes.removeLast(Int.random(in: 0...bytes.count, using: &random))
        case 1 where !bytes.isEmpty:
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        case 2: bytes += Array(pool[Int.random(in: 0..<pool.count, using: &random)].utf8)
        default: break
        }
        return bytes
    }

    private static func batch(_ random: inout SeededGenerator, _ pool: [String], arrival: Instant) -> LineBatch {
        var bytes: [UInt8] = []
        var lines: [Line] = []
        let isDatagrams = Int.random(in: 0..<3, using: &random) == 0
        for _ in 0..<Int.random(in: 0...40, using: &random) {
            let text = line(&random, pool)
            let start = bytes.count
            bytes += text
            lines.append(
                Line(
                    range: ByteRange(from: start, to: bytes.count),
                    sender: isDatagrams ? 0 : -1,
                    isCut: Int.random(in: 0..<30, using: &random) == 0
                )
            )
        }
        let number = Int.random(in: 1...3, using: &random)
        var batch = LineBatch(
            stream: StreamID(source: isDatagrams ? "udp://127.0.0.1:\(number)" : "/log/\(number)"),
            bytes: bytes,
            lines: lines,
            arrival: arrival,
            isBacklog: Bool.random(using: &random),
            byteCount: Int64(bytes.count + lines.count)
        )
        if isDatagrams {
            batch.senders = ["192.0.2.99"]
            batch.areDatagrams = true
            batch.kernelDrops = Int64.random(in: 0...2, using: &random)
        }
        return batch
    }

    private struct Sums {
        var open: [String] = []
        var waiting: Int64 = 0
        var negative: [String] = []
        var totals: [String: Int64] = [:]
    }

    private static func sums(_ store: EventStore) throws -> Sums {
        var sums = Sums()
        for (source, days) in try store.accountingByDay(days: .min ..< .max) {
            for (day, counts) in days {
                let fates = Tally.fates.reduce(0) { $0 + (counts[$1.name] ?? 0) }
                if counts["records"] ?? 0 != fates { sums.open.append("\(source) \(day): \(counts)") }
                sums.waiting += counts["waiting"] ?? 0
                if counts.values.contains(where: { $0 < 0 }) { sums.negative.append("\(source) \(day): \(counts)") }
                for (name, count) in counts { sums.totals[name, default: 0] += count }
            }
        }
        return sums
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64], [true, false])
    func `the sum closes after every batch, and nothing waits in the end`(seed: UInt64, evidence: Bool) throws {
        var random = SeededGenerator(seed: seed)
        let pool = evidence ? EvidenceLog.random(3000, seed: seed, step: 400) + Self.pool : Self.pool
        let set = evidence ? EvidenceLog.set : shipped
        let path = TemporaryDirectory.current("footfall.db")
        let zone = try #require(ZoneOffsets(identifier: seed.isMultiple(of: 2) ? "UTC" : "America/St_Johns"))
        var writer = try StoreWriter(path: path) { _ in zone }
        var matcher = Matcher(set, days: zone, joins: try writer.joinState(), interner: Interner(limit: 500))
        var parser = HeaderParser(zone: zone)
        var headers: [Header] = []
        var expected: [String: Int64] = [:]
        var pending: [String: Int64] = [:]
        for number in 0..<300 {
            let arrival = Instant(seconds: 1_795_305_600 + Int64(number) * 977)
            var batch = Self.batch(&random, pool, arrival: arrival)
            pending["lines", default: 0] += Int64(batch.lines.count)
            pending["bytes", default: 0] += batch.byteCount
            pending["kernel_drops", default: 0] += batch.kernelDrops
            pending["datagrams", default: 0] += batch.senders.isEmpty ? 0 : Int64(batch.lines.count)
            matcher.now = UInt64(number) * 1_000_000_000
            parser.parse(unwrapping: &batch, into: &headers)
            matcher.match(batch, headers, &parser)
            if Int.random(in: 0..<10, using: &random) == 0 { matcher.releaseWaiting(idleFor: 5_000_000_000) }
            guard Int.random(in: 0..<3, using: &random) == 0 else { continue }
            guard Int.random(in: 0..<20, using: &random) != 0 else {
                // As after kill -9: what was not stored is gone, and comes again.
                pending = [:]
                try writer.close()
                writer = try StoreWriter(path: path) { _ in zone }
                matcher = Matcher(set, days: zone, joins: try writer.joinState(), interner: Interner(limit: 500))
                continue
            }
            try writer.write(matcher.takeBatch())
            expected.merge(pending, uniquingKeysWith: +)
            pending = [:]
            if number.isMultiple(of: 7) {
                let sums = try Self.sums(EventStore(path: path))
                #expect(sums.open == [])
                #expect(sums.negative == [])
                let waiting = matcher.waiting.count
                #expect(sums.waiting == Int64(waiting))
            }
        }
        matcher.releaseWaiting()
        if matcher.isPending { try writer.write(matcher.takeBatch()) }
        expected.merge(pending, uniquingKeysWith: +)
        try writer.close()
        let store = try EventStore(path: path)
        let sums = try Self.sums(store)
        #expect(sums.open == [])
        #expect(sums.negative == [])
        #expect(sums.waiting == 0)
        for (name, count) in expected { #expect(sums.totals[name] == count, "\(name)") }
        // Each kind of fate was met, or the test shows nothing.
        for fate in Tally.fates where fate != .waiting {
            if evidence && fate == .switchedOff || !evidence && fate == .remembered { continue }
            #expect(sums.totals[fate.name] ?? 0 > 0, "\(fate)")
        }
        let statistics = try store.statistics()
        #expect(statistics.events == sums.totals["events"])
        #expect(statistics.evidence == sums.totals["evidence"] ?? 0)
        for source in try store.sources(now: Instant(seconds: 1_795_305_600)) {
            #expect(source.accounted == source.count(.records))
        }
    }

    @Test func `what waits is taken off the day on which it was counted`() throws {
        // The record is the last of a day, and what releases it is of the next one.
        let day = Instant(seconds: 1_795_305_600 - 1_795_305_600 % 86_400 + 86_400)
        let before = Instant(microseconds: day.microseconds - 1_000_000)
        let lines = [
            "\(before.rfc3339) web1 app[1]: again 1", "\(day.advanced(bySeconds: 60).rfc3339) web1 app[9]: other",
        ]
        let path = TemporaryDirectory.current("footfall.db")
        let writer = try StoreWriter(path: path) { _ in .utc }
        var matcher = Matcher(EvidenceLog.set, days: .utc)
        var parser = HeaderParser(zone: .utc)
        var headers: [Header] = []
        var waiting: [Int64] = []
        let number = before.seconds / 86_400
        for (index, line) in lines.enumerated() {
            let batch = LineBatch([line], source: "/log/1", firstLine: Int64(index + 1))
            parser.parse(batch, into: &headers)
            matcher.match(batch, headers, &parser)
            try writer.write(matcher.takeBatch())
            let counts = try EventStore(path: path).accountingByDay(days: number..<number + 1)["/log/1"]?[number] ?? [:]
            waiting.append(counts["waiting"] ?? 0)
            #expect(counts["records"] == 1)
            #expect(counts["matched"] ?? 0 == (index == 0 ? 0 : 1))
        }
        #expect(waiting == [1, 0])
    }

    @Test func `losses that no transaction could take are counted once at the next start`() throws {
        let path = TemporaryDirectory.current("footfall.db")
        func lost() throws -> Int64 {
            try EventStore(path: path).accounting()["udp://127.0.0.1:514"]?["not_committed"] ?? 0
        }
        do {
            let writer = try StoreWriter(path: path) { _ in .utc }
            writer.leave(losses: ["udp://127.0.0.1:514": 5, "unix:/dev/log": 0])
            writer.leave(losses: ["udp://127.0.0.1:514": 2])
            try writer.close()
        }
        #expect(try lost() == 0)
        let note = try Data(contentsOf: URL(filePath: path + ".lock"))
        for _ in 1...3 {
            let writer = try StoreWriter(path: path) { _ in .utc }
            try writer.recordLeftLosses()
            try writer.recordLeftLosses()
            #expect(try lost() == 7)
            try writer.close()
            // Killed before the note was taken back: the next start sees it again.
            try note.write(to: URL(filePath: path + ".lock"))
        }
        let source = try #require(
            try EventStore(path: path).sources(now: Instant(seconds: StoreWriter.clock / 1_000_000)).first
        )
        #expect(source.recentLosses == ["not_committed": 7])
        #expect(source.lastLoss != nil)
    }
}
