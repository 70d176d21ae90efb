import FootfallModel
import FootfallStore
import Testing

@testable import FootfallReports

struct SourceStatusTests {
    /// A Wednesday, 10:30 in Berlin.
    private static let now = Instant(seconds: 1_795_302_000 + 3 * 86_400 + 10 * 3600 + 1800)

    private static func ago(_ seconds: Int64) -> Instant { now.advanced(bySeconds: -seconds) }

    private static func source(_ change: (inout StoredSource) -> Void = { _ in }) -> StoredSource {
        var source = StoredSource(name: "/var/log/auth.log")
        source.counts = ["records": 100, "matched": 90, "unrecognised": 10]
        source.firstLive = ago(30 * 86_400)
        source.lastArrival = ago(60)
        change(&source)
        return source
    }

    private static func running(for seconds: Int64 = 20 * 86_400) -> RunningCollector {
        RunningCollector(process: 7, started: ago(seconds), obstacle: nil, obstacleSince: nil)
    }

    private static func judge(
        _ source: StoredSource,
        collector: RunningCollector? = running(),
        file: SourceStatus.PresentFile? = nil
    ) -> SourceStatus {
        let context = SourceStatus.Context(now: now, zone: berlin, collector: collector, store: "x.db")
        return SourceStatus(source, drop: nil, context) { _ in file }
    }

    @Test func `a source that speaks is fine`() {
        let status = Self.judge(Self.source { $0.silences[58] = 30 })
        #expect(status.state == .ok)
        #expect(status.problems == [])
        #expect(status.recognisedShare == 0.9)
    }

    // MARK: Silence

    @Test func `silence is held against the same hour of other weeks`() throws {
        let source = Self.source {
            $0.lastArrival = Self.ago(3 * 3600)
            // Nights are long, mornings of this day are not.
            $0.silences = [2: 40_000, 58: 1200]
        }
        let status = Self.judge(source)
        #expect(EventStore.hourOfWeek(Self.now, in: berlin) == 58)
        #expect(status.state == .silent)
        #expect(
            status.problems.map(\.text)
                == ["silent for 3 h; at this time of the week it never was silent for more than 20 min"]
        )
        #expect(status.problems.map(\.isTrouble) == [true])
    }

    @Test func `silence as long as it was before is none`() {
        let quiet = Self.source {
            $0.lastArrival = Self.ago(3 * 3600)
            $0.silences = [58: 4000]
        }
        #expect(Self.judge(quiet).state == .ok)
        let brief = Self.source {
            $0.lastArrival = Self.ago(800)
            $0.silences = [58: 0]
        }
        #expect(Self.judge(brief).state == .ok)
    }

    @Test func `before two weeks have passed, its longest silence of all counts`() {
        func young(_ days: Int64, silent: Int64) -> SourceStatus.State {
            Self.judge(
                Self.source {
                    $0.firstLive = Self.ago(days * 86_400)
                    $0.lastArrival = Self.ago(silent)
                    $0.silences = [2: 40_000, 58: 60]
                }
            ).state
        }
        #expect(young(10, silent: 100_000) == .ok)
        #expect(young(10, silent: 130_000) == .silent)
        #expect(young(16, silent: 1000) == .silent)
    }

    @Test func `no alarm within the first day, nor without a collector, nor right after its start`() {
        let silent = Self.source {
            $0.lastArrival = Self.ago(5 * 3600)
            $0.silences = [58: 60]
        }
        #expect(Self.judge(silent).state == .silent)
        #expect(Self.judge(silent, collector: nil).state == .ok)
        #expect(Self.judge(silent, collector: Self.running(for: 600)).state == .ok)
        var new = silent
        new.firstLive = Self.ago(80_000)
        #expect(Self.judge(new).state == .ok)
        new.firstLive = nil
        #expect(Self.judge(new).state == .ok)
    }

    // MARK: The rest

    @Test func `what was lost within a day is trouble, what was lost before is a note`() {
        var source = Self.source {
            $0.counts["kernel_drops"] = 1200
            $0.recentLosses = ["kernel_drops": 12]
            $0.lastLoss = Self.ago(180)
        }
        let losing = Self.judge(source)
        #expect(losing.state == .losing)
        #expect(
            losing.problems.map(\.text)
                == ["12 datagrams dropped by the kernel before they could be read since yesterday, the last 3 min ago"]
        )
        #expect(losing.problems.map(\.isTrouble) == [true])
        source.lastLoss = Self.ago(90_000)
        let past = Self.judge(source)
        #expect(past.state == .ok)
        #expect(past.losses == 1200)
        #expect(past.problems.map(\.text).first?.hasPrefix("1,200 datagrams") == true)
        #expect(past.problems.map(\.isTrouble) == [false])
    }

    @Test func `what cannot be read fails, and what is not there yet waits`() {
        let text = "/var/log/auth.log: permission denied\n  hint: run as a member of the group adm\n  it is tried again"
        func trouble(isWaiting: Bool) -> StoredSource {
            Self.source {
                $0.troubles = [
                    SourceTrouble(source: $0.name, key: "x", text: text, since: Self.ago(300), isWaiting: isWaiting)
                ]
            }
        }
        let failing = Self.judge(trouble(isWaiting: false))
        #expect(failing.state == .failing)
        #expect(failing.problems.first?.text == "/var/log/auth.log: permission denied, since 5 min")
        #expect(failing.problems.first?.hint == "run as a member of the group adm")
        let waiting = Self.judge(trouble(isWaiting: true))
        #expect(waiting.state == .waiting)
        #expect(waiting.problems.map(\.isTrouble) == [false])
        #expect(Self.judge(StoredSource(name: "udp://127.0.0.1:514")).state == .waiting)
    }

    @Test func `how much of a file is not read`() {
        func behind(_ offset: Int64, _ size: Int64, inode: UInt64 = 5) -> SourceStatus {
            let source = Self.source {
                $0.files = [Checkpoint(id: 1, source: $0.name, path: $0.name, device: 1, inode: 5, offset: offset)]
            }
            return Self.judge(source, file: SourceStatus.PresentFile(device: 1, inode: inode, size: size))
        }
        #expect(behind(100, 100).unreadBytes == 0)
        #expect(behind(100, 150).unreadBytes == 50)
        #expect(behind(100, 150).state == .ok)
        #expect(behind(100, 2 << 20).state == .behind)
        // Rotated: nothing of the new file is read; truncated: no less than nothing.
        #expect(behind(100, 150, inode: 6).unreadBytes == 150)
        #expect(behind(100, 50).unreadBytes == 0)
        #expect(Self.judge(Self.source()).unreadBytes == nil)
    }

    @Test func `a sum that does not close is trouble`() {
        let status = Self.judge(Self.source { $0.counts["matched"] = 89 })
        #expect(status.problems.first?.text.hasPrefix("the sum does not close: 100 records were read") == true)
        #expect(status.problems.first?.isTrouble == true)
    }

    @Test func `a likely wrong zone is told with the setting to use`() {
        let status = Self.judge(
            Self.source {
                $0.stampDifference = StampDifference(seconds: -7200, host: "gate1", fittingOffset: -3600)
            }
        )
        #expect(
            status.problems == [
                SourceStatus.Problem(
                    "the stamps of gate1 are 2 h behind the clock, which looks like a wrong time zone",
                    hint: "if they name no zone, read them with --timezone -01:00; if they do, set the clock and "
                        + "zone of who writes them",
                    isTrouble: false
                )
            ]
        )
    }

    @Test func `spans of time`() {
        let shown = [0, 119, 120, 7199, 7200, 9000, 36_060, 172_799, 172_800, -5].map { Age.text($0) }
        #expect(shown == ["0 s", "119 s", "2 min", "119 min", "2 h", "2 h 30 min", "10 h", "47 h", "2 d", "0 s"])
        #expect([7200, -1800, 20_700, 0].map { Age.offset($0) } == ["+02:00", "-00:30", "+05:45", "+00:00"])
    }

    @Test func `labels are escaped`() {
        #expect(PrometheusText.escaped("a\"b\\c\nd") == "a\\\"b\\\\c\\nd")
    }
}
