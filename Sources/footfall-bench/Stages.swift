import FootfallModel
import FootfallParsing
import FootfallPatterns
import FootfallSources
import FootfallStore
import Foundation

/// Each stage by itself, in one thread.
struct Stages {
    private let path: String
    private let patterns: PatternSet
    let batches: [LineBatch]
    let lineCount: Int
    private let byteCount: Int64

    init(path: String, patterns: PatternSet) throws {
        self.path = path
        self.patterns = patterns
        let sink = CollectingSink()
        try Stages.source(path).run(into: sink, until: StopSignal())
        batches = sink.batches.withLock { $0 }
        lineCount = batches.reduce(0) { $0 + $1.lines.count }
        byteCount = batches.reduce(0) { $0 + $1.byteCount }
    }

    var description: String {
        "\(path): \(lineCount) lines, \(byteCount / 1_000_000) MB; \(patterns.patternCount) patterns"
    }

    private static func source(_ path: String) -> FileSource {
        var configuration = FileSource.Configuration(paths: [path])
        configuration.once = true
        configuration.readsHistory = false
        return FileSource(configuration)
    }

    func measure(rounds: Int, scratch: String) throws {
        print("\nstage                          ns/line   M lines/s    MB/s")
        var reading: [Double] = []
        var headers: [Double] = []
        var matching: [Double] = []
        var writing: [Double] = []
        for round in 0..<rounds {
            reading.append(try Measured { try Stages.source(path).run(into: CountingSink(), until: StopSignal()) }.wall)
            headers.append(measureHeaders())
            let (seconds, events) = measureMatching(keepsEvents: true)
            matching.append(seconds - headers[round])
            writing.append(try measureWriting(events, to: "\(scratch)/stage-\(round).db"))
        }
        row("read and cut into lines", reading.median)
        row("headers and times", headers.median)
        row("dispatch, match, intern", matching.median)
        row("store", writing.median)
    }

    private func row(_ name: String, _ seconds: Double) {
        let nanoseconds = seconds * 1e9 / Double(lineCount)
        let rate = Double(lineCount) / seconds / 1e6
        let megabytes = Double(byteCount) / seconds / 1e6
        print(
            name.padding(toLength: 28, withPad: " ", startingAt: 0),
            String(format: "%9.0f %11.2f %7.0f", nanoseconds, rate, megabytes)
        )
    }

    private func measureHeaders() -> Double {
        var parser = HeaderParser(zone: .utc)
        var headers: [Header] = []
        return Measured { for batch in batches { parser.parse(batch, into: &headers) } }.wall
    }

    private func measureMatching(keepsEvents: Bool) -> (Double, [EventBatch]) {
        var parser = HeaderParser(zone: .utc)
        var headers: [Header] = []
        var matcher = Matcher(patterns, days: .utc)
        var events: [EventBatch] = []
        let measured = Measured {
            for batch in batches {
                parser.parse(batch, into: &headers)
                matcher.match(batch, headers, &parser)
                if matcher.pendingEvents >= 16_384 { events.append(matcher.takeBatch()) }
            }
            events.append(matcher.takeBatch())
        }
        return (measured.wall, events)
    }

    private func measureWriting(_ events: [EventBatch], to path: String) throws -> Double {
        let writer = try StoreWriter(path: path) { _ in .utc }
        return try Measured {
            for batch in events { try writer.write(batch) }
            try writer.close()
        }.wall
    }
}

private final class CollectingSink: LineSink {
    let batches = Guarded<[LineBatch]>([])

    func send(_ batch: LineBatch) -> Bool {
        batches.withLock { $0.append(batch) }
        return true
    }

    func report(_ notice: SourceNotice) {}
}

private struct CountingSink: LineSink {
    func send(_ batch: LineBatch) -> Bool { true }

    func report(_ notice: SourceNotice) {}
}
