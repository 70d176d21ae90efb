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

    @Test(arguments: [0..<0x20, 0x7f..<0xa0, 0x2028..<0x202a] as [Range<UInt32>])
    func `a value begins no line and steers nothing in what a command gets`(_ scalars: Range<UInt32>) {
        for scalar in scalars.compactMap(Unicode.Scalar.init) {
            var settings = WatchSettings()
            settings.field = .user
            let text = AlarmText(
                Watch(name: "w", query: "q", question: EventQuery(), settings: settings),
                WatchMemory.Alarm(value: "é\\n\(scalar)\u{301}Bcc: x", count: 2, first: 0, last: 0, open: [.command])
            )
            let value = text.environment(store: "/s")["FOOTFALL_VALUE"] ?? ""
            #expect(Array(value.utf8) == Array("é\\n\u{fffd}\u{301}Bcc: x".utf8), "\(scalar.value)")
        }
    }
}
