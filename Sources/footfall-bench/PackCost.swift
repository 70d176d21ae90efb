import FootfallModel
import FootfallParsing
import FootfallPatterns
import Foundation

/// What more packs cost a line: the same log matched with the packs of a plain server and with all that are shipped,
/// in turn, so that the machine's drift meets both.
struct PackCost {
    /// What a server's own auth log needs.
    private static let base: Set<String> = [
        "openssh", "pam", "sudo", "su", "shadow", "systemd-logind", "login", "mosaic",
    ]

    let batches: [LineBatch]
    let lineCount: Int

    func measure(rounds: Int) {
        let few = PatternSet.load(
            shipped: ShippedPatterns.files.filter { file in
                let name = String(file.name.dropLast(".yaml".count))
                return PackCost.base.contains(name) || ["event-types", "macros"].contains(name)
            }
        ).set
        let all = PatternSet.load().set
        // The first pass of each fills caches and tables.
        _ = (matched(few), matched(all))
        var ratios: [Double] = []
        var seconds: [Double] = []
        for round in 0..<max(rounds, 7) {
            let isFirst = round % 2 == 0
            let a = matched(isFirst ? few : all)
            let b = matched(isFirst ? all : few)
            ratios.append(isFirst ? b / a : a / b)
            seconds.append(isFirst ? b : a)
        }
        let line = seconds.median * 1e9 / Double(lineCount)
        let counts = "\(all.packs.count) packs, \(all.patternCount) patterns"
        print("\nheaders and matching with \(counts): \(rounded(line, 0)) ns/line,")
        print("\(rounded(ratios.median, 3)) times what it is with the \(few.packs.count) packs of a plain server")
        print("(\(rounded(ratios.min() ?? 0, 3)) to \(rounded(ratios.max() ?? 0, 3)) in \(ratios.count) pairs)")
    }

    private func matched(_ set: PatternSet) -> Double {
        var parser = HeaderParser(zone: .utc)
        var headers: [Header] = []
        var matcher = Matcher(set, days: .utc)
        return Measured {
            for batch in batches {
                parser.parse(batch, into: &headers)
                matcher.match(batch, headers, &parser)
                if matcher.pendingEvents >= 16_384 { _ = matcher.takeBatch() }
            }
            _ = matcher.takeBatch()
        }.wall
    }

    private func rounded(_ value: Double, _ digits: Int) -> String {
        String(format: "%.\(digits)f", value)
    }
}
