import FootfallModel
import FootfallPatterns
import FootfallTesting
import Foundation
import Testing

@testable import FootfallReports

/// Events in the schemas of other programs, held to their published names.
struct SchemaExportTests {
    /// An event with all there can be, and one with as little as there can be, of each type.
    private static func events(of type: EventType) -> [ActivityEvent] {
        let full = ActivityEvent(
            id: 7,
            time: Instant(microseconds: 1_795_341_623_123_456),
            type: type.slug,
            category: type.category,
            outcome: type.outcome,
            userID: "alice",
            targetID: "bob",
            appID: "sshd",
            ip: "2001:db8::7",
            host: "web1",
            source: "/var/log/auth.log",
            pattern: "openssh/x",
            count: 3,
            message: "it \"happened\"",
            details: #"{"port":"50022","group":"sudo","a.b":"c","command":"/bin/ls","claimed":true}"#,
            evidenceOf: 3
        )
        let bare = ActivityEvent(
            time: Instant(microseconds: -1),
            type: type.slug,
            category: type.category,
            outcome: type.outcome,
            source: "stdin",
            pattern: "x/y",
            message: ""
        )
        return [full, bare]
    }

    private static func object(_ json: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    }

    /// The names of all leaves, with dots.
    private static func leaves(_ value: Any, _ path: String = "") -> [String] {
        guard let object = value as? [String: Any] else { return [path] }
        return object.flatMap { leaves($1, path.isEmpty ? $0 : path + "." + $0) }
    }

    @Test(arguments: Catalogue.shipped.types)
    func `each type gives an object of the Elastic Common Schema`(type: EventType) throws {
        let published = try PublishedNames("ecs.txt")
        let fields = Set(published.words("field"))
        let classification = try #require(type.ecs, "\(type.slug) has no place in the schema")
        for event in SchemaExportTests.events(of: type) {
            let object = try SchemaExportTests.object(ECSEvent(event, classification, version: "0.1.0").json)
            let names = SchemaExportTests.leaves(object)
            for name in names where !name.hasPrefix("labels.") { #expect(fields.contains(name), "\(name)") }
            #expect(names.filter { $0.hasPrefix("labels.") }.allSatisfy { $0.split(separator: ".").count == 2 })
            for name in ["@timestamp", "ecs.version", "event.kind", "event.category", "event.type", "event.outcome"] {
                #expect(names.contains(name), "\(name)")
            }
            #expect(object["@timestamp"] as? String == event.time.rfc3339)
            #expect(object["message"] as? String == event.message)
            let about = try #require(object["event"] as? [String: Any])
            for name in ["kind", "outcome"] {
                let value = try #require(about[name] as? String)
                #expect(published.words("value", "event." + name).contains(value))
            }
            let types = try #require(about["type"] as? [String])
            for category in try #require(about["category"] as? [String]) {
                #expect(Set(types).isSubset(of: published.words("types", category)), "\(category) \(types)")
            }
        }
    }

    @Test(arguments: Catalogue.shipped.types)
    func `each type gives an object of the Open Cybersecurity Schema Framework`(type: EventType) throws {
        let published = try PublishedNames("ocsf.txt")
        let classification = try #require(type.ocsf, "\(type.slug) has no place in the schema")
        for event in SchemaExportTests.events(of: type) {
            let object = try SchemaExportTests.object(OCSFEvent(event, classification, version: "0.1.0").json)
            func number(_ name: String) throws -> Int { try #require(object[name] as? Int, "\(name)") }
            let uid = try number("class_uid")
            let attributes = PublishedAttributes(published.words("base") + published.words("attributes", "\(uid)"))
            #expect(attributes.mistakes(in: object, "class \(uid)") == [])
            #expect(try number("category_uid") == uid / 1000)
            #expect(try number("type_uid") == uid * 100 + number("activity_id"))
            #expect(try number("time") == (event.id == 7 ? 1_795_341_623_123 : -1))
            #expect([0, 1, 2].contains(try number("status_id")))
            #expect([1, 2].contains(try number("severity_id")))
            let caption = published.all("class").first { $0[0] == "\(uid)" }?.dropFirst(2).joined(separator: " ")
            #expect(object["class_name"] as? String == caption)
            let category = published.all("category").first { $0[0] == "\(uid / 1000)" }?.dropFirst()
                .joined(separator: " ")
            #expect(object["category_name"] as? String == category)
            let activity = try number("activity_id")
            let named = published.all("activity").first { $0[0] == "\(uid)" && $0[1] == "\(activity)" }
            #expect(
                object["activity_name"] as? String
                    == (activity == 99 ? "Other" : named?.dropFirst(2).joined(separator: " "))
            )
            let oneOf = published.words("one-of", "\(uid)")
            #expect(oneOf.isEmpty || oneOf.contains { object[$0] != nil }, "\(type.slug) needs one of \(oneOf)")
            SchemaExportTests.checkObjects(in: object, published)
        }
    }

    /// Checks every object within one by the list of its attributes.
    private static func checkObjects(in object: [String: Any], _ published: PublishedNames) {
        for (name, value) in object {
            guard let inner = value as? [String: Any], name != "unmapped" else { continue }
            let kind = published.words("is", name).first
            #expect(kind != nil, "\(name) is of no object that is known")
            let attributes = PublishedAttributes(published.words("object", kind ?? ""))
            #expect(attributes.mistakes(in: inner, name) == [])
            #expect(!inner.isEmpty)
            checkObjects(in: inner, published)
        }
    }

    @Test func `who did what to whom stands where each schema has it`() throws {
        let type = try #require(Catalogue.shipped.type(named: "group_member_added"))
        let event = SchemaExportTests.events(of: type)[0]
        let ecs = ECSEvent(event, type.ecs, version: "0.1.0").json
        #expect(
            ecs == #"{"@timestamp":"2026-11-22T10:00:23.123456Z","ecs":{"version":"8.17.0"},"#
                + #""event":{"kind":"event","category":["iam"],"type":["group","change"],"outcome":"success","#
                + #""action":"group_member_added","provider":"sshd","module":"footfall","#
                + #""dataset":"footfall.activity","id":"7"},"message":"it \"happened\"","#
                + #""user":{"name":"alice","target":{"name":"bob"}},"group":{"name":"sudo"},"#
                + #""source":{"address":"2001:db8::7","ip":"2001:db8::7","port":50022},"#
                + #""host":{"name":"web1","hostname":"web1"},"service":{"name":"sshd"},"#
                + #""process":{"command_line":"/bin/ls"},"log":{"file":{"path":"/var/log/auth.log"}},"#
                + #""related":{"user":["alice","bob"],"ip":["2001:db8::7"],"hosts":["web1"]},"#
                + #""agent":{"type":"footfall","version":"0.1.0"},"labels":{"footfall_source":"/var/log/auth.log","#
                + #""footfall_pattern":"openssh/x","footfall_count":"3","footfall_evidence":"true","port":"50022","#
                + #""group":"sudo","a_b":"c","command":"/bin/ls","claimed":"true"}}"#
        )
        let ocsf = try SchemaExportTests.object(OCSFEvent(event, type.ocsf, version: "0.1.0").json)
        #expect((ocsf["group"] as? [String: Any])?["name"] as? String == "sudo")
        #expect((ocsf["user"] as? [String: Any])?["name"] as? String == "bob")
        let actor = (ocsf["actor"] as? [String: Any])?["user"] as? [String: Any]
        #expect(actor?["name"] as? String == "alice")
        #expect((ocsf["src_endpoint"] as? [String: Any])?["ip"] as? String == "2001:db8::7")
        #expect(ocsf["type_uid"] as? Int == 300_603)
    }

    @Test func `a type that the catalogue does not know is valid all the same`() throws {
        let event = ActivityEvent(
            time: Instant(seconds: 0),
            type: "something_new",
            category: .other,
            outcome: .unknown,
            ip: "workstation 7",
            source: "s",
            pattern: "p/q",
            message: "m"
        )
        let ecs = try SchemaExportTests.object(ECSEvent(event, nil, version: "0").json)
        #expect((ecs["event"] as? [String: Any])?["category"] as? [String] == ["host"])
        #expect((ecs["source"] as? [String: Any])?["ip"] == nil, "it is no address")
        let ocsf = try SchemaExportTests.object(OCSFEvent(event, nil, version: "0").json)
        #expect(ocsf["type_uid"] as? Int == 99)
    }

    @Test func `a label has no dot, whatever the dot is joined to`() throws {
        var event = try #require(SchemaExportTests.events(of: Catalogue.shipped.types[0]).first)
        event.details = "{\"a.\u{301}b\u{d4e}.c\":\"1\"}"
        let json = ECSEvent(event, nil, version: "0").json
        #expect(json.utf8.contains("\"a_\u{301}b\u{d4e}_c\":\"1\"".utf8))
    }

    @Test(
        arguments: [
            ("alice", "alice"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\nb", "\"a\nb\""), ("", ""),
            ("=1+2", "'=1+2"), ("+49", "'+49"), ("-x", "'-x"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1"),
            ("\r=1", "\"'\r=1\""), ("\n=1", "\"'\n=1\""), ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""),
            ("-5", "-5"), ("-0.25", "-0.25"), ("-1-2", "'-1-2"), ("-", "'-"), ("-1.", "'-1."), ("a=b", "a=b"),
            ("c\"\u{301},=HYPERLINK(1),\"", "\"c\"\"\u{301},=HYPERLINK(1),\"\"\""), ("=\u{301}1", "'=\u{301}1"),
            ("\u{d4e}\",+1", "\"\u{d4e}\"\",+1\""), ("\r\n=1", "\"'\r\n=1\""), ("a\r\nb", "\"a\r\nb\""),
        ]
    )
    func `a cell is quoted, and is no formula`(value: String, cell: String) {
        // By bytes, since spreadsheets know no characters.
        #expect(Array(CSVCell.written(value).utf8) == Array(cell.utf8))
    }
}
