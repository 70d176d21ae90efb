import FootfallReports
import Testing

struct TextStyleTests {
    @Test(
        arguments: [
            ([:], false), (["LANG": "C"], false), (["LANG": "en_US.UTF-8"], true), (["LANG": "de_DE.utf8"], true),
            (["LANG": "en_US.UTF-8", "LC_ALL": "C"], false), (["LANG": "C", "LC_CTYPE": "C.UTF-8"], true),
            (["LC_ALL": "", "LANG": "C.UTF-8"], true),
        ] as [([String: String], Bool)]
    )
    func `the locale says what the terminal can show`(_ environment: [String: String], isUTF8: Bool) {
        #expect(TextStyle.isUTF8(environment: environment) == isUTF8)
    }

    @Test(
        arguments: [
            (0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567"), (.max, "9,223,372,036,854,775,807"),
            (.min, "-9,223,372,036,854,775,808"),
        ] as [(Int64, String)]
    )
    func `numbers have commas between thousands`(_ number: Int64, text: String) {
        #expect(number.grouped == text)
    }
}
