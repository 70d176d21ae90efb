/// Whose files are looked at: this machine's, or those of another one, copied into a folder (`--root`).
package struct HostRoot: Sendable, Equatable {
    /// The folder that stands for `/`, without a slash at its end: empty for this machine.
    package let folder: String

    /// - Parameter folder: an absolute path; `/` and the empty string are this machine.
    package init(_ folder: String = "") {
        var folder = folder[...]
        while folder.last == "/" { folder.removeLast() }
        self.folder = String(folder)
    }

    /// Whether this is the machine the program runs on, so that its services and its kernel may be asked too.
    package var isThisMachine: Bool { folder.isEmpty }

    /// Where the host's file `path` (absolute) is to be found from here.
    package func path(_ path: String) -> String { folder + path }
}
