import FootfallPatterns
import FootfallStore

/// What `footfall --version` prints: which Footfall this is, how it was built, and what it runs with.
enum VersionText {
    static var text: String {
        """
        footfall \(Footfall.version) (\(BuildStamp.commit))
        \(configuration) build by Swift \(BuildStamp.swiftVersion) for \(BuildStamp.target)
        with SQLite \(SQLiteLibrary.version) and PCRE2 \(PCRE2Library.version)
        """
    }

    private static var configuration: String {
        #if DEBUG
            "debug"
        #else
            "release"
        #endif
    }
}
