internal import Glibc

/// What a person is told when a path cannot be read: what, where, and what to do.
enum FileTrouble {
    static func error(for absence: PathExpansion.Absence, skipped: [String]) -> SourceError {
        let path = absence.path
        switch absence.kind {
        case .missing(let code) where code == EACCES:
            return denied(path, "its folder may not be searched", group: PathExpansion.folder(of: path))
        case .missing:
            let hint = path.unicodeScalars.contains("\u{fffd}") ? misnamed : "check the path"
            var error = SourceError(source: path, reason: "no such file", hint: hint)
            error.isMissing = true
            return error
        case .unreadableFolder(let code) where code == EACCES:
            return denied(path, "this folder may not be read", group: path)
        case .unreadableFolder(let code):
            return SourceError(source: path, reason: "this folder cannot be read: " + describe(code))
        case .emptyFolder:
            let passed = skipped.isEmpty ? "it is empty" : "it holds only " + skipped.prefix(5).joined(separator: ", ")
            return SourceError(
                source: path,
                reason: "no log files in this folder: " + passed,
                hint: "name the files, or the folder that holds them; sub-folders are not searched"
            )
        case .noMatch where skipped.isEmpty:
            return SourceError(source: path, reason: "nothing matches this pattern", hint: "try it with ls")
        case .noMatch:
            return SourceError(
                source: path,
                reason: "no log files match this pattern: only " + skipped.prefix(5).joined(separator: ", "),
                hint: skipped.allSatisfy { $0.hasSuffix("UTF-8)") }
                    ? misnamed : "name the files, or the folder that holds them; sub-folders are not searched"
            )
        }
    }

    private static let misnamed = "a file whose name is not UTF-8 is read by a link with a plain name (ln -s)"

    /// What is done about an absence while following.
    static func waiting(for absence: PathExpansion.Absence) -> String {
        if case .missing = absence.kind { return "\n  it is read as soon as it is there" }
        return "\n  what appears there is read"
    }

    /// Whether nothing is wrong: what is absent may come.
    static func isExpected(_ absence: PathExpansion.Absence) -> Bool {
        switch absence.kind {
        case .missing(let code): code == ENOENT
        case .emptyFolder, .noMatch: true
        case .unreadableFolder: false
        }
    }

    static func error(for trouble: OpenFile.Trouble, at path: String, offset: Int64, lines: Int64) -> SourceError {
        switch trouble {
        case .system(let code) where code == EACCES || code == EPERM:
            return denied(path, "permission denied", group: path)
        case .system(let code) where code == EMFILE || code == ENFILE:
            return SourceError(source: path, reason: "too many open files", hint: "raise the limit (ulimit -n)")
        case .system(let code):
            return SourceError(source: path, reason: "cannot be read: " + describe(code))
        case .notAFile:
            return SourceError(
                source: path,
                reason: "no regular file",
                hint: "send what a pipe gives to standard input: footfall collect - < \(path)"
            )
        case .damaged(let compression, let damage):
            let taken = "what could be read was taken: \(lines) lines, \(offset) bytes"
            switch damage {
            case .truncated:
                return SourceError(
                    source: path,
                    reason: "the compressed data end too early; \(taken)",
                    hint: "check it with \(compression.testCommand)"
                )
            case .corrupt:
                return SourceError(
                    source: path,
                    reason: "the compressed data are damaged; \(taken)",
                    hint: "check it with \(compression.testCommand)"
                )
            case .tooLarge:
                return SourceError(
                    source: path,
                    reason: "unpacking it takes more than \(Unpacker.memoryLimit >> 20) MiB of memory; \(taken)",
                    hint: "if you trust it, unpack it with \(compression.rawValue) and name what comes out"
                )
            }
        }
    }

    private static func denied(_ path: String, _ reason: String, group owner: String) -> SourceError {
        let number = FileStatus.at(owner)?.group
        let group = number.map { groupName($0) ?? String($0) }
        return SourceError(
            source: path,
            reason: reason,
            hint: group.map { "run as a member of the group \($0) (usermod -aG \($0) USER), or as root" }
                ?? "run as a user who may read it"
        )
    }

    private static func groupName(_ number: UInt32) -> String? {
        guard let entry = unsafe getgrgid(number), let name = unsafe entry.pointee.gr_name else { return nil }
        return unsafe String(cString: name)
    }

    static func describe(_ code: Int32) -> String {
        guard let text = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: text)
    }
}
