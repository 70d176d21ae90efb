import FootfallModel
import FootfallReports
import Testing

struct TextTableTests {
    static let columns: [TextTable.Column] = [
        .init("time", minimum: 19, priority: 9), .init("type", minimum: 12, priority: 8),
        .init("user", minimum: 6, priority: 7), .init("target", minimum: 6, priority: 3, isHiddenWhenEmpty: true),
        .init("ip", minimum: 10, priority: 6), .init("host", minimum: 6, priority: 4),
        .init("message", overflow: .loseEnd, minimum: 20, priority: 1),
    ]

    static let rows = [
        [
            "2026-11-22 10:00:01", "user_failed_login", "日本語ユーザー", "", "2001:db8:1111:2222:3333:4444:5555:6666",
            "web1", "Failed password for alice from 192.0.2.7 port 50022 ssh2, and so on until the line is full",
        ],
        ["2026-11-22 10:00:02", "user_login", "eve\u{1b}[2J", "", "192.0.2.7", "a-host-with-a-very-long-name", "ok"],
    ]

    @Test(arguments: [1, 20, 30, 40, 60, 80, 100, 120, 140, 400])
    func `a table fits its width`(_ width: Int) {
        let table = TextTable(columns: Self.columns, sample: Self.rows, style: TextStyle(width: width))
        let lines = [table.header] + Self.rows.flatMap(table.lines)
        #expect(lines.count == 3)
        for line in lines { #expect(line.cells <= max(width, 19), "\(line)") }
        #expect(lines.allSatisfy { !$0.contains("\u{1b}") })
    }

    @Test func `at 80 columns what matters least gives way`() {
        let table = TextTable(columns: Self.columns, sample: Self.rows, style: TextStyle(width: 80))
        #expect(
            table.text(Self.rows) == """
                time                 type               user            ip                host
                2026-11-22 10:00:01  user_failed_login  日本語ユーザー  2001:db8…55:6666  web1
                2026-11-22 10:00:02  user_login         eve\\x1b[2J      192.0.2.7         a-h…me

                """
        )
        #expect(table.hidden == ["message"])
    }

    @Test func `at 140 columns there is room for all but the empty column`() {
        let table = TextTable(columns: Self.columns, sample: Self.rows, style: TextStyle(width: 140))
        #expect(table.hidden.isEmpty)
        #expect(table.header.hasPrefix("time                 type               user            ip "))
        #expect(!table.header.contains("target"))
        #expect(table.lines(Self.rows[0])[0].hasSuffix("…"))
    }

    @Test func `numbers stand to the right and are never cut`() {
        let table = TextTable(
            columns: [.init("name", minimum: 4), .number("n")],
            sample: [["a-long-name-indeed", "1,234,567"], ["b", "5"]],
            style: TextStyle(width: 20)
        )
        #expect(
            table.text([["a-long-name-indeed", "1,234,567"], ["b", "5"]])
                == "name               n\na-lo…deed  1,234,567\nb                  5\n"
        )
    }

    @Test func `text wraps at blanks, long words anywhere`() {
        let table = TextTable(
            columns: [.init("key", minimum: 3, priority: 2), .init("text", overflow: .wrap, minimum: 10, priority: 1)],
            sample: [["k", "one two three abcdefghijklmnop"]],
            style: TextStyle(width: 15)
        )
        #expect(
            table.text([["k", "one two three abcdefghijklmnop"]])
                == "key  text\nk    one two\n     three\n     abcdefghij\n     klmnop\n"
        )
        #expect("日本語".wrapped(to: 1) == ["日", "本", "語"])
        #expect("".wrapped(to: 5) == [""])
    }

    @Test func `rows that come later are cut to the columns that are there`() {
        let table = TextTable(columns: [.init("name", minimum: 4)], sample: [["abcd"]], style: TextStyle())
        #expect(table.lines(["abcdefgh"]) == ["ab…h"])
        #expect(table.lines([]) == [""])
        #expect(TextTable(columns: [.init("name")], sample: [], style: TextStyle()).header == "name")
    }
}
