internal import Glibc

/// Why a path may not be read, and what would change that.
package struct Unreadable: Sendable, Hashable {
    /// As the host names it.
    package var path: String
    /// The group that may read it; `nil` where only its owner may.
    package var group: String?

    /// What is in the way at a path: the group of the file, or of the folder that hides it.
    init(_ path: String, _ root: HostRoot) {
        self.path = path
        var raw = stat()
        var place = path
        // The first folder on the way that may not be searched has the say.
        while unsafe stat(root.path(place), &raw) != 0, place != "/" { place = HostRoot.split(place).folder }
        var folder = HostRoot.split(path).folder
        while folder != "/" {
            var status = stat()
            if unsafe stat(root.path(folder), &status) == 0, unsafe access(root.path(folder), X_OK) != 0 {
                raw = status
            }
            folder = HostRoot.split(folder).folder
        }
        guard raw.st_mode & S_IRGRP != 0, raw.st_gid != 0 else { return }
        // Of this machine, also for a copy: here it decides who may read.
        guard let entry = unsafe getgrgid(raw.st_gid), let name = unsafe entry.pointee.gr_name else { return }
        group = unsafe String(cString: name)
    }
}
