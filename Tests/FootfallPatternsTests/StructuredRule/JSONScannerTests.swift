import FootfallModel
import Testing

@testable import FootfallPatterns

struct JSONScannerTests {
    /// `path=value` for each field; `nil` where the text is refused.
    static func fields(_ bytes: [UInt8]) -> [String]? {
        var scanner = JSONScanner()
        var table = RecordFields()
        guard scanner.scan(bytes.span, ByteRange(from: 0, to: bytes.count), into: &table) else { return nil }
        return table.shown
    }

    static func fields(_ text: String) -> [String]? { fields(Array(text.utf8)) }

    @Test(arguments: [
        ("{}", []), (" { } ", []), ("\t{\r\n}\t", []),
        (#"{"a":"b"}"#, ["a=b"]), (#" { "a" : "b" , "c" : 1 } "#, ["a=b", "c=1"]),
        (#"{"a":true,"b":false,"c":null,"d":-1.5e+3}"#, ["a=true", "b=false", "d=-1.5e+3"]),
        (#"{"a":{"b":{"c":1}},"d":2}"#, ["a.b.c=1", "d=2"]), (#"{"a":{},"b":[]}"#, []),
        (#"{"a":[1,"x",true]}"#, ["a=1,x,true"]), (#"{"a":[null]}"#, []), (#"{"a":[ 1 , null , 2 ]}"#, ["a=1,2"]),
        (#"{"a":[{"b":1},{"b":2}]}"#, ["a.0.b=1", "a.1.b=2"]), (#"{"a":[1,{"b":2},3]}"#, ["a.1.b=2", "a=1,3"]),
        (#"{"a":[[1,2],[3]]}"#, ["a.0=1,2", "a.1=3"]), (#"{"a":""}"#, ["a="]),
        (#"{"a":["","x",""]}"#, ["a=,x,"]), (#"{"a":[null,"x"]}"#, ["a=x"]),
        (#"{"a.b":1}"#, ["a.b=1"]), (#"{"a\u002eb":1}"#, ["a.b=1"]), (#"{"":1}"#, ["=1"]),
        (#"{"a":1,"a":2}"#, ["a=1", "a=2"]),
    ])
    func `an object becomes its scalars`(text: String, expected: [String]) {
        #expect(JSONScannerTests.fields(text) == expected)
    }

    @Test(arguments: [
        "", " ", "1", "[]", "null", "{", "}", "{}}", "{} {}", "{}x", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{,"a":1}"#,
        #"{"a":1 "b":2}"#, #"{"a" 1}"#, "{a:1}", "{'a':1}", #"{"a":'b'}"#, #"{"a":[1,]}"#, #"{"a":[,1]}"#,
        #"{"a":[1 2]}"#, #"{"a":[1}"#, #"{"a":[}]"#, #"{"a":"b}"#, #"{"a":"\x"}"#, #"{"a":"\u12"}"#, #"{"a":"\u12G4"}"#,
        #"{"a":"\"#, #"{"a":nul}"#, #"{"a":True}"#, #"{"a":+1}"#, #"{"a":.5}"#, #"{"a":NaN}"#, #"{"a":tru}"#,
        #"{"a":01}"#, #"{"a":1.}"#, #"{"a":1e}"#, #"{"a":-}"#, #"{"a":1.2.3}"#, #"{"a":abcd}"#, #"{"a":text}"#,
        #"{"a":fives}"#, #"{"a":nope}"#, #"{"a":1-2}"#,
    ])
    func `what is no JSON object is refused`(text: String) {
        #expect(JSONScannerTests.fields(text) == nil)
    }

    @Test(arguments: [
        (#"\""#, "\""), (#"\\"#, "\\"), (#"\/"#, "/"), (#"\b\f\n\r\t"#, "\u{8}\u{c}\n\r\t"), (#"\u0041"#, "A"),
        (#"\u00e9\u00E9"#, "éé"), (#"\u20ac"#, "€"), (#"\ud83d\ude00"#, "😀"), (#"a\u0000b"#, "a\u{0}b"),
        // Half a pair of surrogates is kept as what stands for a wrong character.
        (#"\ud83d"#, "\u{fffd}"), (#"\ude00"#, "\u{fffd}"), (#"\ud83dx"#, "\u{fffd}x"),
        (#"\ude00\ude00"#, "\u{fffd}\u{fffd}"),
        (#"\ud83d\u0041"#, "\u{fffd}A"), (#"\ud83d\n"#, "\u{fffd}\n"), (#"\ud83d\ud83d\ude00"#, "\u{fffd}😀"),
    ])
    func `escapes are resolved`(escaped: String, expected: String) {
        #expect(JSONScannerTests.fields("{\"a\":\"x\(escaped)y\"}") == ["a=x\(expected)y"])
        #expect(JSONScannerTests.fields("{\"x\(escaped)y\":[\"\(escaped)\"]}") == ["x\(expected)y=\(expected)"])
    }

    @Test func `bytes that are no UTF-8 are kept`() {
        let text: [UInt8] = Array(#"{"a":""#.utf8) + [0xff, 0xc3, 0x00] + Array(#""}"#.utf8)
        var scanner = JSONScanner()
        var table = RecordFields()
        let isTaken = scanner.scan(text.span, ByteRange(from: 0, to: text.count), into: &table)
        #expect(isTaken)
        let values = table.values
        #expect(values == [0xff, 0xc3, 0x00])
    }

    @Test(arguments: [1, 2, 11, 12])
    func `nesting up to the limit is read`(depth: Int) {
        let objects = String(repeating: #"{"a":"#, count: depth) + "1" + String(repeating: "}", count: depth)
        #expect(JSONScannerTests.fields(objects)?.count == 1)
        let arrays = String(repeating: "[", count: depth - 1) + "1" + String(repeating: "]", count: depth - 1)
        #expect(JSONScannerTests.fields("{\"a\":\(arrays)}")?.count == 1)
    }

    @Test(arguments: [13, 100, 20_000])
    func `what is nested beyond the limit is passed over, and the rest is read`(depth: Int) {
        let objects = String(repeating: #"{"a":"#, count: depth) + #""}]\"{""# + String(repeating: "}", count: depth)
        #expect(JSONScannerTests.fields(#"{"x":1,"a":\#(objects),"y":[2,{"z":3}]}"#) == ["x=1", "y.1.z=3", "y=2"])
        let arrays = String(repeating: "[", count: depth) + #""]}",{},1"# + String(repeating: "]", count: depth)
        #expect(JSONScannerTests.fields(#"{"x":1,"a":\#(arrays),"y":2}"#) == ["x=1", "y=2"])
        let mixed = String(repeating: #"[{"a":"#, count: depth) + "1" + String(repeating: "}]", count: depth)
        #expect(JSONScannerTests.fields(#"{"x":1,"a":[\#(mixed),4],"y":2}"#) == ["x=1", "a=4", "y=2"])
    }

    @Test(arguments: [13, 100, 20_000])
    func `what is nested beyond the limit and has no end is refused`(depth: Int) {
        let objects = String(repeating: #"{"a":"#, count: depth)
        #expect(JSONScannerTests.fields(objects + "1" + String(repeating: "}", count: depth - 1)) == nil)
        #expect(JSONScannerTests.fields(objects + "1" + String(repeating: "}", count: depth + 1)) == nil)
        #expect(JSONScannerTests.fields(objects + "\"" + String(repeating: "}", count: depth)) == nil)
        #expect(JSONScannerTests.fields(#"{"a":"# + String(repeating: "[", count: depth) + "]}") == nil)
    }

    @Test func `a record cut anywhere is refused, and nothing beyond its range is read`() {
        let text = Array(#"{"a":"x\ud83d\ude00\n","b":[1,-2.5e3,true,{"c":null},[ ]],"d":{"e":false}}"#.utf8)
        #expect(JSONScannerTests.fields(text) != nil)
        for count in 0..<text.count {
            let alone = JSONScannerTests.fields(Array(text[..<count]))
            #expect(alone == nil, "cut at \(count)")
            // The rest of the line stands behind the range and must not be seen.
            var scanner = JSONScanner()
            var table = RecordFields()
            let isTaken = scanner.scan(text.span, ByteRange(from: 0, to: count), into: &table)
            #expect(!isTaken, "cut at \(count)")
        }
    }

    @Test func `a scanner may be used again after a record it refused`() {
        var scanner = JSONScanner()
        let wrong = Array(#"{"a":{"b":[1,{"c":"#.utf8)
        let right = Array(#"{"d":1}"#.utf8)
        var table = RecordFields()
        let first = scanner.scan(wrong.span, ByteRange(from: 0, to: wrong.count), into: &table)
        table.removeAll()
        let second = scanner.scan(right.span, ByteRange(from: 0, to: right.count), into: &table)
        #expect(!first)
        #expect(second)
        let paths = table.shown
        #expect(paths == ["d=1"])
    }

    // MARK: Arrays of records

    static func objects(_ text: String) -> (objects: [String], isComplete: Bool) {
        let bytes = Array(text.utf8)
        var objects: [ByteRange] = [ByteRange(from: 0, to: 1)]
        let isComplete = JSONScanner.objects(bytes.span, ByteRange(from: 0, to: bytes.count), into: &objects)
        return (objects.map { bytes.text($0) }, isComplete)
    }

    @Test(arguments: [
        (#"{"a":1}"#, [#"{"a":1}"#], true), (" {} ", [" {} "], true), ("", [""], true),
        ("[]", [], true), (" [ ] ", [], true), ("[{}]", ["{}"], true), (" [ {} , {} ] ", ["{}", "{}"], true),
        (#"[{"a":"}]"},{"b":"\"{["}]"#, [#"{"a":"}]"}"#, #"{"b":"\"{["}"#], true),
        (#"[{"a":{"b":{}}},{}]"#, [#"{"a":{"b":{}}}"#, "{}"], true),
        // Broken in the middle: what came before it is kept.
        ("[{},", ["{}"], false), ("[{}", ["{}"], false), ("[{},{", ["{}"], false), ("[{},17,{}]", ["{}"], false),
        ("[{} {}]", ["{}"], false), ("[{}]]", ["{}"], false), ("[{}] x", ["{}"], false), ("[17]", [], false),
        ("[", [], false), ("[{\"a\":\"}]", [], false), ("[{},]", ["{}"], false), ("[] x", [], false),
        ("[\"a\"]", [], false), (#"[{"a":"\"#, [], false),
    ])
    func `an array is its objects`(text: String, expected: [String], isComplete: Bool) {
        let found = JSONScannerTests.objects(text)
        #expect(found.objects == expected)
        #expect(found.isComplete == isComplete)
    }

    @Test func `an array cut anywhere never traps and never counts as complete`() {
        let text = #"[{"a":"\\\"}"},{"b":[1,{"c":"]"}]} ]"#
        for count in 1..<text.count {
            let found = JSONScannerTests.objects(String(text.prefix(count)))
            #expect(!found.isComplete, "cut at \(count)")
        }
        #expect(JSONScannerTests.objects(text).isComplete)
    }
}
