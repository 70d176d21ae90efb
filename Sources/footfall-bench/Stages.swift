import Foundation
import FootfallModel
import FootfallParsing
import FootfallPatterns
import FootfallQuery

/// Each stage by itself, in one thread, on lines that are in memory already.
struct Stages {
    private let batches: [LineBatch]
    private let lineCount: Int
    private let byteCount: Int

    init(path: String) throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        batches = Stages.split([UInt8](data))
        lineCount = batches.reduce(0) { $0 + $1.lines.count }
        byteCount = data.count
    }

    private static func split(_ bytes: [UInt8]) -> [LineBatch] {
        var batches: [LineBatch] = []
        var start = 0
        while start < bytes.count {
            var lines: [Line] = []
            var lineStart = start
            var index = start
            while index < bytes.count, index - start < 256 << 10 || lineStart == start {
                if bytes[index] == 0x0a {
                    lines.append(Line(range: ByteRange(from: lineStart - start, to: index - start)))
                    lineStart = index + 1
                }
                index += 1
            }
            batches.append(
                LineBatch(
                    stream: StreamID(source: "bench", file: 1),
                    bytes: Array(bytes[start..<lineStart]),
                    lines: lines,
                    arrival: Instant(seconds: 1_795_392_000),
                    isBacklog: true,
                    startingYear: 2026,
                    byteCount: Int64(lineStart - start)
                )
            )
            if lineStart == start { break }
            start = lineStart
        }
        return batches
    }

    func measure(rounds: Int) {
        let (set, _) = PatternSet.load()
        var headerTimes: [Double] = []
        var matchTimes: [Double] = []
        var events = 0
        for _ in 0..<rounds {
            var parser = HeaderParser(zone: .utc)
            var headers: [Header] = []
            headerTimes.append(
                Stopwatch.seconds {
                    for batch in batches { parser.parse(batch, into: &headers) }
                }
            )
            var matcher = Matcher(set, days: .utc)
            events = 0
            matchTimes.append(
                Stopwatch.seconds {
                    for batch in batches {
                        parser.parse(batch, into: &headers)
                        matcher.match(batch, headers, &parser)
                        if matcher.pendingEvents >= 16_384 { events += matcher.takeBatch().rows.count }
                    }
                    events += matcher.takeBatch().rows.count
                }
            )
        }
        print("\(lineCount) lines, \(byteCount / 1_000_000) MB, \(events) events")
        row("headers", headerTimes.median)
        row("headers + match", matchTimes.median)
    }

    private func row(_ name: String, _ seconds: Double) {
        let nanoseconds = seconds * 1e9 / Double(lineCount)
        let rate = Double(lineCount) / seconds / 1e6
        print(name.padding(toLength: 24, withPad: " ", startingAt: 0), String(format: "%8.1f ns/line %8.2f M lines/s", nanoseconds, rate))
    }
}

enum Stopwatch {
    static func seconds(_ body: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try body()
        return (ContinuousClock.now - start) / .seconds(1)
    }
}

extension [Double] {
    var median: Double { isEmpty ? 0 : sorted()[count / 2] }
}
