import FootfallModel
import Testing

@testable import FootfallParsing

@Suite struct RepeatedMessageTests {
    static let cases: [(String, Int32, String)] = [
        ("message repeated 3 times: [ Failed password]", 3, "Failed password"),
        ("message repeated 2 times: [Failed password]", 2, "Failed password"),
        ("message repeated 5 times: [ a [b] c]", 5, "a [b] c"),
        ("message repeated 5 times: [ a] \r", 5, "a"),
        ("message repeated 5 times: [ cut off", 5, "cut off"),
        ("message repeated 5 times: [", 5, ""),
        ("message repeated 1000000 times: [ a]", 1_000_000, "a"),
        ("message repeated 1000001 times: [ a]", 1, "message repeated 1000001 times: [ a]"),
        ("message repeated 99999999999999999999 times: [ a]", 1, "message repeated 99999999999999999999 times: [ a]"),
        ("message repeated 1 times: [ a]", 1, "message repeated 1 times: [ a]"),
        ("message repeated  times: [ a]", 1, "message repeated  times: [ a]"),
        ("message repeated 2 times", 1, "message repeated 2 times"),
        ("message", 1, "message"),
    ]

    @Test(arguments: cases)
    func `the inside is the subject, and the message stays whole`(message: String, count: Int32, subject: String) {
        for head in ["Nov 22 10:00:01 web1 sshd[811]: ", "<38>1 2026-11-22T10:00:01Z web1 sshd 811 - - "] {
            let (header, bytes) = header(head + message)
            #expect(bytes.text(header.app) == "sshd")
            #expect(bytes.text(header.message) == message)
            #expect(header.repeatCount == count)
            #expect(bytes.text(header.subject) == subject)
        }
    }
}
