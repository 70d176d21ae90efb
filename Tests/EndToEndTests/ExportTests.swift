import FootfallTesting
import Foundation
import Testing

/// `search --output ecs` and `ocsf`, as other programs read them.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct ExportTests {
    private let folder = TemporaryDirectory.current
    private let store = Store()

    private func objects(_ outcome: Program.Outcome) throws -> [[String: Any]] {
        guard outcome.status == 0 else { throw Unexpected(outcome) }
        return try outcome.outputLines.map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    @Test(arguments: ["ecs", "ocsf"])
    func `every event of the samples comes as an object a line, in the order of the search`(output: String) async throws
    {
        try await store.collect(Samples.time + [Samples.folder])
        let found = try await objects(store.search("--limit", "0", "--oldest-first", "--output", output))
        let events = try await store.events()
        #expect(found.count == events.count)
        for (object, event) in zip(found, events) {
            #expect(object["message"] as? String == event.message)
            if output == "ecs" {
                #expect(object["@timestamp"] as? String == event.time)
                #expect((object["event"] as? [String: Any])?["action"] as? String == event.type)
                #expect((object["user"] as? [String: Any])?["name"] as? String == event.user_id)
                #expect((object["source"] as? [String: Any])?["ip"] as? String == event.ip)
            } else {
                let metadata = object["metadata"] as? [String: Any]
                #expect(metadata?["event_code"] as? String == event.type)
                #expect(object["class_uid"] is Int && object["type_uid"] is Int)
            }
        }
    }

    @Test func `types of one's own are exported as their catalogue says`() async throws {
        try folder.folder("own")
        try folder.write(
            "own/event-types.yaml",
            """
            event_types:
              - { type: door_opened, category: Other, outcome: success, meaning: A door, ecs: session/start,
                  ocsf: authentication/logon }

            """
        )
        try folder.write(
            "own/doors.yaml",
            """
            pack: doors
            about: Doors
            apps: [door]
            patterns:
              - id: knock
                event: door_opened
                regex: '^knock (?<user>\\S+)$'
                examples:
                  - line: 'Nov 22 10:00:01 web1 door[1]: knock alice'
                    expect: { user_id: alice }

            """
        )
        let log = try folder.write("door.log", "Nov 22 10:00:01 web1 door[1]: knock alice\n")
        let configuration = try folder.write("footfall.yaml", "store: \(store.path)\npatterns: {folder: own}\n")
        let options = ["--config", configuration]
        let collected = try await store.program.start(["collect", "--once", log] + Samples.time + options).wait()
        #expect(collected.status == 0, "\(collected.errors)")
        let found = try await store.program.start(["search", "--output", "ocsf"] + options).wait()
        #expect(try objects(found).map { $0["class_uid"] as? Int } == [3002])
        let parsed = try await store.program.start(["parse", "--output", "ecs", log] + Samples.time + options).wait()
        let event = try objects(parsed).first?["event"] as? [String: Any]
        #expect(event?["category"] as? [String] == ["session"])
    }

    @Test func `a user name that is a formula is text in a spreadsheet, and what it is elsewhere`() async throws {
        let line = SignIn.line(1).replacing("for u1", with: "for =cmd|calc")
        try await store.collect("--timezone", "UTC", try folder.write("auth.log", line))
        let csv = try await store.search("--output", "csv").outputLines
        #expect(csv.last?.contains(",'=cmd|calc,") == true, "\(csv)")
        #expect(try await store.events().map(\.user_id) == ["=cmd|calc"])
        let sql = try await store.program.run(
            "sql",
            "--store",
            store.path,
            "--output",
            "csv",
            "SELECT user_id, -count AS n FROM activity"
        )
        #expect(sql.output == "user_id,n\n'=cmd|calc,-1\n")
    }
}
