internal import Glibc

/// The names in a folder.
package enum FolderListing {
    /// Why a folder cannot be listed.
    package struct Failure: Error {
        /// The system's number.
        package var code: Int32
    }

    /// The names, sorted.
    ///
    /// - Parameter limit: how many are read at most, whichever the system gives first.
    package static func names(in folder: String, limit: Int = .max) throws(Failure) -> [String] {
        guard let directory = unsafe opendir(folder) else { throw Failure(code: errno) }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while names.count < limit, let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
