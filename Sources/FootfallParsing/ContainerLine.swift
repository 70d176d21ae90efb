import FootfallModel

/// A line as Kubernetes' container runtimes write it: `2026-11-22T10:00:01.123456789Z stderr F …`.
struct ContainerLine {
    let isError: Bool
    /// A piece of a line whose rest follows.
    let isPiece: Bool
    /// Where `F` or `P` stands.
    let flag: Int
    /// Where the container's own text begins.
    let text: Int

    /// What follows the stamp that ends at `from`; `nil` where it is anything else.
    init?(_ bytes: Span<UInt8>, behindStamp from: Int, to: Int) {
        guard to &- from >= 9, bytes[from] == .blank else { return nil }
        isError = bytes.begins(with: " stderr ", at: from, to: to)
        guard isError || bytes.begins(with: " stdout ", at: from, to: to) else { return nil }
        flag = from &+ 8
        isPiece = bytes[flag] == UInt8(ascii: "P")
        guard isPiece || bytes[flag] == UInt8(ascii: "F") else { return nil }
        var end = flag &+ 1
        // More tags may follow, each behind a colon.
        if end < to, bytes[end] == .colon { end = bytes.index(of: .blank, from: end, to: to) }
        guard end == to || bytes[end] == .blank else { return nil }
        text = min(end &+ 1, to)
    }

    init?(_ bytes: Span<UInt8>, _ line: ByteRange) {
        guard let scanned = Timestamp.iso8601(bytes, from: line.lower, to: line.upper) else { return nil }
        self.init(bytes, behindStamp: scanned.end, to: line.upper)
    }
}
