import FootfallModel
import Testing

@testable import FootfallPatterns

struct CSVScannerTests {
    @Test(arguments: [
        ("1,2,3,4", ",", ["a=1", "c=3", "d=4"]), ("1,2", ",", ["a=1"]), ("", ",", ["a="]),
        (",,,", ",", ["a=", "c=", "d="]),
        (#""x,y",2,"say ""hi""",4"#, ",", ["a=x,y", "c=say \"hi\"", "d=4"]), ("1|2|3", "|", ["a=1", "c=3"]),
        ("1,2,3,4,5,6", ",", ["a=1", "c=3", "d=4"]), (#""never closed,2"#, ",", ["a=never closed,2"]),
        (#""x"y",2,3"#, ",", [#"a=x"y"#, "c=3"]), ("\"", ",", ["a="]), (#""""#, ",", ["a="]),
    ])
    func `values are named by their columns`(text: String, separator: String, expected: [String]) {
        let columns = ["a", "", "c", "d"].map { Array($0.utf8) }
        let mark = separator.utf8.first ?? 0
        #expect(scanned(text) { CSVScanner.scan($0, $1, columns, mark, into: &$2) } == expected)
    }
}
