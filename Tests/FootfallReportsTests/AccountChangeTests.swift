import FootfallModel
import Testing

@testable import FootfallReports

struct AccountChangeTests {
    @Test(
        arguments: [
            ("create_user", .success, nil, "account created"),
            ("create_user", .failure, #"{"reason":"name is taken"}"#, "creating the account failed (name is taken)"),
            ("create_user_failure", .failure, nil, "creating the account failed"),
            ("group_member_added", .success, #"{"group":"sudo"}"#, "put into group sudo"),
            ("group_member_added", .success, nil, "put into a group"),
            ("group_member_removed", .failure, #"{"group":"sudo"}"#, "taken out of group sudo: failed"),
            ("locked_account", .failure, nil, "locked after failed sign-ins"),
            ("locked_account", .success, nil, "locked after failed sign-ins"),
            ("update_user", .success, #"{"attribute":"home"}"#, "home changed"),
            ("update_user", .success, #"{"attribute":"uid","old":"1","new":"0"}"#, "uid changed from 1 to 0"),
            ("card_reader_removed", .success, nil, "card reader removed"),
        ] as [(String, Outcome, String?, String)]
    )
    func `a change is told in words`(_ type: String, _ outcome: Outcome, _ details: String?, _ words: String) {
        let event = change(berlinTime(1, 0, 0), type, who: nil, whom: "bob", outcome: outcome, details: details)
        #expect(event.deed == words)
    }

    @Test func `what happens to an account in one second is one change`() {
        let group = #"{"group":"bob"}"#
        let changes = AccountChange.together([
            change(berlinTime(1, 0, 0), "create_group", who: nil, whom: nil, details: group),
            change(berlinTime(1, 0, 0), "create_user", who: nil, whom: "bob"),
            change(berlinTime(1, 0, 0), "create_user", who: nil, whom: "eve"),
            change(berlinTime(1, 0, 0), "update_user", who: nil, whom: "eve", host: "web2"),
            change(berlinTime(1, 0, 0), "update_user", who: "root", whom: "eve", host: "web2"),
            change(berlinTime(1, 0, 1), "update_user", who: "root", whom: "eve", host: "web2"),
        ])
        #expect(changes.map(\.account) == ["bob", "eve", "eve", "eve", "eve"])
        #expect(changes.map(\.actor) == [nil, nil, nil, "root", "root"])
        #expect(changes[0].deeds == ["group bob created", "account created"])
    }

    @Test func `whoever changes the own account is not its actor`() {
        let changes = AccountChange.together([
            change(berlinTime(1, 0, 0), "update_password", who: "bob", whom: nil),
            change(berlinTime(2, 0, 0), "update_password", who: "bob", whom: "bob"),
        ])
        #expect(changes.map(\.account) == ["bob", "bob"])
        #expect(changes.allSatisfy { $0.actor == nil })
    }
}
