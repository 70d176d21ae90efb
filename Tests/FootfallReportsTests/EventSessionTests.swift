import FootfallModel
import FootfallQuery
import FootfallReports
import FootfallStore
import FootfallTesting
import Testing

/// Which events are of one session with another.
@Suite(.temporaryDirectory) struct EventSessionTests {
    /// What happened, in minutes from the first, and by whom.
    private func event(
        _ minute: Int64,
        _ type: String,
        _ details: String? = nil,
        user: String? = "dave",
        host: String? = "web1",
        ip: String? = nil,
        app: String = "sshd"
    ) -> ActivityEvent {
        ActivityEvent(
            time: berlinTime(10, minute, 0),
            type: type,
            category: .hostActivity,
            outcome: type == "user_failed_login" ? .failure : .success,
            userID: user,
            appID: app,
            ip: ip,
            host: host,
            source: "/var/log/auth.log",
            pattern: "test/event",
            message: "\(minute)",
            details: details
        )
    }

    /// The session of the event that happened in a minute, as the minutes of all its events.
    private func session(of minute: Int, _ events: [ActivityEvent], limit: Int = 9) throws -> (EventSession, [String])?
    {
        let path = TemporaryDirectory.current("\(minute)-\(Int.random(in: 0 ... .max)).db")
        let writer = try StoreWriter(path: path) { _ in berlin }
        var maker = BatchMaker()
        try writer.write(maker.batch(events))
        try writer.close()
        let store = try EventStore(path: path)
        let all = try store.search(EventQuery(), limit: .max)
        let event = try #require(all.first { $0.message == "\(minute)" })
        let deadline = ContinuousClock.now + .seconds(60)
        guard let session = try EventSession(of: event, in: store, limit: limit, deadline: deadline) else { return nil }
        return (session, (session.before.reversed() + [event] + session.after).map(\.message))
    }

    @Test func `from the sign-in to the sign-out of the same port, and nobody else's`() throws {
        let events = [
            event(0, "user_login", #"{"port":"1"}"#, ip: "192.0.2.1"),
            event(1, "user_login", #"{"port":"7"}"#, user: "eve", ip: "192.0.2.1"),
            event(2, "privilege_use", app: "sudo"),
            event(3, "privilege_use", host: "db1", app: "sudo"),
            event(4, "user_failed_login", #"{"port":"2","claimed":true}"#, ip: "203.0.113.9"),
            event(5, "change_password", app: "passwd"),
            event(6, "user_logout", #"{"port":"1"}"#, ip: "192.0.2.1"),
            event(7, "privilege_use", app: "sudo"),
        ]
        for minute in [0, 2, 5, 6] {
            let (session, minutes) = try #require(try session(of: minute, events))
            #expect(minutes == ["0", "2", "5", "6"], "\(minute)")
            #expect(session.start == berlinTime(10, 0, 0) && session.end == berlinTime(10, 6, 0))
            #expect(session.search.hasPrefix("user:dave host:web1 since:2026-11-22T09:00:00.000000Z until:"))
        }
        #expect(try session(of: 4, events) == nil)
        #expect(try session(of: 7, events) == nil)
        #expect(try session(of: 2, events, limit: 1)?.1 == ["0", "2", "5"])
    }

    @Test func `of two at a time the number tells, or else the later one is taken`() throws {
        let events = [
            event(0, "session_start", #"{"session_id":"1"}"#, app: "systemd-logind"),
            event(1, "session_start", #"{"session_id":"2"}"#, app: "systemd-logind"),
            event(2, "job_run", #"{"session_id":"1"}"#, app: "systemd-logind"), event(3, "privilege_use", app: "sudo"),
            event(4, "session_end", #"{"session_id":"2"}"#, app: "systemd-logind"),
            event(5, "session_end", #"{"session_id":"1"}"#, app: "systemd-logind"),
        ]
        #expect(try session(of: 2, events)?.0.start == berlinTime(10, 0, 0))
        #expect(try session(of: 2, events)?.1 == ["0", "2", "3", "5"])
        #expect(try session(of: 3, events)?.0.end == berlinTime(10, 4, 0))
        #expect(try session(of: 4, events)?.1 == ["1", "3", "4"])
    }

    @Test func `one that goes on reaches to the next sign-in`() throws {
        let events = [
            event(0, "user_login", ip: "192.0.2.1"), event(1, "privilege_use"), event(2, "change_password"),
            event(3, "user_login", ip: "192.0.2.2"),
        ]
        let (session, minutes) = try #require(try session(of: 1, events))
        #expect(minutes.prefix(3) == ["0", "1", "2"] && !minutes.contains("3"))
        #expect(session.start == berlinTime(10, 0, 0) && session.end == nil)
    }

    @Test func `where nothing begins or ends, what names the session tells, and else there is none`() throws {
        let events = [
            event(0, "data_access", #"{"session_id":"a"}"#, host: nil, app: "shop"),
            event(1, "data_access", #"{"session_id":"b"}"#, host: nil, app: "shop"),
            event(2, "data_access", #"{"session_id":"a"}"#, host: nil, app: "shop"),
            event(3, "data_access", host: nil, app: "shop"), event(4, "data_access", user: nil, host: nil, app: "shop"),
        ]
        #expect(try session(of: 0, events)?.1 == ["0", "2"])
        #expect(try session(of: 0, events)?.0.search.contains("session_id:a since:") == true)
        #expect(try session(of: 1, events) == nil)
        #expect(try session(of: 3, events) == nil)
        #expect(try session(of: 4, events) == nil)
    }
}
