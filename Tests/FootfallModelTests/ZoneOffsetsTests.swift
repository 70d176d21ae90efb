import FootfallModel
import Testing

@Suite struct ZoneOffsetsTests {
    /// Berlin's changes of 2026.
    static let berlin = ZoneOffsets(
        name: "Berlin",
        starts: [.min, 1_774_746_000, 1_792_890_000],
        offsets: [3600, 7200, 3600]
    )
    /// Apia left out 30 December 2011.
    static let apia = ZoneOffsets(name: "Apia", starts: [.min, 1_325_239_200], offsets: [-36_000, 50_400])
    /// A change forward over midnight, as Beirut's: 2026-03-29 00:00 is 01:00.
    static let beirut = ZoneOffsets(name: "Beirut", starts: [.min, 1_774_735_200], offsets: [7200, 10_800])

    static let readings: [(Int64, ZoneOffsets.Reading)] = [
        // 2026-03-29 01:59:59, 02:00, 02:59:59, 03:00.
        (1_774_749_599, .once(1_774_745_999)), (1_774_749_600, .skipped(1_774_746_000)),
        (1_774_753_199, .skipped(1_774_749_599)), (1_774_753_200, .once(1_774_746_000)),
        // 2026-10-25 01:59:59, 02:00, 02:59:59, 03:00.
        (1_792_893_599, .once(1_792_886_399)),
        (1_792_893_600, .twice(first: 1_792_886_400, second: 1_792_890_000)),
        (1_792_897_199, .twice(first: 1_792_889_999, second: 1_792_893_599)),
        (1_792_897_200, .once(1_792_893_600)),
        (0, .once(-3600)), (4_000_000_000, .once(3_999_996_400)),
    ]

    @Test(arguments: readings)
    func `a clock shows an hour once, twice or not at all`(local: Int64, reading: ZoneOffsets.Reading) {
        #expect(Self.berlin.read(local: local) == reading)
    }

    @Test func `a day that was left out is read with the offset before it`() {
        // 2011-12-30 12:00 in Apia.
        #expect(Self.apia.read(local: 1_325_246_400) == .skipped(1_325_282_400))
        // The midnights on both sides.
        #expect(Self.apia.startOfDay(15_337) == 1_325_152_800)
        #expect(Self.apia.startOfDay(15_339) == 1_325_239_200)
    }

    @Test func `a day begins at its first moment`() {
        // 29 March and 25 October 2026: 23 and 25 hours.
        #expect(Self.berlin.startOfDay(20_542) - Self.berlin.startOfDay(20_541) == 23 * 3600)
        #expect(Self.berlin.startOfDay(20_752) - Self.berlin.startOfDay(20_751) == 25 * 3600)
        // Where midnight is left out, the day begins with the change.
        #expect(Self.beirut.startOfDay(20_541) == 1_774_735_200)
        #expect(Self.beirut.day(atUTC: 1_774_735_200) == 20_541)
        #expect(Self.beirut.day(atUTC: 1_774_735_199) == 20_540)
    }

    @Test func `days are counted on the local clock`() {
        #expect(ZoneOffsets.utc.day(atUTC: -1) == -1)
        #expect(ZoneOffsets.utc.day(atUTC: 86_399) == 0)
        #expect(Self.berlin.day(atUTC: 82_800) == 1)
        #expect(Self.apia.day(atUTC: 0) == -1)
    }

    @Test func `a period holds from its second on`() {
        #expect(Self.berlin.offset(atUTC: 1_774_745_999) == 3600)
        #expect(Self.berlin.offset(atUTC: 1_774_746_000) == 7200)
        #expect(Self.berlin.period(atUTC: .min) == 0)
        #expect(Self.berlin.period(atUTC: .max) == 2)
    }
}
