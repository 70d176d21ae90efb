/// What to do with a file that is open for reading, after a look at it and at its path.
package enum TailDecision: Hashable, Sendable {
    /// Nothing new.
    case wait
    /// There is more to read.
    case read
    /// It became shorter than what was read of it: what it holds now is new.
    case truncated
    /// Its path names another file, or none, but it still has a name: the writer may yet finish it.
    case rotated
    /// It has no name any more.
    case removed

    /// - Parameters:
    ///   - identity: of the open file.
    ///   - size: of the open file, in bytes.
    ///   - links: how many names the open file has.
    ///   - position: how far it was read, in bytes.
    ///   - pathIdentity: of what its path names now; `nil` where there is nothing.
    package init(identity: FileIdentity, size: Int64, links: Int, position: Int64, pathIdentity: FileIdentity?) {
        if size < position {
            self = .truncated
        } else if links == 0 {
            self = .removed
        } else if pathIdentity != identity {
            self = .rotated
        } else {
            self = size > position ? .read : .wait
        }
    }
}
