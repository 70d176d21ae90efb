import FootfallModel
import Foundation
import Testing

@testable import FootfallPatterns

/// Wrong packs and what is said about them: a folder of `BadPacks` for each mistake.
struct BadPackTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "BadPacks")

    static let mistakes: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []).sorted()

    @Test func `there are wrong packs to be read`() {
        #expect(BadPackTests.mistakes.count > 50)
    }

    @Test(arguments: BadPackTests.mistakes)
    func `a wrong pack is told what, where and what to do`(mistake: String) throws {
        let folder = BadPackTests.folder.appending(path: mistake)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path()).filter { $0.hasSuffix(".yaml") }
        let files = try names.sorted().map { name in
            PatternSet.File(name, try String(contentsOf: folder.appending(path: name), encoding: .utf8))
        }
        let common = ShippedPatterns.files.filter { ["event-types.yaml", "macros.yaml"].contains($0.name) }
        let (set, diagnostics) = PatternSet.load(shipped: common, own: files)
        let found = diagnostics + PackCheck.run(set).diagnostics
        #expect(!found.isEmpty)
        let actual = found.map { $0.description + "\n" }.joined()
        #expect(try actual == expected(in: folder, for: actual))
    }

    /// What the golden says; with `FOOTFALL_UPDATE_GOLDENS=1` it is `actual` that it says from now on.
    private func expected(in folder: URL, for actual: String) throws -> String {
        let file = folder.appending(path: "expected.txt")
        if ProcessInfo.processInfo.environment["FOOTFALL_UPDATE_GOLDENS"] == "1" {
            try Data(actual.utf8).write(to: file)
        }
        return try String(contentsOf: file, encoding: .utf8)
    }
}
