import FootfallModel
import FootfallYAML
import Testing

@testable import FootfallPatterns

struct PackLoaderTests {
    private static func load(_ text: String) -> PackLoader.Result {
        PackLoader.load(text, file: "door.yaml", catalogue: Shipped.set.catalogue)
    }

    private static let text = """
        pack: door
        about: >-
          The door,
          and who opened it.
        apps: [Door, 'gate/*']
        patterns:
          - id: open
            event: userLogin
            outcome: unknown
            claimed: yes
            default: off
            set: { kind: front, user: nobody }
            regex: '^open ''(?<who>\\S+)''$'
            examples:
              - line: 'door: open ''alice'''
                expect:
                  user_id: nobody
                  host: null
                  count: 1
                  details: { who: alice, kind: ~, claimed: true }
              - line: "door: open 'bob'"
            not: [ 'door: shut' ]
          - id: noise
            ignore: true
            regex: ^noise
        records:
          - id: act
            format: json
            when: { act: '*', old: null, kind: [A, b] }
            fields:
              user: who
              ip: [ip, addr.ip]
              target: { field: [t, u], when: { k: x } }
            details: { name: path.to }
            flatten: more
            event:
              field: act
              table: { 'Opened it': user_login }
              catalogue: true
              categories: [Journeys]
              otherwise: keep
          - id: all
            when: { act: null }
            details: all
            event: user_logout
          - id: some
            details: [a, b.c]
            event: { field: act, snake_case: true, category: Administration }
        """

    @Test func `a pack is read as it is written`() throws {
        let result = PackLoaderTests.load(PackLoaderTests.text)
        #expect(result.diagnostics.map(\.description) == [])
        #expect(result.spoiled.isEmpty)
        let pack = try #require(result.pack)
        #expect(pack.name == "door")
        #expect(pack.about == "The door, and who opened it.")
        #expect(pack.apps == ["door", "gate/*"])
        #expect(pack.file.name == "door.yaml")
        #expect(pack.patterns.map(\.id) == ["open", "noise"])
        #expect(pack.records.map(\.id) == ["act", "all", "some"])
    }

    @Test func `a pattern is read as it is written`() throws {
        let patterns = try #require(PackLoaderTests.load(PackLoaderTests.text).pack).patterns
        let open = try #require(patterns.first)
        #expect(open.meaning.type?.slug == "user_login")
        #expect(open.meaning.outcome == .unknown)
        #expect(open.meaning.isClaim == true)
        #expect(open.meaning.isOffByDefault)
        #expect(open.meaning.constants.map { "\($0.name)=\($0.value)" } == ["kind=front", "user=nobody"])
        #expect(open.regex.text == #"^open '(?<who>\S+)'$"#)
        #expect(open.regex.quoting == .single)
        #expect(open.place == Place(line: 7, column: 5))
        #expect(open.examples.map(\.line.text) == ["door: open 'alice'", "door: open 'bob'"])
        #expect(
            open.examples[0].expectations.map { "\($0.field)=\($0.value ?? "absent")" } == [
                "user_id=nobody", "host=absent", "count=1", "details.who=alice", "details.kind=absent",
                "details.claimed=true",
            ]
        )
        #expect(open.examples[1].expectations.isEmpty)
        #expect(open.nearMisses.map(\.text) == ["door: shut"])
        let noise = patterns[1].meaning
        #expect(noise.type == nil)
        #expect(noise.outcome == nil)
        #expect(noise.isClaim == nil)
        #expect(!noise.isOffByDefault)
    }

    @Test func `a rule for records is read as it is written`() throws {
        let rules = try #require(PackLoaderTests.load(PackLoaderTests.text).pack).records
        let rule = rules[0]
        #expect(
            rule.conditions == [
                FieldCondition(path: "act", requirement: .present), FieldCondition(path: "old", requirement: .absent),
                FieldCondition(path: "kind", requirement: .oneOf(["a", "b"])),
            ]
        )
        #expect(rule.fields.map(\.role) == [.user, .ip, .target])
        #expect(rule.fields.map(\.paths) == [["who"], ["ip", "addr.ip"], ["t", "u"]])
        #expect(rule.fields[2].conditions == [FieldCondition(path: "k", requirement: .oneOf(["x"]))])
        #expect(rule.flattened == ["more"])
        guard case .listed(let listed) = rule.details, case .looked(let field, let lookup) = rule.event else {
            Issue.record("\(rule.details) \(rule.event)")
            return
        }
        #expect(listed.map { "\($0.name)=\($0.path)" } == ["name=path.to"])
        #expect(field == "act")
        #expect(lookup.table.mapValues(\.slug) == ["openedit": "user_login"])
        #expect(lookup.catalogueCategories == [.journeys])
        #expect(lookup.keepsUnknown)
        #expect(lookup.snakeCaseCategory == nil)
        guard case .all = rules[1].details, case .fixed(let type) = rules[1].event else {
            Issue.record("\(rules[1].details) \(rules[1].event)")
            return
        }
        #expect(type.slug == "user_logout")
        guard case .listed(let names) = rules[2].details, case .looked(_, let snake) = rules[2].event else {
            Issue.record("\(rules[2].details) \(rules[2].event)")
            return
        }
        #expect(names.map { "\($0.name)=\($0.path)" } == ["a=a", "b.c=b.c"])
        #expect(snake.snakeCaseCategory == .administration)
    }

    @Test func `a pattern with a mistake is put aside, and its expression still looked at`() {
        let text = """
            pack: door
            apps: [door]
            patterns:
              - { id: a, event: nothing_known, regex: '^a' }
              - { id: b, event: user_login, regex: '^b' }
              - { event: user_login, regex: '^c' }
            """
        let result = PackLoaderTests.load(text)
        #expect(result.pack?.patterns.map(\.id) == ["b"])
        #expect(result.spoiled.map(\.regex.text) == ["^a", "^c"])
        #expect(result.diagnostics.count == 2)
    }

    @Test(arguments: [
        "pack: [", "\"", "pack: *nothing", "- - -", "{{{", "pack: door\n---\npack: gate", "\u{feff}pack: 7\u{0}",
        "a: &a [*a]",
        "? [a]\n: b", "pack: !!binary x", "%YAML 9.9\n---\npack: door",
        "pack: door\npatterns: 7\nrecords: {}\napps: {}",
    ])
    func `odd files are refused in words`(text: String) {
        let result = PackLoaderTests.load(text)
        #expect(!result.diagnostics.isEmpty)
        #expect(result.diagnostics.allSatisfy { !$0.reason.isEmpty && !$0.description.contains("YamlError") })
    }
}
