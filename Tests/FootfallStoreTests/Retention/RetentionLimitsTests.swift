import FootfallStore
import Foundation
import Testing

@Suite struct RetentionLimitsTests {
    @Test(
        arguments: [
            ("400d", 34_560_000), ("36h", 129_600), ("52w", 31_449_600), ("2y", 63_072_000), ("7 d", 604_800),
            ("1H", 3600),
        ] as [(String, Int64)]
    )
    func `an age has a unit`(text: String, seconds: Int64) throws {
        #expect(try RetentionLimits.age(text) == seconds)
    }

    @Test(
        arguments: [
            ("20GB", 20_000_000_000), ("500MB", 500_000_000), ("1TB", 1_000_000_000_000), ("20GiB", 21_474_836_480),
            ("10 MB", 10_000_000), ("16mib", 16_777_216),
        ] as [(String, Int64)]
    )
    func `a size has a unit`(text: String, bytes: Int64) throws {
        #expect(try RetentionLimits.bytes(text) == bytes)
    }

    @Test(
        arguments: [
            ("400", "'400' has no unit"), ("", "'' is not understood"), ("d", "'d' is not understood"),
            ("18m", "'18m' is not understood"), ("-3d", "'-3d' is not understood"),
            ("0d", "'0d' is less than an hour"), ("1.5y", "'1.5y' is not understood"),
            ("9999999999999999999d", "'9999999999999999999d' is not understood"),
            ("99999999999999d", "'99999999999999d' is too much"),
        ]
    )
    func `what is no age is refused`(text: String, reason: String) {
        let mistake = #expect(throws: RetentionLimits.Mistake.self) { try RetentionLimits.age(text) }
        #expect(mistake?.reason == reason)
    }

    @Test(
        arguments: [
            ("20", "'20' has no unit"), ("20G", "'20G' is not understood"), ("1MB", "'1MB' is less than 10MB"),
            ("20 parsec", "'20 parsec' is not understood"), ("99999999999TB", "'99999999999TB' is too much"),
        ]
    )
    func `what is no size is refused`(text: String, reason: String) {
        let mistake = #expect(throws: RetentionLimits.Mistake.self) { try RetentionLimits.bytes(text) }
        #expect(mistake?.reason == reason)
    }
}

/// Bytes of a file.
enum StoreFileSize {
    static func of(_ path: String) -> Int64 {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.size] as? NSNumber)?.int64Value ?? -1
    }
}
