import Foundation

/// A folder of a test's own, removed with it.
final class TemporaryFolder: Sendable {
    let path: String

    init(in parent: String? = nil) throws {
        // Short, since some names within become socket paths.
        path = (parent.map { $0 + "/" } ?? NSTemporaryDirectory()) + "footfall-" + UUID().uuidString.prefix(13)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func file(_ name: String) -> String { path + "/" + name }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        try write(name, Array(text.utf8))
    }

    @discardableResult
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        // In place: the inode stays what it was.
        let descriptor = unsafe open(file(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        try check(descriptor)
        defer { close(descriptor) }
        try FileHandle(fileDescriptor: descriptor).write(contentsOf: Data(bytes))
        return file(name)
    }

    func append(_ name: String, _ text: String) throws {
        let descriptor = unsafe open(file(name), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        try check(descriptor)
        defer { close(descriptor) }
        try FileHandle(fileDescriptor: descriptor).write(contentsOf: Data(text.utf8))
    }

    func rename(_ old: String, to new: String) throws {
        try check(unsafe Foundation.rename(file(old), file(new)))
    }

    func remove(_ name: String) throws {
        try check(unsafe unlink(file(name)))
    }

    func truncate(_ name: String) throws {
        try check(unsafe Foundation.truncate(file(name), 0))
    }

    /// Makes a file look as if it had rested for a while.
    func age(_ name: String, seconds: Int) throws {
        let date = Date(timeIntervalSinceNow: -Double(seconds))
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: file(name))
    }

    func gzip(_ name: String) throws {
        try run("gzip", file(name))
    }

    /// Runs a program of the system and waits for it.
    func run(_ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(text: "\(arguments)") }
    }

    private func check(_ result: Int32) throws {
        if result < 0 { throw Failure(text: "error \(errno)") }
    }

    struct Failure: Error {
        var text: String
    }
}
