import FootfallModel
import Foundation
import Testing

@testable import FootfallSources

struct ReusedInodeTests {
    @Test func `a known inode with other content is a new file, read from its start`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("auth.log", numbered(0..<10))
        let first = try await readOnce(.once(path))
        // Written in place: same device and inode, as if the number had been given out again.
        try folder.write("auth.log", numbered(70..<100))
        let second = try await readOnce(.once(path, checkpoints: first.checkpoints))
        #expect(second.lines() == numberedLines(70..<100))
        #expect(second.checkpoints.map(\.id) == [2])
        #expect(second.notices == [path + " no longer holds what was read of it before; it is read from its start"])
        let third = try await readOnce(.once(path, checkpoints: merged(first, second)))
        #expect(third.batches.isEmpty)
    }

    @Test func `a file shorter than what was read of it is read from its start`() async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("auth.log", numbered(0..<10))
        let first = try await readOnce(.once(path))
        try folder.write("auth.log", numbered(0..<5))
        let second = try await readOnce(.once(path, checkpoints: first.checkpoints))
        #expect(second.lines() == numberedLines(0..<5))
        #expect(second.checkpoints.map(\.id) == [2])
    }
}
