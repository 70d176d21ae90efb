import Testing

@testable import FootfallWeb

@Suite struct AssetsTests {
    private static let files = [
        (name: "page.js", text: "import { a } from \"./first.js\";\n"),
        (name: "first.js", text: "import { b } from \"./second.js\";\n"),
        (name: "second.js", text: "export const b = 1;\n"),
        (name: "page.css", text: "a {}\n"),
    ]

    private func address(_ name: String, in files: [(name: String, text: String)]) -> String? {
        Assets.assets(of: files).first { $0.name == name }?.address
    }

    @Test func `a module imports the others by the addresses they are served at`() throws {
        let assets = Assets.assets(of: AssetsTests.files)
        let first = try #require(assets.first { $0.name == "first.js" })
        let second = try #require(assets.first { $0.name == "second.js" })
        #expect(first.text == "import { b } from \"\(second.address)\";\n")
    }

    @Test func `a module's address changes with all that it imports, near and far`() {
        var files = AssetsTests.files
        files[2].text = "export const b = 2;\n"
        for name in ["page.js", "first.js", "second.js"] {
            #expect(address(name, in: AssetsTests.files) != address(name, in: files), "\(name)")
        }
        #expect(address("page.css", in: AssetsTests.files) == address("page.css", in: files))
    }

    @Test func `what is shipped names no module that is not there`() {
        let addresses = Set(Assets.all.map(\.address))
        for asset in Assets.all where asset.name.hasSuffix(".js") {
            for match in asset.text.matches(of: /from "([^"]*)"/) {
                #expect(addresses.contains(String(match.1)), "\(asset.name): \(match.1)")
            }
        }
    }

    /// Beyond it a file has more than one idea.
    @Test func `no module is longer than 300 lines`() {
        for asset in Assets.all where asset.name.hasSuffix(".js") {
            #expect(asset.text.split(separator: "\n").count < 300, "\(asset.name)")
        }
    }
}
