/// One thing that is done to a host, by `footfall install` or to take that back.
package enum InstallAction: Sendable, Hashable {
    /// Writes a copy of a program beside `to` and then gives it that name, so that one that runs is not written into.
    case copyProgram(from: String, to: String)
    case write(path: String, text: String)
    /// Writes the configuration that suits the host.
    case draftConfiguration(path: String, store: String)
    case makeFolder(path: String, mode: UInt32)
    /// Gives a folder and all in it to a user and to the group of the same name.
    case giveAway(path: String, to: String)
    /// Lets a group read a file of root's, and nobody else: it may hold a password's hash.
    case share(path: String, with: String)
    case link(path: String, to: String)
    case move(from: String, to: String)
    case remove(path: String)
    case removeFolder(path: String)
    case run([String])

    /// What it does, for somebody who is about to allow it.
    package var description: String {
        switch self {
        case .copyProgram(let from, let to): "copy \(from) to \(to)"
        case .write(let path, _): "write \(path)"
        case .draftConfiguration(let path, _): "look at this host's logs and write \(path)"
        case .makeFolder(let path, _): "make the folder \(path)"
        case .giveAway(let path, let user): "give \(path) to the user \(user)"
        case .share(let path, let group): "let the group \(group) alone read \(path)"
        case .link(let path, let target): "link \(path) to \(target)"
        case .move(let from, let to): "move \(from) to \(to)"
        case .remove(let path), .removeFolder(let path): "remove \(path)"
        case .run(let words): "run \(words.joined(separator: " "))"
        }
    }
}

/// One step of setting Footfall up, or of taking it away: what for, and what of it is still to be done.
package struct InstallStep: Sendable, Hashable {
    /// What it is about: "Program: /usr/local/bin/footfall".
    package var title: String
    /// Why, in a sentence or two.
    package var purpose: String
    /// What is still to be done, in this order; empty where all is as it should be.
    package var actions: [InstallAction]
    /// What to try where one of the actions fails.
    package var remedy: String?

    package init(_ title: String, _ purpose: String, _ actions: [InstallAction], remedy: String? = nil) {
        self.title = title
        self.purpose = purpose
        self.actions = actions
        self.remedy = remedy
    }
}

/// Why Footfall cannot be set up here, or why a step of it failed, and what to do about it.
package struct InstallProblem: Error, Sendable, Hashable {
    package var reason: String
    package var hint: String?
}
