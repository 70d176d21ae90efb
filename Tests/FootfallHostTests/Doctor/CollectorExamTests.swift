import Testing

@testable import FootfallHost

/// What is said of the collector's unit.
struct CollectorExamTests {
    @Test(
        arguments: [
            (nil, .nobody, .trouble), ("active", .nobody, .trouble), ("failed", .nobody, .trouble),
            // Who is not in the store's group cannot tell whether something is written.
            ("active", .unknown, .note), ("reloading", .unknown, .note), (nil, .unknown, .note),
            ("failed", .unknown, .trouble), ("inactive", .unknown, .trouble), ("active", .somebody, nil),
        ] as [(String?, CollectorExam.Writer, Diagnosis.Verdict?)]
    )
    func `a unit by its state and by what its store shows`(
        _ active: String?,
        _ writer: CollectorExam.Writer,
        _ verdict: Diagnosis.Verdict?
    ) {
        let state = active.map { UnitState(active: $0) }
        #expect(CollectorExam.unit("footfall.service", state, writer).map(\.verdict) == (verdict.map { [$0] } ?? []))
    }

    @Test func `a unit's name is quoted in what is to be pasted`() throws {
        let found = try #require(CollectorExam.unit("footfall$(x).service", nil, .nobody).first)
        #expect(found.remedy?.paste.first == "sudo systemctl start 'footfall$(x).service'")
    }

    @Test func `a unit that runs is told of to those who may not read its store`() throws {
        let found = try #require(CollectorExam.unit("footfall.service", UnitState(active: "active"), .unknown).first)
        #expect(found.found == "footfall.service runs; only root or the store's group can tell more")
    }

    @Test func `without a service, nobody is said to collect by those who cannot tell`() throws {
        let unknown = try #require(CollectorExam.unit(nil, nil, .unknown).first)
        #expect(unknown.verdict == .note)
        #expect(unknown.found.contains("only root or the store's group can tell"))
        #expect(CollectorExam.unit(nil, nil, .nobody).first?.found.hasPrefix("nobody collects") == true)
    }
}
