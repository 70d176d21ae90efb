import FootfallModel
import Foundation
import Testing

@testable import FootfallQuery

@Suite struct ZoneDatabaseTests {
    static let names = [
        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia",
        "America/St_Johns", "Africa/Casablanca",
    ]

    @Test(arguments: names)
    func `every quarter of an hour of 2024 to 2027 agrees with Foundation`(name: String) throws {
        let zone = try #require(ZoneOffsets(identifier: name))
        let foundation = try #require(TimeZone(identifier: name))
        var wrong = 0
        for seconds in stride(from: Int64(1_704_067_200), to: 1_830_297_600, by: 900) {
            let expected = Int32(foundation.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds))))
            if zone.offset(atUTC: seconds) != expected { wrong += 1 }
        }
        #expect(wrong == 0)
    }

    @Test func `changes are found to the second`() throws {
        let berlin = try #require(ZoneOffsets(identifier: "Europe/Berlin"))
        #expect(berlin.name == "Europe/Berlin")
        // 2026-03-29 01:00 UTC and 2026-10-25 01:00 UTC.
        #expect(berlin.offset(atUTC: 1_774_745_999) == 3600)
        #expect(berlin.offset(atUTC: 1_774_746_000) == 7200)
        #expect(berlin.offset(atUTC: 1_792_889_999) == 7200)
        #expect(berlin.offset(atUTC: 1_792_890_000) == 3600)
    }

    @Test(arguments: [
        ("UTC", 0), ("Z", 0), ("GMT", 0), ("+01:00", 3600), ("-0330", -12_600), ("+14", 50_400),
        ("Asia/Kathmandu", 20_700),
        ("Etc/GMT+3", -10_800),
    ])
    func `a zone has the names that people write`(name: String, offset: Int32) throws {
        let zone = try #require(ZoneOffsets(identifier: name))
        #expect(zone.offset(atUTC: 1_795_000_000) == offset)
    }

    @Test(arguments: [
        "", "Europe/Berlim", "+1", "+24:00", "+01:60", "01:00", "+0:100", "+1:000", "+ab:cd", "../../etc/passwd",
        "Mars",
    ])
    func `an unknown zone is none`(name: String) {
        #expect(ZoneOffsets(identifier: name) == nil)
    }

    @Test func `a zone is made within a few milliseconds`() {
        let clock = ContinuousClock()
        // The best of some, since other tests run at the same time.
        let best = (0..<5).map { _ in clock.measure { _ = ZoneOffsets(identifier: "America/New_York") } }.min()
        #expect(best ?? .seconds(1) < .milliseconds(100))
    }

    @Test func `TZ goes before the machine's link, and the link before UTC`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("zone-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let link = folder.appendingPathComponent("localtime").path
        try FileManager.default.createSymbolicLink(
            atPath: link,
            withDestinationPath: "/usr/share/zoneinfo/Asia/Kathmandu"
        )
        func name(_ environment: [String: String], _ path: String) -> String {
            ZoneOffsets.machine(environment: environment, localTime: path).name
        }
        #expect(name(["TZ": "Europe/Berlin"], link) == "Europe/Berlin")
        #expect(name(["TZ": ":America/St_Johns"], link) == "America/St_Johns")
        #expect(name(["TZ": ":/usr/share/zoneinfo/Pacific/Apia"], link) == "Pacific/Apia")
        #expect(name([:], link) == "Asia/Kathmandu")
        #expect(name(["TZ": "nowhere"], link) == "Asia/Kathmandu")
        #expect(name([:], folder.path + "/absent") == "UTC")
    }
}
