internal import FootfallModel

/// One file that a tailer reads or is about to read.
final class TailedFile {
    var path: String
    var status: FileStatus
    var isLive: Bool
    var reader: FileReader?
    /// To be opened later: it is still being written by something that copies or packs.
    var isWaiting = false
    /// How it looked when it was closed because nothing happens to it; it is opened again when it looks otherwise.
    var restStatus: FileStatus?
    /// When it was first seen to have no name any more.
    var removedAt: ContinuousClock.Instant?
    /// Bytes that it keeps on disk although it was deleted.
    var heldBytes: Int64 = 0
    var watch: Int32?
    /// Its content was found replaced while it was open, and that was said.
    var wasRewritten = false
    let firstSeen = ContinuousClock.now
    /// When it was last seen to change; an hour ago stands for long ago.
    var lastChange: ContinuousClock.Instant
    /// Counted in the progress as to be read, and as read.
    var expectedBytes: Int64 = 0
    var reportedBytes: Int64 = 0

    init(_ member: PathExpansion.Member, isLive: Bool, lastChange: ContinuousClock.Instant) {
        path = member.path
        status = member.status
        self.isLive = isLive
        self.lastChange = lastChange
    }
}
