import FootfallQuery
import FootfallTesting
import Foundation
import Testing

@testable import FootfallCollector

/// Alarms as lines of a file.
@Suite(.temporaryDirectory, .timeLimit(.minutes(20)))
struct AlarmTextTests {
    private let folder = TemporaryDirectory.current
    private let text = AlarmText(
        Watch(name: "w", query: "q", question: EventQuery(), settings: WatchSettings()),
        WatchMemory.Alarm(value: "", count: 2, first: 0, last: 1_000_000, open: [.file])
    )

    @Test func `each is a line behind those before`() throws {
        for _ in 0..<2 { #expect(text.append(to: folder("alarms")) == nil) }
        let lines = try String(contentsOfFile: folder("alarms"), encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 2 && lines[0] == lines[1] && lines[0].contains(" w: 2 events"))
    }

    @Test func `a pipe that nobody reads holds nothing up`() {
        let made = unsafe mkfifo(folder("pipe"), 0o600)
        #expect(made == 0)
        #expect(text.append(to: folder("pipe"))?.hasPrefix(folder("pipe") + ": ") == true)
    }
}
