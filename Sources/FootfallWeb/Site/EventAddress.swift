import FootfallModel
import FootfallStore

/// The place behind which a page begins, as it stands in an address: `1763800000000000.4711`.
enum EventAddress {
    static func text(_ cursor: PageCursor) -> String { "\(cursor.time.microseconds).\(cursor.id)" }

    static func cursor(_ text: String) -> PageCursor? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let time = Int64(parts[0]), let id = Int64(parts[1]) else { return nil }
        return PageCursor(time: Instant(microseconds: time), id: id)
    }
}
