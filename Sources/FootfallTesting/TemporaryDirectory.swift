package import Foundation
package import Testing

/// A folder of a test's own, which is there as long as the test runs and removed afterwards.
///
///     @Suite(.temporaryDirectory) struct Tests {
///         @Test func `a file`() throws {
///             let path = try TemporaryDirectory.current.write("auth.log", "…")
package struct TemporaryDirectory: Sendable {
    /// The running test's.
    @TaskLocal package static var current = TemporaryDirectory(path: "/nonexistent")

    package let path: String

    private init(path: String) {
        self.path = path
    }

    @concurrent
    fileprivate static func scope(_ body: @concurrent @Sendable () async throws -> Void) async throws {
        // Short, since names within may become socket paths.
        let path = "/tmp/footfall-" + UUID().uuidString.prefix(13)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await $current.withValue(TemporaryDirectory(path: path)) { try await body() }
    }

    /// The path of a file in the folder.
    package func callAsFunction(_ name: String) -> String { path + "/" + name }

    /// Writes a file in place, so that its inode stays what it was; its path.
    @discardableResult
    package func write(_ name: String, _ text: String) throws -> String {
        try write(name, bytes: Array(text.utf8), O_TRUNC)
    }

    /// Writes bytes that need not be text.
    @discardableResult
    package func write(_ name: String, bytes: [UInt8]) throws -> String {
        try write(name, bytes: bytes, O_TRUNC)
    }

    /// Appends to a file with one call, as a program that logs does.
    package func append(_ name: String, _ text: String) throws {
        _ = try write(name, bytes: Array(text.utf8), O_APPEND)
    }

    /// Makes a folder in the folder; its path.
    @discardableResult
    package func folder(_ name: String) throws -> String {
        try FileManager.default.createDirectory(atPath: self(name), withIntermediateDirectories: true)
        return self(name)
    }

    /// Renames as rotation does.
    package func rename(_ old: String, to new: String) throws {
        guard unsafe Foundation.rename(self(old), self(new)) == 0 else { throw POSIXError.last }
    }

    /// Sets what may be done with a file or folder.
    package func setMode(_ name: String, _ mode: mode_t) throws {
        guard unsafe chmod(self(name), mode) == 0 else { throw POSIXError.last }
    }

    /// The names in the folder, sorted.
    package var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
    }

    private func write(_ name: String, bytes: [UInt8], _ flag: Int32) throws -> String {
        let descriptor = unsafe open(self(name), O_WRONLY | O_CREAT | O_CLOEXEC | flag, 0o644)
        guard descriptor >= 0 else { throw POSIXError.last }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        try file.write(contentsOf: Data(bytes))
        try file.close()
        return self(name)
    }
}

extension POSIXError {
    /// What `errno` says.
    package static var last: POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}

/// Gives each test, and each case of a table, a folder of its own.
package struct TemporaryDirectoryTrait: SuiteTrait, TestTrait, TestScoping {
    package var isRecursive: Bool { true }

    @concurrent
    package func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        guard testCase != nil else { return try await function() }
        try await TemporaryDirectory.scope(function)
    }
}

extension Trait where Self == TemporaryDirectoryTrait {
    /// A folder of the test's own: `TemporaryDirectory.current`.
    package static var temporaryDirectory: Self { TemporaryDirectoryTrait() }
}
