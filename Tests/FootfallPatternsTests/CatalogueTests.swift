import FootfallModel
import Testing

@testable import FootfallPatterns

struct CatalogueTests {
    @Test func `all 96 types are in the catalogue`() {
        let types = Shipped.set.catalogue.types
        #expect(types.count == 96)
        #expect(types.filter { $0.category == .identityManagement }.count == 27)
        #expect(types.filter { $0.category == .journeys }.count == 33)
        #expect(types.filter { $0.category == .identityVerification }.count == 16)
        #expect(types.filter { $0.category == .hostActivity }.count == 20)
        #expect(types.allSatisfy { !$0.meaning.isEmpty })
        for type in types { #expect(Shipped.set.catalogue.type(named: type.slug) == type) }
    }

    @Test(arguments: ["failed_OTP_attempt", "failedOtpAttempt", "FAILED-OTP-ATTEMPT", "Failed OTP attempt"])
    func `a type keeps its spelling however it is asked for`(name: String) {
        #expect(Shipped.set.catalogue.type(named: name)?.slug == "failed_OTP_attempt")
    }

    @Test func `what nobody knows is no type`() {
        #expect(Shipped.set.catalogue.type(named: "user_logon") == nil)
        #expect(Shipped.set.catalogue.type(named: "") == nil)
    }

    @Test func `a catalogue tells all its mistakes`() {
        let text = """
            event_types:
              - { type: a, category: Identity managment, outcome: sucess, claimed: perhaps }
              - { category: Other, ecs: iam/usr, ocsf: authentication/login }
              - { type: a, category: Other, outcome: unknown }
              - a
            """
        let (_, diagnostics) = Catalogue.load(text, file: "event-types.yaml")
        #expect(
            diagnostics.map { "\($0.line): \($0.reason)" } == [
                "2: category 'Identity managment' is not known", "2: outcome 'sucess' is not known",
                "2: claimed must be true or false", "3: an event type needs a name under 'type'",
                "3: ecs: there is no type of iam 'usr'", "3: ocsf: there is no activity of authentication 'login'",
                "4: the type 'a' stands twice", "5: an event type must be a mapping (key: value), not text",
            ]
        )
    }

    @Test(
        arguments: [
            ("iam/usr", "did you mean 'user'?"), ("iamm/user", "did you mean 'iam'?"),
            ("iam", "write it as in authentication/start or iam/user,change"),
            ("authentication,session/start,change", "one of: end, info, start"),
        ]
    )
    func `a slip in what a type is called elsewhere is told with what was meant`(text: String, hint: String) {
        #expect(throws: ClassificationMistake.self) { try ECSClassification(text) }
        let list = "event_types: [{ type: a, category: Other, outcome: unknown, ecs: '\(text)' }]"
        #expect(Catalogue.load(list, file: "f").diagnostics.map(\.hint) == [hint])
    }
}
