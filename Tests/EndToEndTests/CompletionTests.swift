import FootfallTesting
import Foundation
import Testing

/// What the shells offer after Tab.
@Suite(.fewAtOnce, .temporaryDirectory, .timeLimit(.minutes(60)))
struct CompletionTests {
    private let folder = TemporaryDirectory.current

    enum Shell: String, CaseIterable { case bash, zsh, fish }

    /// A store with a few people in it, and some whose names are traps.
    private func fill() async throws -> Program {
        let store = Store()
        let names = [
            "alice", "alan", "bob", "$(touch PWNED)", "`touch PWNED`", "a;touch PWNED", "a b", "al'x", "al\"x", "al\\x",
            "a\u{1b}[31m", "-alf", "~root", "al$HOME", "al*", "a&b", "al|x", "al>x", "alp(x)", "al\u{202e}x", "älva",
        ]
        let lines = names.enumerated().map { index, name in
            "2026-11-21T10:00:\(10 + index)+00:00 web\(index % 2) sshd[\(index)]: "
                + "Accepted password for \(name) from 2001:db8::\(index) port 22 ssh2\n"
        }
        try await store.collect("--timezone", "UTC", folder.write("auth.log", lines.joined()))
        try folder.write("footfall.yaml", "searches: {refused: 'outcome:failure', nights: 'type:user_login'}\n")
        return Program.footfall.with([
            "FOOTFALL_STORE": store.path, "FOOTFALL_CONFIG": folder("footfall.yaml"), "HOME": folder.path,
            "PATH": Program.builtProducts + ":/usr/bin:/bin",
        ])
    }

    /// What bash offers for a line, at its end; split as readline does it.
    private func bash(_ line: String, _ program: Program) async throws -> [String] {
        var words = [""]
        for character in line {
            let isBreak = character == ":" || character == "="
            let endsBreak = words.last?.isEmpty == false && words.last?.allSatisfy { ":=".contains($0) } == true
            if character == " " {
                words.append("")
            } else if isBreak != endsBreak, words.last?.isEmpty == false {
                words.append(String(character))
            } else {
                words[words.count - 1].append(character)
            }
        }
        let current = words.last.map { $0.allSatisfy { ":=".contains($0) } ? "" : $0 } ?? ""
        let script = """
            cd '\(folder.path)'; source <(footfall --generate-completion-script bash)
            COMP_LINE=$1; COMP_POINT=${#1}; cur=$2; shift 2; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
            _footfall_words footfall "$cur" "${COMP_WORDS[COMP_CWORD - 1]}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        var shell = try #require(Program.system("bash"))
        shell.environment = program.environment
        let outcome = try await shell.start(["--norc", "-c", script, "bash", line, current] + words).wait()
        #expect(outcome.errors.isEmpty, "\(line): \(outcome.errors)")
        return outcome.outputLines
    }

    /// The same, sorted; asked again where a busy machine did not answer in a fifth of a second.
    private func bash(_ line: String, _ program: Program, until offered: [String]) async throws -> [String] {
        var found: [String] = []
        for _ in 0..<20 {
            found = try await bash(line, program).sorted()
            if found == offered.sorted() { break }
        }
        return found
    }

    /// What the program is asked by a shell's script.
    private func askOnce(_ shell: Shell, _ argument: String, _ words: [String], _ program: Program) async throws
        -> [String]
    {
        let commands = words.dropFirst().prefix { !$0.isEmpty && !$0.hasPrefix("-") }.prefix(
            words[1] == "report" ? 2 : 1
        )
        let outcome = try await program.with(["SAP_SHELL": shell.rawValue]).start(
            ["---completion"] + commands + ["--", argument, "\(words.count - 1)", "\(words.last?.count ?? 0)"] + words
        ).wait()
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        return outcome.output.split(separator: "\n").map(String.init).filter { $0 != " " }
    }

    /// The same, asked again where a busy machine did not answer in a fifth of a second.
    private func ask(
        _ shell: Shell,
        _ argument: String,
        _ words: [String],
        _ program: Program
    ) async throws -> [String] {
        var found = try await askOnce(shell, argument, words, program)
        for _ in 0..<20 where found.isEmpty {
            found = try await askOnce(shell, argument, words, program)
        }
        return found
    }

    @Test func `bash offers the store's values, and runs nothing that stands in them`() async throws {
        let program = try await fill()
        let cases: [(String, [String])] = [
            ("footfall search --user al", ["alan", "alice"]), ("footfall search --user ä", ["älva"]),
            ("footfall search user:al", ["alan", "alice"]), ("footfall search user:bob,ali", ["bob,alice"]),
            ("footfall search outcome:", ["failure", "success", "unknown"]),
            ("footfall search ho", ["host:web0", "host:web1"]),
            ("footfall search --ip 2001:db8::12", ["12"]), ("footfall search --ip=2001:db8::12", ["12"]),
            ("footfall search --limit 3 --ip 2001:db", ["db8::"] + (1...20).map { "db8::\($0)" }),
            ("footfall report address 2001:db8::1", [1, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19].map(String.init)),
            ("footfall search --user=bo", ["bob"]), ("footfall search ip:2001:db8::12 user:bo", ["bob"]),
            ("footfall search host:web0 type:user_f", ["user_failed_login"]),
            ("footfall search @n", ["@nights"]), ("footfall search ip:2001:db8::12", ["12"]),
            ("footfall search evidence:", ["no", "only", "yes"]), ("footfall report user b", ["bob"]),
            ("footfall report top --by ta", ["target"]), ("footfall patterns list opens", ["openssh"]),
            ("footfall collect --enable cron", ["cron/*"]), ("footfall events --category ho", ["host-activity"]),
            ("footfall report daily --section head", ["headline"]), ("footfall report daily --format h", ["html"]),
            ("footfall collect --timezone Europe/Vien", ["Europe/Vienna"]),
            ("footfall search --since yes", ["yesterday"]),
            ("footfall search --config footfall.y", ["footfall.yaml"]),
        ]
        for (line, offered) in cases {
            let found = try await bash(line, program, until: offered)
            #expect(found == offered.sorted(), "\(line): \(found)")
        }
        // All names at once: those that a shell would act on are not among them.
        let names = ["alan", "alice", "bob", "älva"]
        #expect(try await bash("footfall search --user ", program, until: names) == names)
        #expect(try await bash("footfall search user:", program, until: names) == names)
        #expect(!folder.hasFile("PWNED"))
    }

    @Test(arguments: Shell.allCases)
    func `each shell is told in its own way`(_ shell: Shell) async throws {
        let program = try await fill()
        let names = try await ask(shell, "--user", ["footfall", "search", "--user", "al"], program)
        #expect(names == ["alan", "alice"])
        let types = try await ask(shell, "positional@0", ["footfall", "search", "type:user_f"], program)
        #expect(types == [shell == .zsh ? "type\\:user_failed_login" : "type:user_failed_login"])
        let addresses = try await ask(shell, "--ip", ["footfall", "search", "--ip", "2001:db8::12"], program)
        #expect(addresses == [shell == .zsh ? "2001\\:db8\\:\\:12" : "2001:db8::12"])
        let empty = try await ask(
            shell,
            "--user",
            ["footfall", "search", "--user", shell == .fish ? "''" : ""],
            program
        )
        #expect(empty == ["alan", "alice", "bob", "älva"])
        // Another store than the environment's, by the line itself.
        let none = try await askOnce(
            shell,
            "--user",
            ["footfall", "search", "--store", folder("none.db"), "--user", ""],
            program
        )
        #expect(none == [])
        #expect(!folder.hasFile("none.db"))
    }

    @Test func `at most a hundred, in a fifth of a second`() async throws {
        let store = Store()
        try await store.collect("--timezone", "UTC", folder.write("auth.log", SignIn.lines(0..<5000)))
        let program = Program.footfall.with(["FOOTFALL_STORE": store.path])
        let found = try await ask(.fish, "--user", ["footfall", "search", "--user", "u1"], program)
        #expect(found.count == 100)
        #expect(Set(found).isSubset(of: Set(SignIn.users(0..<5000))))
    }

    @Test func `zsh and fish take their scripts, and offer the commands and the store's values`() async throws {
        let program = try await fill()
        for shell in [Shell.zsh, .fish] {
            guard let found = Program.system(shell.rawValue) else {
                print("\(shell) is not installed: skipped")
                continue
            }
            let script = try await program.run("--generate-completion-script", shell.rawValue)
            #expect(script.status == 0)
            try folder.write(shell == .zsh ? "_footfall" : "footfall.fish", script.output)
            var runner = found
            runner.environment = program.environment
            let outcome = try await runner.start(
                shell == .zsh ? ["-f", "-c", Self.zsh] : ["--no-config", "-c", Self.fish]
            ).wait()
            #expect(outcome.output.contains("search"), "\(shell): \(outcome.output)\(outcome.errors)")
            #expect(outcome.output.contains("alice"), "\(shell): \(outcome.output)\(outcome.errors)")
            #expect(outcome.output.contains("user_failed_login"), "\(shell): \(outcome.output)\(outcome.errors)")
            #expect(!outcome.output.contains("PWNED"))
        }
        #expect(!folder.hasFile("PWNED"))
    }

    @Test func `bash, at whose terminal Tab is pressed, writes what it is offered`() async throws {
        var python = try #require(Program.system("python3"))
        python.environment = try await fill().environment
        python.environment["TERM"] = "dumb"
        let cases = [
            "report address 2001:d": "report address 2001:db8::", "search --ip 2001:d": "search --ip 2001:db8::",
            "search --ip=2001:d": "search --ip=2001:db8::", "search user:ali": "search user:alice",
            "search host:web0 type:user_f": "search host:web0 type:user_failed_login",
        ]
        for (typed, made) in cases {
            let outcome = try await python.start(["-c", Self.bash, typed, made]).wait()
            #expect(outcome.status == 0, "\(typed): \(outcome.output)\(outcome.errors)")
        }
        #expect(!folder.hasFile("PWNED"))
    }

    /// A terminal for bash; once more where a busy machine was too slow.
    private static let bash = """
        import os, pty, select, sys, time
        typed, made = sys.argv[1:]
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(os.environ["HOME"])
            os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])
        seen = b""
        def wait(text, seconds):
            global seen
            end = time.monotonic() + seconds
            while text not in seen and time.monotonic() < end:
                if select.select([terminal], [], [], 0.1)[0]: seen += os.read(terminal, 65536)
            return text in seen
        def write(text): os.write(terminal, text.encode())
        write("PS1='> '; source <(footfall --generate-completion-script bash); echo rea''dy\\n")
        found = wait(b"ready\\r\\n", 60)
        for attempt in range(20):
            seen = b""
            # What is written then is told by the shell, the line being made the words of an echo.
            write("footfall " + typed + "\\t")
            wait(made.encode(), 3)
            write("\\x01echo got\\n")
            write("\\x15echo do''ne\\n")
            found = wait(b"done\\r\\n", 10)
            if ("gotfootfall " + made).encode() in seen: sys.exit(0)
        print(seen)
        sys.exit(1)
        """

    /// A terminal of its own, in which Tab is pressed.
    private static let zsh = """
        zmodload zsh/zpty; cd $HOME
        zpty shell 'zsh -f -i'
        zpty -w shell 'PS1="> "; fpath=($HOME $fpath); autoload -Uz compinit; compinit -u -d $HOME/dump'
        zpty -w shell 'bindkey "^I" complete-word; setopt noautomenu nobeep; echo rea""dy'
        zpty -r -m shell seen '*ready*'
        # Types a line and waits for what Tab makes of it; once more where a busy machine was too slow.
        offered() {
            local all piece
            repeat 10; do
                zpty -w -n shell $'\\C-u'$1
                repeat 30; do
                    while zpty -r -t shell piece; do all+=$piece; done
                    [[ $all = *$2* ]] && { print -r -- $all; return }
                    sleep 0.1
                done
            done
        }
        offered $'footfall sea\t' search
        offered $'footfall search --user ali\t' alice
        offered $'footfall search type:user_f\t' failed_login
        zpty -d shell
        """

    /// fish 3 answers `complete -C` without a terminal, all but where the cursor is.
    private static let fish = """
        cd $HOME; source footfall.fish
        functions -c __footfall_tokens __footfall_plain_tokens
        function __footfall_tokens
            if test "$argv" = -tC
                string length -- (commandline -t)
            else
                __footfall_plain_tokens $argv
            end
        end
        # Once more where a busy machine was too slow.
        function offered
            for i in (seq 20)
                set found (complete -C $argv)
                test -n "$found"; and break
            end
            echo $found
        end
        offered 'footfall sea'; offered 'footfall search --user '; offered 'footfall search type:user_f'
        """
}

extension TemporaryDirectory {
    fileprivate func hasFile(_ name: String) -> Bool { FileManager.default.fileExists(atPath: self(name)) }
}
