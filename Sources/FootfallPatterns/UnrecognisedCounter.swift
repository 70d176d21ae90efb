internal import FootfallModel

/// Counts messages that nothing recognised by app and shape, in bounded memory.
///
/// Counts are handed over with every batch and begin anew; the shapes stay known, so that one that comes again costs
/// its reading and a look into a table.
struct UnrecognisedCounter: ~Copyable {
    private struct Entry {
        var count: Int64 = 0
        var lastTime = Instant(microseconds: 0)
        /// In the pending batch's `unrecognisedText`.
        var example = ByteRange.none
        var appLength: Int32
    }

    private var writer = ShapeWriter()
    /// The app's name, a zero and the shape; or, for all other shapes of an app, its name and a zero.
    private var names = Interner(limit: UnrecognisedShape.shapeLimit)
    /// By the number of `names`.
    private var entries: [Entry] = [Entry(appLength: 0)]
    /// Numbers with a count.
    private var counted: [Int32] = []

    /// Forgets the shapes if there are too many; only where nothing is counted.
    mutating func startNewGenerationIfFull() {
        guard names.startNewGenerationIfFull() else { return }
        entries.removeSubrange(1...)
    }

    /// Counts one record.
    ///
    /// - Parameter example: the record as it stood, kept for the first of its shape in a batch.
    mutating func count(
        _ bytes: Span<UInt8>,
        app: ByteRange,
        message: ByteRange,
        example: ByteRange,
        time: Instant,
        into batch: inout EventBatch
    ) {
        writer.write(app: bytes, app)
        writer.write(message: bytes, message)
        let number = Int(self.number())
        if entries[number].count == 0 { begin(number, bytes, example, &batch) }
        entries[number].count &+= 1
        if time > entries[number].lastTime { entries[number].lastTime = time }
    }

    /// The number of what `writer` holds, or of the rest of its app, or of everything's rest.
    @inline(__always)
    private mutating func number() -> Int32 {
        let known = names.number(.app, of: writer.text.span, writer.range)
        return known != 0 ? known : learn()
    }

    @inline(never)
    private mutating func learn() -> Int32 {
        var range = writer.range
        if names.entries.count > UnrecognisedShape.shapeLimit {
            range = ByteRange(from: 0, to: writer.appLength + 1)
            let known = names.number(.app, of: writer.text.span, range)
            if known != 0 { return known }
            if names.entries.count > UnrecognisedShape.shapeLimit + UnrecognisedShape.appLimit {
                // The zero alone.
                range = ByteRange(from: writer.appLength, to: writer.appLength + 1)
            }
        }
        let text = writer.text
        let number = names.intern(.app, text.span, range)
        if Int(number) == entries.count {
            entries.append(Entry(appLength: range.start > 0 ? 0 : Int32(writer.appLength)))
        }
        return number
    }

    @inline(never)
    private mutating func begin(_ number: Int, _ bytes: Span<UInt8>, _ example: ByteRange, _ batch: inout EventBatch) {
        counted.append(Int32(number))
        entries[number].lastTime = Instant(microseconds: .min)
        entries[number].example = .none
        // The rest of an app has no one example.
        guard Int(names.entries[number].range.count) > Int(entries[number].appLength) + 1 else { return }
        let start = batch.unrecognisedText.count
        let taken = ByteRange(start: example.start, count: min(example.count, UInt32(UnrecognisedShape.longestExample)))
        batch.unrecognisedText.append(bytes, taken)
        entries[number].example = ByteRange(from: start, to: batch.unrecognisedText.count)
    }

    /// Adds what was counted to a batch, and begins anew.
    mutating func handOver(to batch: inout EventBatch) {
        for number in counted.map(Int.init) {
            let name = names.entries[number].range
            let appLength = Int(entries[number].appLength)
            let start = batch.unrecognisedText.count
            batch.unrecognisedText += names.text[name.lower..<name.upper]
            let end = batch.unrecognisedText.count
            batch.unrecognised.append(
                UnrecognisedCount(
                    app: ByteRange(from: start, to: start + appLength),
                    shape: ByteRange(from: start + appLength + 1, to: end),
                    example: entries[number].example,
                    count: entries[number].count,
                    lastTime: entries[number].lastTime
                )
            )
            entries[number].count = 0
        }
        counted.removeAll(keepingCapacity: true)
    }
}
