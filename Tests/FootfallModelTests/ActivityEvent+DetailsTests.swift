import FootfallModel
import Testing

struct ActivityEventDetailsTests {
    struct Case: Sendable, CustomStringConvertible {
        var object: String
        var pairs: [String]
        var description: String { object }

        init(_ object: String, _ pairs: [String]) {
            self.object = object
            self.pairs = pairs
        }
    }

    static let cases: [Case] = [
        Case("{}", []),
        Case(#"{"port":"22"}"#, ["port=22"]),
        Case(#" { "a" : "1" , "b" : true , "c" : null , "d" : -1.5 } "#, ["a=1", "b=true", "c=null", "d=-1.5"]),
        Case(#"{"q":"a\"b\\c\/d","w":"x\ny\tz"}"#, ["q=a\"b\\c/d", "w=x\ny\tz"]),
        Case(#"{"u":"\u00e9\ud83d\ude00\u001b"}"#, ["u=é😀\u{1b}"]),
        Case(#"{"lone":"\ud83dx"}"#, ["lone=\u{fffd}x"]),
        Case(#"{"":"empty"}"#, ["=empty"]),
        // What follows a mistake is left out.
        Case("", []),
        Case("[1]", []),
        Case(#"{"a":"1","b"}"#, ["a=1"]),
        Case(#"{"a":"1","b":"never closed"#, ["a=1"]),
        Case(#"{"a":"1" "b":"2"}"#, ["a=1"]),
        Case(#"{"a":"\u12"}"#, []),
        Case(#"{"a":"\"#, []),
    ]

    @Test(arguments: cases)
    func `details are read`(_ example: Case) {
        #expect(DetailsReader.pairs(of: example.object).map { $0.key + "=" + $0.value } == example.pairs)
    }

    @Test func `what is quoted comes back`() {
        let text = "a\"b\\c\n\u{0}\u{1b}é😀\u{7f}/"
        #expect(DetailsReader.pairs(of: "{\"k\":" + JSONText.quoted(text) + "}").first?.value == text)
    }

    @Test func `an event knows its details and whether its user is claimed`() {
        var event = ActivityEvent(
            time: Instant(seconds: 0),
            type: "user_login",
            category: .identityManagement,
            outcome: .success,
            source: "stdin",
            pattern: "p/q",
            message: ""
        )
        #expect(event.detail("port") == nil)
        #expect(!event.isClaimed)
        event.details = #"{"port":"22","claimed":true}"#
        #expect(event.detail("port") == "22")
        #expect(event.isClaimed)
    }
}
