import FootfallCollector
import FootfallModel
import FootfallStore
import Testing

@Suite struct RetentionConfigurationTests {
    @Test func `limits are read with their units, and are none where nothing is said`() {
        let (both, mistakes) = ConfigurationLoader.load(
            "retention: {max_age: 400d, max_size: 20GB}",
            path: "footfall.yaml"
        )
        #expect(mistakes.isEmpty)
        #expect(both.retention.maximumAge == 34_560_000)
        #expect(both.retention.maximumBytes == 20_000_000_000)
        for text in ["timezone: UTC", "retention:", "retention:\n  #max_age: 3d\n  max_size:\n"] {
            let (none, mistakes) = ConfigurationLoader.load(text, path: "footfall.yaml")
            #expect(mistakes.isEmpty)
            #expect(none.retention.isUnlimited)
        }
    }

    @Test(
        arguments: [
            ("max_age: 400", "3:12: error: max_age: '400' has no unit", "write hours, days, weeks or years"),
            ("max_size: 20", "3:13: error: max_size: '20' has no unit", "write a size with its unit"),
            ("max_size: 1KB", "3:13: error: max_size: '1KB' is less than 10MB", "write a size with its unit"),
            ("max_agee: 4d", "3:3: error: unknown key 'max_agee' in retention", "did you mean 'max_age'?"),
            ("max_age: [4d]", "3:12: error: max_age must be text, not a list", ""),
        ]
    )
    func `a mistake is told with its place`(line: String, says: String, hint: String) throws {
        let text = "store: x\nretention:\n  \(line)\n"
        let (configuration, mistakes) = ConfigurationLoader.load(text, path: "footfall.yaml")
        #expect(mistakes.count == 1)
        let told = try #require(mistakes.first).description
        #expect(told.hasPrefix("footfall.yaml:" + says), "\(told)")
        #expect(told.contains(hint))
        #expect(configuration.retention.isUnlimited)
    }
}
