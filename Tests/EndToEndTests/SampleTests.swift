import FootfallTesting
import Foundation
import Testing

/// `samples/logs`, against what was counted by hand.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct SampleTests {
    private let store = Store()

    @Test(arguments: SampleCounts.files.keys.sorted())
    func `each file gives the events that were counted by hand`(file: String) async throws {
        let outcome = try await Program.footfall.start(["parse"] + Samples.time + [Samples.path(file)]).wait()
        #expect(outcome.status == 0)
        #expect(outcome.errors == "")
        let events = try outcome.outputLines.map { try JSONDecoder().decode(Event.self, from: Data($0.utf8)) }
        #expect(counts(events.filter { $0.evidence != true }, file: file) == SampleCounts.files[file])
    }

    @Test func `collected together they give as many rows and times, and every record is accounted for`() async throws {
        let outcome = try await store.collect(Samples.time + [Samples.folder])
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("kept \(SampleCounts.events) events"))
        let events = try await store.events()
        #expect(events.count == SampleCounts.events)
        #expect(events.reduce(0) { $0 + $1.count } == SampleCounts.times)
        #expect(try await store.count() == SampleCounts.times)
        let accounts = try await store.status()
        let evidence = try await store.evidence()
        #expect(accounts.count == SampleCounts.accounts.count)
        for account in SampleCounts.accounts {
            let numbers = [
                account.records, account.matched, account.unrecognised, account.switchedOff, account.empty,
                account.events,
            ]
            #expect(accounts[Samples.path(account.source)] == numbers, "\(account.source)")
            #expect(evidence[Samples.path(account.source), default: 0] == account.evidence, "\(account.source)")
            #expect(account.records == numbers[1...4].reduce(account.evidence, +), "\(account.source): the sum closes")
        }
    }

    @Test func `every type of Mosaic is there`() async throws {
        try await store.collect(Samples.time + [Samples.path("mosaic.jsonl")])
        let mosaic = Set(["Identity management", "Journeys", "Identity verification"])
        let found = Set(try await store.events().filter { mosaic.contains($0.category) }.map(\.type))
        #expect(found.count == 76)
        let catalogue = try await Program.footfall.run("events")
        for type in found { #expect(catalogue.output.contains("  \(type) "), "\(type)") }
    }

    @Test func `collecting again, touched, and in another order of paths changes nothing`() async throws {
        let folder = try copyOfSamples()
        let files = SampleCounts.files.keys.sorted()
        try await store.collect(Samples.time + files.map { folder + "/" + $0 })
        let first = Set(try await store.events())
        #expect(first.count == SampleCounts.events)

        let again = try await store.collect(Samples.time + [folder])
        #expect(again.errors.contains("read 0 lines, kept 0 events"))
        for file in files {
            try FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: folder + "/" + file)
        }
        let touched = try await store.collect(Samples.time + files.reversed().map { folder + "/" + $0 })
        #expect(touched.errors.contains("read 0 lines, kept 0 events"))
        #expect(Set(try await store.events()) == first)

        let other = Store("other.db")
        try await other.collect(Samples.time + files.reversed().map { folder + "/" + $0 })
        #expect(Set(try await other.events()) == first)
    }

    @Test func `a file brings the predecessors that stand beside it`() async throws {
        try await store.collect(Samples.time + [Samples.path("auth.log")])
        let expected = SampleCounts.authLog2 + SampleCounts.authLog1 + SampleCounts.authLog
        let events = try await store.events()
        #expect(events.count == expected.reduce(0) { $0 + $1.events })
        #expect(events.first?.time.hasPrefix("2026-10-30T") == true)
        #expect(Set(events.map(\.source)) == [Samples.path("auth.log")])
    }

    @Test func `the address is the last one of a line, whatever a user calls himself`() async throws {
        try await store.collect(Samples.time + [Samples.path("auth.log")])
        let odd = try await store.events("user:\"root from 198.51.100.10 port 22 ssh2\"", "type:user_failed_login")
        #expect(odd.map(\.ip) == ["203.0.113.66"])
    }

    @Test func `a day of the samples fits on one page`() async throws {
        try await store.collect(Samples.time + [Samples.folder])
        let report = try await Program.footfall.run("report", "daily", "--store", store.path, "--date", "2026-11-21")
        #expect(report.status == 0)
        #expect(report.output.contains("21 November 2026") || report.output.contains("2026-11-21"))
        #expect(report.outputLines.allSatisfy { $0.count <= 120 })
        #expect(report.output.contains("203"))
    }

    private func counts(_ events: [Event], file: String) -> [SampleCounts.Count] {
        Dictionary(grouping: events) { [$0.category, $0.type] }.map { key, found in
            SampleCounts.Count(
                file: file,
                category: key[0],
                type: key[1],
                events: found.count,
                times: found.reduce(0) { $0 + $1.count }
            )
        }.sorted()
    }

    private func copyOfSamples() throws -> String {
        let folder = TemporaryDirectory.current("logs")
        try FileManager.default.copyItem(atPath: Samples.folder, toPath: folder)
        return folder
    }
}
