internal import FootfallModel

/// How many lines were taken from each source and are not stored yet.
final class LineLedger: Sendable {
    /// Lines that were taken and not stored.
    struct Open: Hashable {
        var source: String
        var lines: Int64
        /// Still in a file, and read again the next time.
        var canBeReadAgain: Bool
    }

    private let open = Guarded<[String: (lines: Int64, canBeReadAgain: Bool)]>([:])

    /// Lines have left their source.
    func take(_ batch: LineBatch) {
        let canBeReadAgain = batch.checkpoint != nil
        open.withLock { open in
            open[batch.stream.source, default: (0, canBeReadAgain)].lines += Int64(batch.lines.count)
        }
    }

    /// What became of lines of these sources is committed.
    func settle(_ lines: [String: Int64]) {
        open.withLock { open in
            for (source, count) in lines { open[source]?.lines -= count }
        }
    }

    /// What is not stored, by source.
    var rest: [Open] {
        open.withLock { open in
            open.compactMap { source, entry in
                entry.lines > 0
                    ? Open(source: source, lines: entry.lines, canBeReadAgain: entry.canBeReadAgain) : nil
            }.sorted { $0.source < $1.source }
        }
    }
}
