import FootfallModel
import FootfallPatterns
import FootfallSources
import Foundation

@testable import FootfallCollector

/// A source that hands over the batches it was given, one after the other.
final class FakeSource: Source {
    let name: String
    private let batches: [[String]]
    private let failure: SourceError?
    private let isEndless: Bool
    private let sent = Counter()
    private let refused = Counter()

    /// - Parameters:
    ///   - failure: thrown after the last batch.
    ///   - isEndless: repeats the last batch until it is stopped or refused.
    init(_ name: String, _ batches: [[String]], failure: SourceError? = nil, isEndless: Bool = false) {
        self.name = name
        self.batches = batches
        self.failure = failure
        self.isEndless = isEndless
    }

    /// How many batches were taken from it.
    var sentBatches: Int { sent.value }
    var wasRefused: Bool { refused.value > 0 }

    func run(into sink: any LineSink, until stop: StopSignal) throws(SourceError) {
        var number: Int64 = 1
        var index = 0
        while index < batches.count {
            if stop.isRaised { return }
            let lines = batches[index]
            guard sink.send(LineBatch(lines, source: name, firstLine: number)) else {
                refused.add()
                return
            }
            sent.add()
            number += Int64(lines.count)
            if index < batches.count - 1 || !isEndless { index += 1 }
        }
        if let failure { throw failure }
    }
}

/// A source that gives nothing until it is stopped, and then one last batch.
final class SilentSource: Source {
    let name = "silent"
    private let last: [String]

    init(last: [String]) {
        self.last = last
    }

    func run(into sink: any LineSink, until stop: StopSignal) throws(SourceError) {
        while !stop.wait(milliseconds: 1000) {}
        _ = sink.send(LineBatch(last, source: name, firstLine: 1))
    }
}

extension LineBatch {
    init(_ texts: [String], source: String, firstLine: Int64) {
        var bytes: [UInt8] = []
        var lines: [Line] = []
        for text in texts {
            let start = bytes.count
            bytes += Array(text.utf8)
            lines.append(Line(range: ByteRange(from: start, to: bytes.count)))
        }
        self.init(
            stream: StreamID(source: source),
            bytes: bytes,
            lines: lines,
            firstLineNumber: firstLine,
            arrival: Instant(microseconds: 1_795_000_000_000_000),
            byteCount: Int64(bytes.count + texts.count)
        )
    }
}

/// A line that becomes an event of the user `u<number>`.
func signIn(_ number: Int) -> String {
    "2026-11-21T10:00:00+00:00 web1 sshd[811]: Accepted password for u\(number) from 192.0.2.7 port 50022 ssh2"
}

/// Batches of sign-ins, numbered through.
func signIns(batches: Int, of size: Int) -> [[String]] {
    (0..<batches).map { batch in (0..<size).map { signIn(batch * size + $0) } }
}

extension EventBatch {
    /// The messages of the batch, in order.
    var messages: [String] {
        rows.map { text.text($0.message) }
    }

    /// The numbers of the users of `signIn`.
    var numbers: [Int] {
        messages.compactMap { $0.firstMatch(of: /for u(\d+) from/).flatMap { Int($0.1) } }
    }
}

/// What a pipeline had to say.
final class Notices: Sendable {
    private let held = Guarded<[SourceNotice]>([])

    func add(_ notice: SourceNotice) { held.withLock { $0.append(notice) } }

    var texts: [String] { held.withLock { $0.map(\.text) } }

    /// The port of the first listener that said it receives.
    var port: UInt16? {
        let receiving = held.withLock { $0.first { $0.text.hasPrefix("receiving") } }
        return receiving?.source.split(separator: ":").last.flatMap { UInt16($0) }
    }
}

/// The shipped packs, compiled once.
let shipped = PatternSet.load().set

extension IngestPipeline {
    /// A pipeline over the shipped packs that keeps its notices.
    static func of(
        _ notices: Notices = Notices(),
        _ configure: (inout Configuration) -> Void = { _ in }
    ) -> IngestPipeline {
        var configuration = Configuration(zone: .utc, days: .utc)
        configure(&configuration)
        return IngestPipeline(shipped, configuration) { notices.add($0) }
    }
}
