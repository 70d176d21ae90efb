import FootfallTesting
import Foundation
import Testing

/// The program run by a user without rights, who may write in the test's folder; `nil`, with a message, where the tests
/// run as root and cannot drop their rights.
func unprivileged() async throws -> Program? {
    guard geteuid() == 0 else { return .footfall }
    let nobody = "65534"
    // The build's folder may be root's alone.
    let folder = TemporaryDirectory.current
    let copy = folder("footfall")
    let copied = try await #require(Program.system("cp")).run(Program.footfall.path, copy)
    #expect(copied.status == 0)
    try folder.setMode("footfall", 0o755)
    _ = unsafe chmod(folder.path, 0o777)
    var program = Program.footfall
    program.path = copy
    guard
        let dropped = program.run(by: "setpriv", "--reuid", nobody, "--regid", nobody, "--clear-groups"),
        try await dropped.run("--version").status == 0
    else {
        print(
            "the tests run as root and cannot drop its rights (setpriv): what needs a user without rights was skipped"
        )
        return nil
    }
    return dropped
}
