/// Which entries of the journal have been read: the last one of each sequence and boot, and nothing else.
///
/// journalctl goes on from one entry. Where that entry is gone it seeks what is nearest by its order, which neither tells
/// what is missing nor finds what was written with a clock set back, and it skips the nearest one where asked to begin
/// *after* the cursor (measured with 252). Numbers within a sequence only grow, so the last entry of each tells of any
/// entry whether it was read: then everything may be read again, and what is known be dropped.
struct JournalPosition: Hashable {
    /// How many sequences and boots are kept; those of a machine that boots daily for a month.
    static let kept = 32

    /// The last entry of each sequence and boot, the one that was read last first.
    private(set) var last: [JournalCursor] = []
    /// Entries of boots that are not among `last` are known up to this time, in microseconds since 1970.
    private(set) var floor: Int64

    /// - Parameter floor: what is older was not asked for.
    init(floor: Int64 = .min) {
        self.floor = floor
    }

    /// Where to go on from; `nil` where nothing was read.
    var cursor: JournalCursor? { last.first }

    /// Whether an entry was read before.
    func isKnown(_ cursor: JournalCursor) -> Bool {
        var isOfKnownBoot = false
        for one in last where one.boot == cursor.boot {
            if one.sequence == cursor.sequence { return cursor.number <= one.number }
            isOfKnownBoot = isOfKnownBoot || cursor.monotonic <= one.monotonic
        }
        // A copy of a journal has a sequence of its own; a boot's time only grows.
        if isOfKnownBoot { return true }
        return !last.contains { $0.boot == cursor.boot } && cursor.realtime <= floor
    }

    /// Takes note of an entry that was read.
    mutating func advance(to cursor: JournalCursor) {
        if let first = last.first, first.sequence == cursor.sequence, first.boot == cursor.boot {
            last[0] = cursor
            return
        }
        last.removeAll { $0.sequence == cursor.sequence && $0.boot == cursor.boot }
        last.insert(cursor, at: 0)
        if last.count > JournalPosition.kept { floor = max(floor, last.removeLast().realtime) }
    }

    // MARK: Keeping

    /// A cursor a line, the last one first.
    var text: String {
        let lines = last.map(\.text) + (floor == .min ? [] : ["floor=\(floor)"])
        return lines.joined(separator: "\n")
    }

    init(text: String) {
        floor = .min
        for line in text.split(separator: "\n") {
            if line.hasPrefix("floor=") {
                floor = Int64(line.dropFirst(6)) ?? .min
            } else if let cursor = JournalCursor(line) {
                last.append(cursor)
            }
        }
    }
}
