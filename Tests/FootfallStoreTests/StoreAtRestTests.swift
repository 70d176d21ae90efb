import FootfallModel
import FootfallStore
import FootfallTesting
import Foundation
import Testing

/// Reading a store that nobody writes to.
@Suite(.temporaryDirectory) struct StoreAtRestTests {
    private let folder = TemporaryDirectory.current

    @Test func `what a killed collector left in the log counts, by whatever name the store is opened`() throws {
        try folder.folder("real")
        let writer = try StoreWriter(path: folder("real/footfall.db")) { _ in .utc }
        var maker = BatchMaker()
        try writer.write(maker.batch([.signIn(0)]))
        // As they stand while they are written to: nothing of it has come into the file itself yet.
        try folder.folder("killed")
        for name in ["footfall.db", "footfall.db-wal"] {
            try folder.write(
                "killed/" + name,
                bytes: Array(try Data(contentsOf: URL(filePath: folder("real/" + name))))
            )
        }
        try writer.close()
        try FileManager.default.createSymbolicLink(
            atPath: folder("link.db"),
            withDestinationPath: folder("killed/footfall.db")
        )
        #expect(try EventStore(path: folder("link.db"), isAtRest: true).statistics().events == 1)
    }

    @Test func `nothing is left beside it, also by a look for damage`() throws {
        try StoreWriter(path: folder("footfall.db")) { _ in .utc }.close()
        let names = try folder.names
        let store = try EventStore(path: folder("footfall.db"), isAtRest: true)
        #expect(try store.soundness(within: 10) == .sound)
        #expect(try folder.names == names)
    }
}
