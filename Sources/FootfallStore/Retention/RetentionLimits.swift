/// How long and how much a store keeps; `nil` for as long and as much as there is.
package struct RetentionLimits: Sendable, Hashable, Codable {
    /// Seconds after which an event may go.
    package var maximumAge: Int64?
    /// Bytes of the file above which the oldest events go.
    package var maximumBytes: Int64?

    package init(maximumAge: Int64? = nil, maximumBytes: Int64? = nil) {
        self.maximumAge = maximumAge
        self.maximumBytes = maximumBytes
    }

    package var isUnlimited: Bool { maximumAge == nil && maximumBytes == nil }

    /// Whether `age` and `bytes` could have given them: what comes over a socket may be anything.
    package var areSensible: Bool {
        (maximumAge.map { (3600...(.max / 2_000_000)).contains($0) } ?? true)
            && (maximumBytes.map { $0 >= RetentionLimits.leastBytes } ?? true)
    }
}

extension RetentionLimits {
    /// What is wrong with a limit as it was written.
    package struct Mistake: Error, Hashable {
        package var reason: String
        package var hint: String
    }

    /// A slip (`max_size: 20`) must not empty a store.
    package static let leastBytes: Int64 = 10_000_000

    /// Seconds of an age: `36h`, `400d`, `52w`, `2y` (of 365 days each).
    ///
    /// A bare number is refused, as is `m`: months to one, minutes to the other.
    package static func age(_ text: String) throws(Mistake) -> Int64 {
        let units: [(String, Int64)] = [("h", 3600), ("d", 86_400), ("w", 604_800), ("y", 31_536_000)]
        let hint = "write hours, days, weeks or years: 36h, 400d, 52w, 2y"
        let seconds = try number(text, units, hint)
        if seconds < 3600 { throw Mistake(reason: "'\(text)' is less than an hour", hint: hint) }
        return seconds
    }

    /// Bytes of a size: `500MB`, `20GB`, `1TB`, or with KiB, MiB, GiB, TiB.
    package static func bytes(_ text: String) throws(Mistake) -> Int64 {
        let units: [(String, Int64)] = [
            ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40),
            ("KB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000),
        ]
        let hint = "write a size with its unit: 500MB, 20GB, 1TB (or MiB, GiB, TiB)"
        let bytes = try number(text, units, hint)
        if bytes < leastBytes { throw Mistake(reason: "'\(text)' is less than 10MB", hint: hint) }
        return bytes
    }

    private static func number(
        _ text: String,
        _ units: [(name: String, factor: Int64)],
        _ hint: String
    ) throws(Mistake) -> Int64 {
        let lower = text.lowercased()
        guard let unit = units.first(where: { lower.hasSuffix($0.name.lowercased()) }),
            let number = Int64(text.dropLast(unit.name.count).filter { $0 != " " }), number >= 0
        else {
            let isBare = Int64(text) != nil
            throw Mistake(reason: isBare ? "'\(text)' has no unit" : "'\(text)' is not understood", hint: hint)
        }
        let (product, isTooLarge) = number.multipliedReportingOverflow(by: unit.factor)
        // Microseconds of it must have room too.
        if isTooLarge || product > .max / 2_000_000 { throw Mistake(reason: "'\(text)' is too much", hint: hint) }
        return product
    }
}
