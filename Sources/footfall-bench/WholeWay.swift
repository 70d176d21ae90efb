import FootfallCollector
import FootfallModel
import FootfallPatterns
import FootfallSources
import Foundation

/// From the file to a closed store, in the threads and batches of `footfall collect --once`.
struct WholeWay {
    let path: String
    let patterns: PatternSet
    let scratch: String

    func measure(rounds: Int) throws {
        var walls: [Double] = []
        var processors: [Double] = []
        var indexing: [Double] = []
        var longestSteps: [Double] = []
        var last: (summary: Collector.Summary, bytes: Int64)?
        for round in 0..<rounds {
            let store = "\(scratch)/whole-\(round).db"
            var configuration = Collector.Configuration(store: store, zone: .utc)
            configuration.sources = [SourceSettings(.files(.init(paths: [path])))]
            configuration.once = true
            let collector = Collector(configuration, patterns: patterns) { _ in }
            var summary: Collector.Summary?
            let measured = try Measured { summary = try collector.run(until: StopSignal()) }
            indexing.append(summary?.wordIndex.seconds ?? 0)
            longestSteps.append(summary?.wordIndex.longestStep ?? 0)
            walls.append(measured.wall - (summary?.wordIndex.seconds ?? 0))
            processors.append(measured.processor)
            let size = try FileManager.default.attributesOfItem(atPath: store)[.size] as? Int64
            if let summary { last = (summary, size ?? 0) }
            try FileManager.default.removeItem(atPath: store)
        }
        guard let last else { return }
        let lines = Double(last.summary.lines)
        let events = Double(last.summary.events)
        let wall = walls.median
        print("\nthe whole way, median of \(rounds): file → committed, indexed events")
        print(
            String(
                format: "  %.0f lines/s, %.1f MB/s, %.0f events/s",
                lines / wall,
                Double(last.summary.bytes) / wall / 1e6,
                events / wall
            )
        )
        print(String(format: "  %.2f s; slowest %.2f s, fastest %.2f s", wall, walls.max() ?? 0, walls.min() ?? 0))
        print(
            String(
                format: "  then %.2f s for the word index, %.2f µs an event; longest step %.1f ms",
                indexing.median,
                indexing.median / max(1, events) * 1e6,
                longestSteps.median * 1e3
            )
        )
        print(
            String(format: "  %.2f CPU seconds per million lines, the index included", processors.median / lines * 1e6)
        )
        print(
            String(format: "  %.0f events, %.1f bytes each in the store", events, Double(last.bytes) / max(1, events))
        )
        print(String(format: "  peak memory %.0f MB, the stages' lines and events included", Measured.peakMemory))
    }
}
