internal import Foundation
package import Testing

/// Lets a few tests run at a time, of all those that carry it.
///
/// A test that starts programs keeps a core busy; a hundred at once would all be slow, and miss their deadlines.
package struct FewAtOnceTrait: SuiteTrait, TestTrait, TestScoping {
    package var isRecursive: Bool { true }

    @concurrent
    package func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        await Turnstile.shared.enter()
        do {
            try await function()
        } catch {
            await Turnstile.shared.leave()
            throw error
        }
        await Turnstile.shared.leave()
    }
}

extension Trait where Self == FewAtOnceTrait {
    /// At most four such tests run at once, or as many as there are cores.
    package static var fewAtOnce: Self { FewAtOnceTrait() }
}

/// Lets so many in at a time, in the order they came.
private actor Turnstile {
    static let shared = Turnstile(places: max(4, ProcessInfo.processInfo.activeProcessorCount))

    private var places: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(places: Int) {
        self.places = places
    }

    func enter() async {
        if places > 0 {
            places -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func leave() {
        if waiting.isEmpty {
            places += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
