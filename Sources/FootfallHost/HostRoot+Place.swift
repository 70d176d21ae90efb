extension HostRoot {
    /// Where the host's file `path` really is, seen from here; `nil` where it leads nowhere.
    ///
    /// No link is left in it that could lead out of a copy; this machine follows its links itself.
    package func place(_ path: String) -> String? {
        isThisMachine ? path : resolved(path).map(self.path)
    }
}
