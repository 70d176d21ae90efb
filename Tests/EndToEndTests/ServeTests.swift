import FootfallTesting
import Foundation
import Testing

/// `footfall serve` as a program: on a port, over TLS, stopped by signals; what pages show, FootfallWebTests tell.
@Suite(
    .fewAtOnce,
    .temporaryDirectory,
    .timeLimit(.minutes(60)),
    .enabled(if: Program.system("curl") != nil, "curl is not installed; scripts/setup test installs it")
)
struct ServeTests {
    private let folder = TemporaryDirectory.current
    private let store = Store()

    private func collected() async throws {
        #expect(try await store.collect(try folder.write("auth.log", SignIn.lines(0..<300))).status == 0)
    }

    /// The program, and where it serves.
    private func serve(_ arguments: String...) async throws -> (program: RunningProgram, address: String) {
        let listen = ["serve", "--store", store.path, "--listen", "127.0.0.1:0"]
        let program = try store.program.start(listen + arguments)
        #expect(try await eventually { program.errorsSoFar.contains("Ctrl-C") })
        let address = try #require(program.errorsSoFar.firstMatch(of: /serving (\S+)/)?.1, "\(program.errorsSoFar)")
        return (program, String(address))
    }

    private func fetch(_ arguments: String...) async throws -> String {
        let curl = try #require(Program.system("curl"))
        let outcome = try await curl.start(["--silent", "--show-error", "--max-time", "60"] + arguments).wait()
        #expect(outcome.status == 0, "\(outcome.errors)")
        return outcome.output
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func `it serves what is stored, also while more comes, until it is told to stop`(signal: Int32) async throws {
        try await collected()
        let (program, address) = try await serve()
        let page = try await fetch(address)
        #expect(page.contains("u299") && page.contains("rel=\"next\""))
        #expect(try await fetch(address + "api/v1/events?q=user:u7&limit=1").contains("\"user_id\":\"u7\""))
        try folder.append("auth.log", SignIn.lines(300..<310))
        #expect(try await store.collect(folder("auth.log")).status == 0)
        #expect(try await fetch(address).contains("u309"))
        let outcome = try await program.end(signal)
        #expect(outcome.status == 0, "\(outcome)")
    }

    @Test(arguments: [false, true])
    func `who may only read the store sees what comes, also after nobody wrote to it`(byLink: Bool) async throws {
        try await collected()
        guard let nobody = try await unprivileged() else { return }
        try folder.setMode(".", 0o755)
        let mode: Int32 = unsafe chmod(store.path, 0o644)
        #expect(mode == 0)
        // The log that tells of a writer stands beside the file, not beside a link to it.
        let path = byLink ? folder("link.db") : store.path
        if byLink { try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: store.path) }
        let program = try nobody.start(["serve", "--store", path, "--listen", "127.0.0.1:0"])
        #expect(try await eventually { program.errorsSoFar.contains("Ctrl-C") })
        let address = String(try #require(program.errorsSoFar.firstMatch(of: /serving (\S+)/)?.1))
        #expect(try await fetch(address).contains("u299"))
        try folder.append("auth.log", SignIn.lines(300..<310))
        #expect(try await store.collect(folder("auth.log")).status == 0)
        #expect(try await fetch(address).contains("u309"))
        let collector = try store.program.start(["collect", "--store", store.path, folder("auth.log")])
        try folder.append("auth.log", SignIn.lines(310..<320))
        #expect(try await eventually { try await fetch(address).contains("u319") })
        #expect(try await collector.end(SIGTERM).status == 0)
        #expect(try await fetch(address).contains("u319"))
        #expect(try await program.end(SIGTERM).status == 0)
    }

    @Test func `asked for heads it sends no bodies, and who follows does not keep it from stopping`() async throws {
        try await collected()
        let (program, address) = try await serve()
        let port = try #require(UInt16(address.firstMatch(of: /:(\d+)\//)?.1 ?? ""))
        // Two requests over one connection: a body after the first would be taken for the second answer.
        let heads = try await fetch("--head", address, "--next", "--silent", "--head", address + "export")
        #expect(heads.ranges(of: "HTTP/1.1 200 OK").count == 2 && !heads.contains("<html"))
        let follower = try StreamSender(port: port)
        let request = Array("GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".utf8)
        _ = try follower.send(request[...], patience: .seconds(10))
        var head = ""
        #expect(
            try await eventually {
                head += try follower.received()
                return head.hasPrefix("HTTP/1.1 200")
            }
        )
        #expect(try await fetch(address).contains("u299"))
        #expect(try await program.end(SIGTERM).status == 0)
    }

    @Test func `over TLS, with a password, and the sign-ins are events`() async throws {
        try await collected()
        let openssl = try #require(Program.system("openssl"))
        let made = try await openssl.run(
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            folder("key.pem"),
            "-out",
            folder("cert.pem"),
            "-days",
            "2",
            "-subj",
            "/CN=localhost"
        )
        #expect(made.status == 0, "\(made.errors)")
        let password = Program.Input.bytes(Array("correct horse battery\n".utf8))
        let hashed = try await store.program.start(["serve", "--hash-password"], input: password).wait()
        #expect(hashed.status == 0 && hashed.output.hasPrefix("pbkdf2-sha256$"))
        try folder.write("hash", hashed.output)
        let (program, address) = try await serve(
            "--password-file",
            folder("hash"),
            "--certificate",
            folder("cert.pem"),
            "--key",
            folder("key.pem")
        )
        #expect(address.hasPrefix("https://"))
        let refused = try await fetch("--insecure", "--output", "/dev/null", "--write-out", "%{http_code}", address)
        #expect(refused == "303")
        let form = ["--insecure", "--include", "--data-urlencode"]
        let wrong = try await fetch(form[0], form[1], form[2], "password=wrong", address + "login")
        #expect(wrong.contains(" 403"))
        let right = try await fetch(form[0], form[1], form[2], "password=correct horse battery", address + "login")
        let cookie = try #require(right.firstMatch(of: /(footfall_session=[0-9a-f]+)/)?.1)
        #expect(right.contains("HttpOnly") && right.contains("Secure"))
        #expect(try await fetch("--insecure", "--cookie", String(cookie), address).contains("u299"))
        let told = ["web sign-in failed from 127.0.0.1\n", "web sign-in from 127.0.0.1\n"]
        #expect(try await eventually { told.allSatisfy(program.errorsSoFar.contains) })
        let log = program.errorsSoFar
        #expect(try await program.end(SIGTERM).status == 0)
        let lines = log.split(separator: "\n").map { "Nov 22 10:00:01 web1 footfall[811]: \($0)\n" }.joined()
        let parsed = try await store.program.run("parse", try folder.write("footfall.log", lines))
        #expect(
            parsed.output.contains("footfall/web-sign-in-failed") && parsed.output.contains("footfall/web-sign-in\"")
        )
    }

    @Test func `other machines are not served without a password`() async throws {
        try await collected()
        let outcome = try await store.program.run("serve", "--store", store.path, "--listen", "0.0.0.0:0")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("0.0.0.0:0 is reached from other machines, and there is no password"))
        #expect(outcome.errors.contains("hint: name a --password-file"))
    }

    @Test func `what it cannot do is told at once`() async throws {
        let none = try await store.program.run("serve", "--store", store.path)
        #expect(none.status == 1 && none.errors.contains("there is no store here"))
        try await collected()
        let (program, address) = try await serve()
        let port = try #require(address.firstMatch(of: /:(\d+)\//)?.1)
        let taken = try await store.program.run("serve", "--store", store.path, "--listen", "127.0.0.1:\(port)")
        #expect(taken.status == 1 && taken.errors.contains("cannot serve at 127.0.0.1:\(port)"), "\(taken.errors)")
        #expect(try await program.end(SIGTERM).status == 0)
        try folder.write("hash", "secret")
        let hash = try await store.program.run("serve", "--store", store.path, "--password-file", folder("hash"))
        #expect(hash.status == 1 && hash.errors.contains("this is no hash of a password"))
        let odd = try await store.program.run("serve", "--store", store.path, "--listen", "8514")
        #expect(odd.status != 0 && odd.errors.contains("the port is missing"))
    }

    @Test func `ten megabytes of a query and paths that lead elsewhere get nothing, and the next is served`()
        async throws
    {
        try await collected()
        let (program, address) = try await serve()
        let port = try #require(UInt16(address.firstMatch(of: /:(\d+)\//)?.1 ?? ""))
        try folder.write("long", "url = \"\(address)?q=" + String(repeating: "a", count: 100_000) + "\"\n")
        let codes = ["--silent", "--path-as-is", "--output", "/dev/null", "--write-out", "%{http_code}\n"]
        let long = try await Program.system("curl")?.start(codes + ["--config", folder("long")]).wait()
        #expect(["400\n", "414\n", "431\n", "000\n"].contains(long?.output), "\(long?.output ?? "")")
        let sender = try StreamSender(port: port)
        _ = try? sender.send(
            Array(("GET /?q=" + String(repeating: "a", count: 10 << 20)).utf8)[...],
            patience: .seconds(5)
        )
        let memory = try residentBytes(program.processID)
        for path in [
            "../../../../etc/passwd", "assets/../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "assets/%2fetc%2fpasswd",
        ] {
            let answer = try await fetch("--path-as-is", "--write-out", "%{http_code}", address + path)
            #expect(answer.hasSuffix("404") || answer.hasSuffix("400"), "\(path)")
            #expect(!answer.contains("root:"), "\(path)")
        }
        #expect(try await fetch(address).contains("u299"))
        #expect(memory < 200 << 20, "\(memory)")
        #expect(try await program.end(SIGTERM).status == 0)
    }

    /// Lets this process have as many connections as it needs.
    private func raiseFileLimit(to count: UInt) throws {
        var limit = rlimit()
        try #require(unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
        if limit.rlim_cur >= count { return }
        limit.rlim_cur = min(count, limit.rlim_max)
        try #require(unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
    }

    @Test func `a thousand slow clients keep nobody out, and those who wait longest make room`() async throws {
        try await collected()
        try raiseFileLimit(to: 4096)
        let (program, address) = try await serve()
        let port = try #require(UInt16(address.firstMatch(of: /:(\d+)\//)?.1 ?? ""))
        var slow: [StreamSender] = []
        var begun = ContinuousClock.now
        for number in 0..<1000 {
            if number == 999 { begun = .now }
            let sender = try StreamSender(port: port)
            let request =
                number.isMultiple(of: 2) ? "GET / HTTP/1.1\r\nHost: " : "POST /login HTTP/1.1\r\nContent-Length: 99\r\n"
            _ = try sender.send(Array(request.utf8)[...], patience: .seconds(10))
            slow.append(sender)
            // While they come, and once they are all there.
            if number.isMultiple(of: 250) { #expect(try await fetch(address).contains("u299")) }
        }
        for path in ["", "api/v1/facets?q=", "user/u7", "status"] {
            let code = try await fetch("--output", "/dev/null", "--write-out", "%{http_code}", address + path)
            #expect(code == "200", "\(path)")
        }
        // Many have made room, and those that came last are still there, unless all this took so
        // long that they have been slow, too.
        let files = "/proc/\(program.processID)/fd"
        #expect(try await eventually { try FileManager.default.contentsOfDirectory(atPath: files).count < 1000 })
        #expect(try await eventually { slow[0].isClosed })
        let isNewestClosed = slow[999].isClosed
        if ContinuousClock.now - begun < .seconds(45) { #expect(!isNewestClosed) }
        #expect(try await program.end(SIGTERM).status == 0)
    }
}
