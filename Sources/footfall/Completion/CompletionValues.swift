import ArgumentParser
import Dispatch
import FootfallCollector
import FootfallModel
import FootfallPatterns
import FootfallQuery
import FootfallStore
import Foundation

/// What there is to choose from, by the store and the configuration that a command line names.
///
/// Says nothing where there is no store, and is done within a fifth of a second: a shell waits for it.
struct CompletionValues {
    static let limit = 100
    private static let patience = DispatchTimeInterval.milliseconds(200)
    static let times = ["today", "yesterday", "now", "1h", "24h", "7d", "4w"]

    private let options: StoreOption?

    /// - Parameter words: the command line so far.
    init(_ words: [String]) {
        var named: [String] = []
        // bash gives `--store=x` as three words.
        let words = words.filter { $0 != "=" }.flatMap { word in
            word.hasPrefix("--") ? word.split(separator: "=", maxSplits: 1).map(String.init) : [word]
        }
        for option in ["--store", "--config"] {
            guard let index = words.lastIndex(of: option), index + 1 < words.count else { continue }
            named += [option, Self.unquoted(words[index + 1])]
        }
        options = try? StoreOption.parse(named)
    }

    /// A word as a shell would give it to a program, as far as quotation marks and a home folder go.
    private static func unquoted(_ word: String) -> String {
        if word.hasPrefix("~/") {
            return (ProcessInfo.processInfo.environment["HOME"] ?? NSHomeDirectory()) + word.dropFirst()
        }
        guard word.count > 1, let quote = word.first, quote == "'" || quote == "\"", word.last == quote else {
            return word
        }
        return String(word.dropFirst().dropLast())
    }

    /// The configuration, where there is one that can be read; nothing is said of its mistakes.
    private var configuration: FootfallConfiguration? { try? options?.configuration.read()?.configuration }

    /// The values of a field that begin so.
    func values(of field: Field, beginning text: String) -> [String] {
        switch field {
        case .type: types
        case .category: EventCategory.allCases.map { $0.name.lowercased().replacing(" ", with: "-") }
        case .outcome: Outcome.allCases.map(\.name)
        default: stored { try $0.values(of: field, beginning: text, limit: 2 * Self.limit) }
        }
    }

    /// The types there are, those that the store has first.
    private var types: [String] {
        let used = stored { try $0.typesInUse() }
        return used + Catalogue.shipped.types.map(\.slug).filter { !used.contains($0) }
    }

    /// The searches that the configuration names.
    var searches: [String] { (configuration?.searches ?? []).map(\.name) }

    /// The packs: those that are shipped, and those of the configuration's folder.
    var packs: [String] {
        let folder = configuration?.patternFolder ?? ""
        let own = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let names = ShippedPatterns.filesWithoutExamples.map(\.name) + own
        let packs = names.filter { $0.hasSuffix(".yaml") }.map {
            String(($0 as NSString).lastPathComponent.dropLast(5))
        }
        return Set(packs).subtracting(["event-types", "macros"]).sorted()
    }

    /// What the store answers, if it does so in time.
    private func stored(_ ask: @escaping @Sendable (EventStore) throws -> [String]) -> [String] {
        guard let options else { return [] }
        let path = options.path(configured: configuration?.store)
        let answer = Guarded<[String]>([])
        let isDone = DispatchSemaphore(value: 0)
        DispatchQueue.global().async {
            let found = (try? ask(EventStore(path: path))) ?? []
            answer.withLock { $0 = found }
            isDone.signal()
        }
        guard isDone.wait(timeout: .now() + Self.patience) == .success else { return [] }
        // A comma would be another value to a query, and a star the beginning of one.
        return answer.withLock { $0 }.filter { CompletedWord.isHarmless($0) && !$0.contains { ",*".contains($0) } }
    }
}
