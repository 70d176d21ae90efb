import FootfallTesting
import Foundation
import Testing

/// The store's tables and views as docs/sql.md lists them.
@Suite(
    .temporaryDirectory,
    .enabled(if: Program.system("sqlite3") != nil, "sqlite3 is not installed; scripts/setup test installs it")
)
struct SchemaPageTests {
    /// "name: its columns in their order", of all rows of the page that begin with a name and columns.
    private func onPage() throws -> [String: String] {
        let page = try #require(MarkdownPage.all.first { $0.name == "docs/sql.md" })
        var found: [String: String] = [:]
        for line in page.text.components(separatedBy: "\n") {
            guard let match = line.firstMatch(of: /^\| `(\w+)` \| ((?:`\w+` ?)+)\|/) else { continue }
            found[String(match.1)] = match.2.matches(of: /`(\w+)`/).map { String($0.1) }.joined(separator: " ")
        }
        return found
    }

    @Test func `every table and view stands there with its columns`() async throws {
        let sandbox = try Sandbox()
        let time = "--reference-time 2026-11-22T23:59:59Z --timezone UTC"
        #expect(try await sandbox.run("footfall collect --once \(time) samples/logs").status == 0)
        let query = """
            SELECT t.name || ':' || group_concat(c.name, ' ')
            FROM pragma_table_list AS t JOIN pragma_table_info(t.name) AS c
            WHERE t.schema = 'main' AND t.type IN ('table', 'view') AND t.name NOT LIKE 'sqlite_%'
            GROUP BY t.name
            """
        let result = try await sandbox.run("sqlite3 -readonly footfall.db \"\(query)\"")
        #expect(result.status == 0)
        let inStore = Dictionary(
            uniqueKeysWithValues: result.lines.map { line in
                let parts = line.components(separatedBy: ":")
                return (parts[0], parts[1])
            }
        )
        #expect(inStore.count > 20)
        let onPage = try onPage()
        for name in Set(inStore.keys).union(onPage.keys).sorted() {
            #expect(onPage[name] == inStore[name], "\(name)")
        }
    }
}
