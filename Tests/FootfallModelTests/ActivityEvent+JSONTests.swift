import FootfallModel
import Testing

struct ActivityEventJSONTests {
    @Test func `what would move a terminal's cursor is escaped, in details too`() {
        let event = ActivityEvent(
            time: Instant(seconds: 0),
            type: "user_login",
            category: .other,
            outcome: .success,
            userID: "a\u{9b}31mb\u{202e}",
            source: "s",
            pattern: "p",
            message: "m",
            details: "{\"k\":\"\u{9b}\"}"
        )
        #expect(event.json().contains(#""user_id":"a\u009b31mb\u202e""#))
        #expect(event.json().contains(#""details":{"k":"\u009b"}"#))
    }

    @Test func `every field that is there is written once`() {
        let event = ActivityEvent(
            id: 17,
            time: Instant(seconds: 1_795_348_800),
            type: "user_failed_login",
            category: .identityManagement,
            outcome: .failure,
            userID: "a\"b",
            targetID: "bob",
            appID: "sshd",
            ip: "192.0.2.7",
            host: "web1",
            source: "stdin",
            pattern: "openssh/x",
            count: 3,
            message: "tab\there \u{1b}[31m",
            details: #"{"port":"22"}"#,
            evidenceOf: 4
        )
        #expect(
            event.json(line: 9)
                == #"{"time":"2026-11-22T12:00:00.000000Z","type":"user_failed_login","category":"Identity management","#
                + #""outcome":"failure","user_id":"a\"b","target_id":"bob","app_id":"sshd","ip":"192.0.2.7","#
                + #""host":"web1","source":"stdin","pattern":"openssh/x","count":3,"message":"tab\there \u001b[31m","#
                + #""details":{"port":"22"},"evidence":true,"evidence_of":4,"line":9,"id":17}"#
        )
    }

    @Test func `what is missing is left out`() {
        let event = ActivityEvent(
            time: Instant(seconds: 0),
            type: "user_login",
            category: .other,
            outcome: .unknown,
            source: "stdin",
            pattern: "p/q",
            message: ""
        )
        #expect(
            event.json()
                == #"{"time":"1970-01-01T00:00:00.000000Z","type":"user_login","category":"Other","outcome":"unknown","#
                + #""source":"stdin","pattern":"p/q","count":1,"message":""}"#
        )
    }
}
