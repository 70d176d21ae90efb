import FootfallModel
import Testing

@testable import FootfallPatterns

struct TypeNamesTests {
    private static let catalogue = Shipped.set.catalogue

    private static func find(_ name: String, _ lookup: TypeLookup) -> TypeNames.Found? {
        var names = TypeNames(catalogue: catalogue)
        let event = names.add(.looked(field: "a", lookup))
        let first = names.find(event, named: name)
        // Asked a second time, it is remembered.
        let second = names.find(event, named: name)
        #expect(first?.slug == second?.slug)
        return first
    }

    private static func lookup(
        catalogue: Set<EventCategory> = [],
        keeps: Bool = false,
        snakeCase: EventCategory? = nil
    ) -> TypeLookup {
        let login = TypeNamesTests.catalogue.type(named: "user_login")
        let table = login.map { ["signin": $0] } ?? [:]
        return TypeLookup(
            table: table,
            catalogueCategories: catalogue,
            keepsUnknown: keeps,
            snakeCaseCategory: snakeCase
        )
    }

    @Test(
        arguments: [
            ("Sign in", lookup(), "user_login"), ("user_login", lookup(), nil), ("", lookup(keeps: true), nil),
            ("USER LOGOUT", lookup(catalogue: [.identityManagement]), "user_logout"),
            ("user_logout", lookup(catalogue: [.journeys]), nil), ("Odd", lookup(keeps: true), "Odd"),
            ("Odd Thing", lookup(snakeCase: .administration), "odd_thing"),
            ("_", lookup(snakeCase: .administration), nil),
        ] as [(String, TypeLookup, String?)]
    )
    func `a name becomes a type`(name: String, lookup: TypeLookup, slug: String?) {
        let found = TypeNamesTests.find(name, lookup)
        #expect(found.map { String(decoding: $0.slug, as: UTF8.self) } == slug)
    }

    @Test(arguments: [
        ("deleteUser", Outcome.success), ("deleteUserFailed", .failure), ("login_failure", .failure),
        ("fail", .failure), ("ERROR", .failure), ("access.denied", .failure), ("failover", .success),
    ])
    func `a name in snake case tells its outcome`(name: String, outcome: Outcome) {
        #expect(TypeNamesTests.find(name, TypeNamesTests.lookup(snakeCase: .administration))?.outcome == outcome)
    }

    @Test func `a name of any length becomes a type of bounded length`() {
        let name = String(repeating: "aB", count: 5_000)
        for lookup in [TypeNamesTests.lookup(keeps: true), TypeNamesTests.lookup(snakeCase: .administration)] {
            let found = TypeNamesTests.find(name, lookup)
            #expect((found?.slug.count ?? .max) <= 400)
        }
    }

    @Test func `more names than are remembered are still found`() {
        var names = TypeNames(catalogue: TypeNamesTests.catalogue)
        let event = names.add(.looked(field: "a", TypeNamesTests.lookup(keeps: true)))
        var found = 0
        for number in 0..<10_000 where names.find(event, named: "n\(number)")?.slug == Array("n\(number)".utf8) {
            found += 1
        }
        #expect(found == 10_000)
        let kept = names.found.count
        #expect(kept < 10_000)
    }

    @Test func `one name may be another type for another rule, with an outcome of its own`() {
        var names = TypeNames(catalogue: TypeNamesTests.catalogue)
        var lookup = TypeNamesTests.lookup()
        let first = names.add(.looked(field: "a", lookup))
        lookup.outcomes = ["signin": .failure]
        let second = names.add(.looked(field: "a", lookup))
        var outcomes: [Outcome?] = []
        for event in [first, second, first] { outcomes.append(names.find(event, named: "signin")?.outcome) }
        #expect(outcomes == [.success, .failure, .success])
    }

    @Test func `a type has its number of the interner's generation`() {
        var names = TypeNames(catalogue: TypeNamesTests.catalogue)
        let event = names.add(.looked(field: "a", TypeNamesTests.lookup(keeps: true)))
        var interner = Interner(limit: 1)
        let bytes = Array("odd".utf8)
        let found = names.find(event, bytes.span, ByteRange(from: 0, to: 3)) ?? -1
        _ = interner.intern(.host, "web1")
        let before = names.typeNumber(found, &interner)
        var texts = [interner.string(before)]
        let isRenewed = interner.startNewGenerationIfFull()
        let after = names.typeNumber(found, &interner)
        texts.append(interner.string(after))
        #expect(isRenewed)
        #expect(texts == ["odd", "odd"])
    }
}

extension TypeNames {
    fileprivate mutating func find(_ event: Int, named name: String) -> Found? {
        let bytes = Array(name.utf8)
        return find(event, bytes.span, ByteRange(from: 0, to: bytes.count)).map { found[$0] }
    }
}
