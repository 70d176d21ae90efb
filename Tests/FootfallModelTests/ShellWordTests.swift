import FootfallModel
import Foundation
import Testing

struct ShellWordTests {
    @Test(arguments: [
        ("/var/log/x", "/var/log/x"), ("a b", "'a b'"), ("a'b", #"'a'\''b'"#), ("$(x)", "'$(x)'"), ("", "''"),
        ("50%", "50%"), (#"a\b"#, #"'a\b'"#), ("a\u{1b}[2J'\\", #"$'a\x1b[2J\'\\'"#),
        ("a\u{202e}", #"$'a\xe2\x80\xae'"#),
        ("'\u{301};x", "''\\''\u{301};x'"),
    ])
    func `a word of a shell, quoted where it must be`(_ text: String, _ word: String) {
        // Compared by bytes: for Swift, accents may stand in more than one way.
        #expect(Array(shellWord(text).utf8) == Array(word.utf8))
    }

    @Test func `a query is always quoted`() {
        #expect(shellQuoted("user:alice") == "'user:alice'")
    }

    @Test(arguments: [
        "a b", "it's", "'\u{301}; exit 3 #", "a\u{1b}[2J'\\\"", "a\nb", "$(exit 3)`exit 4`", "\u{202e}x\\n",
    ])
    func `a shell gives back what was quoted`(_ text: String) throws {
        let (process, pipe) = (Process(), Pipe())
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-c", "printf %s \(shellWord(text))"]
        process.standardOutput = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(Array(output) == Array(text.utf8))
    }
}
