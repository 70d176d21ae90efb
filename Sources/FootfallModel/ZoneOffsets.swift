/// A time zone as its changes of offset: enough to go between clock and UTC without asking anybody.
///
/// `FootfallQuery` makes one from the system's time zone database; here it is only numbers.
package struct ZoneOffsets: Sendable, Hashable {
    /// The IANA name, or what the user wrote.
    package let name: String
    /// UTC seconds at which `offsets` begin to hold, ascending; the first is `Int64.min`.
    package let starts: [Int64]
    /// Seconds east of UTC.
    package let offsets: [Int32]

    /// - Precondition: both arrays have the same count of at least 1, and `starts` ascends from `Int64.min`.
    package init(name: String, starts: [Int64], offsets: [Int32]) {
        precondition(!starts.isEmpty && starts.count == offsets.count && starts[0] == .min)
        self.name = name
        self.starts = starts
        self.offsets = offsets
    }

    package static let utc = ZoneOffsets(name: "UTC", starts: [.min], offsets: [0])

    /// The index of the period that holds at a UTC second.
    package func period(atUTC seconds: Int64) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= seconds { low = middle } else { high = middle }
        }
        return low
    }

    /// Seconds east of UTC at a UTC second.
    package func offset(atUTC seconds: Int64) -> Int32 {
        offsets[period(atUTC: seconds)]
    }

    /// What a clock reading (seconds since 1970-01-01 00:00 on the local clock) may mean.
    package enum Reading: Hashable, Sendable {
        case once(Int64)
        /// The hour that a change back repeats.
        case twice(first: Int64, second: Int64)
        /// The hour that a change forward leaves out, read with the offset that held before it.
        case skipped(Int64)
    }

    /// The UTC seconds of a clock reading.
    package func read(local seconds: Int64) -> Reading {
        // Offsets stay within ±26 hours, so only periods that touch this stretch can show the reading.
        let first = period(atUTC: seconds - 93_600)
        let last = period(atUTC: seconds + 93_600)
        var earlier: Int64?
        for index in first...last {
            let utc = seconds - Int64(offsets[index])
            let end = index + 1 < starts.count ? starts[index + 1] : .max
            guard utc >= starts[index], utc < end else { continue }
            if let earlier { return .twice(first: earlier, second: utc) }
            earlier = utc
        }
        if let earlier { return .once(earlier) }
        for index in first..<last where seconds - Int64(offsets[index]) >= starts[index + 1] {
            if seconds - Int64(offsets[index + 1]) < starts[index + 1] {
                return .skipped(seconds - Int64(offsets[index]))
            }
        }
        return .skipped(seconds - Int64(offsets[first]))
    }

    /// The first UTC second of a local day: of its midnight, or where a change skips midnight, of its first moment.
    package func startOfDay(_ dayNumber: Int64) -> Int64 {
        switch read(local: dayNumber * 86_400) {
        case .once(let utc), .twice(let utc, _): return utc
        case .skipped(let utc):
            // Clocks went forward over midnight: the day begins at the change itself.
            return starts[period(atUTC: utc)]
        }
    }

    /// The number of the local day (since 1970-01-01) at a UTC second.
    package func day(atUTC seconds: Int64) -> Int64 {
        let local = seconds + Int64(offset(atUTC: seconds))
        return local >= 0 ? local / 86_400 : -((86_399 - local) / 86_400)
    }
}
