import FootfallTesting
import Foundation
import Testing

@testable import FootfallHost

/// Units as they stand in a copied host's folders.
@Suite(.temporaryDirectory) struct ServiceUnitTests {
    private let folder = TemporaryDirectory.current

    private func unit(_ text: String, dropIn: String = "") throws -> ServiceUnit {
        try folder.folder("etc/systemd/system/footfall.service.d")
        try folder.write("etc/systemd/system/footfall.service", text)
        try folder.write("etc/systemd/system/footfall.service.d/x.conf", dropIn)
        return try #require(ServiceUnit.all(under: HostRoot(folder.path)).first)
    }

    private let unitText =
        "[Service]\nExecStart=/usr/bin/footfall collect\nUser=footfall\nGroup=footfall\nSupplementaryGroups=adm mysql\n"
        + "LimitNOFILE=64\n"

    @Test func `an empty setting takes back what stood before`() throws {
        let groups = try unit(unitText, dropIn: "[Service]\nSupplementaryGroups=\nSupplementaryGroups=www-data\n")
        #expect(groups.supplementaryGroups == ["www-data"])
        #expect(groups.user == "footfall")
        let bare = try unit(unitText, dropIn: "[Service]\nExecStart=\nUser=\nGroup = \nLimitNOFILE=\n")
        #expect(bare.command.isEmpty)
        #expect(bare.user == nil)
        #expect(bare.group == nil)
        #expect(bare.openFiles == nil)
        #expect(bare.supplementaryGroups == ["adm", "mysql"])
    }

    @Test(
        arguments: [("infinity", .max), ("infinity:infinity", .max), ("4096", 4096), ("512:4096", 4096), ("x", nil)]
            as [(String, Int64?)]
    )
    func `how many files it may have open`(_ text: String, _ count: Int64?) throws {
        #expect(try unit("[Service]\nLimitNOFILE=\(text)\n").openFiles == count)
    }
}
