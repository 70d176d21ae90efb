import FootfallModel
import Foundation
import Testing

@testable import FootfallSources

struct ChangeWatchTests {
    @Test func `when the kernel lost word everything is looked at`() throws {
        let watch = try #require(ChangeWatch())
        var changes = ChangeWatch.Changes()
        // wd -1, IN_Q_OVERFLOW, no cookie, no name.
        let event: [UInt8] = [0xff, 0xff, 0xff, 0xff, 0x00, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        watch.takeIn(event, event.count, &changes)
        #expect(changes.everything)
    }

    @Test func `a write is told with the file's key, also after the file was renamed`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a.log", "one\n")
        let watch = try #require(ChangeWatch())
        let number = watch.watch(file: path, key: 42)
        #expect(number != nil)
        try folder.rename("a.log", to: "a.log.1")
        try folder.append("a.log.1", "two\n")
        #expect(watch.take().files == [42])
        #expect(watch.watch(file: folder.file("missing"), key: 1) == nil)
    }

    @Test func `a rename in a watched folder is told, and a folder that is none is not watched`() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.log", "one\n")
        let watch = try #require(ChangeWatch())
        #expect(watch.watch(folders: [folder.path]))
        #expect(!watch.take().inFolders)
        try folder.rename("a.log", to: "a.log.1")
        #expect(watch.take().inFolders)
        #expect(!watch.watch(folders: [folder.path, folder.file("missing")]))
    }
}
