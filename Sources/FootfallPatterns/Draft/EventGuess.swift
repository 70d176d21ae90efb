/// What a message may be about, by its words: a proposal for a person to decide on.
enum EventGuess {
    /// Whether a message smells of somebody doing something.
    static func isActivity(_ message: String) -> Bool {
        let words = [
            "login", "logon", "logout", "logoff", "log in", "logged", "sign in", "sign-in", "signed", "user",
            "password",
            "passwd", "session", "auth", "sudo", "account", "credential", "token", "mfa", "otp", "2fa", "denied",
            "permission", "admin", "privilege", "identity", "lockout", "locked", "acct", "rhost",
        ]
        let text = message.lowercased()
        return words.contains { text.contains($0) }
    }

    /// A type of the catalogue; `nil` where the words say nothing.
    static func type(of message: String) -> String? {
        let text = message.lowercased()
        func has(_ words: String...) -> Bool { words.contains { text.contains($0) } }
        let isFailure = has(
            "fail",
            "invalid",
            "denied",
            "deny",
            "refus",
            "reject",
            "incorrect",
            "wrong",
            "illegal",
            "mismatch",
            "unauthor",
            "not allowed",
            "not permitted",
            "bad ",
            "unknown user",
            "error",
            "unsuccessful"
        )
        if has("sudo", "command=") { return isFailure ? "privilege_denied" : "privilege_use" }
        if has("unlock") { return "unlock_account" }
        if has("locked", "lockout", "locking") { return "locked_account" }
        if has("password", "passwd"), has("chang", "updat", "set ", "reset") {
            return isFailure ? nil : has("reset") ? "reset_password" : "update_password"
        }
        if has("new user", "user add", "added user", "creat"), has("user", "account") {
            return isFailure ? "create_user_failure" : "create_user"
        }
        if has("delet", "remov"), has("user", "account") { return isFailure ? nil : "delete_user" }
        if has("session"), has("open", "start", "began", "new ") { return "session_start" }
        if has("session"), has("clos", "end", "terminat") { return "session_end" }
        if has("logout", "logoff", "log out", "logged out", "logged off", "signed out", "sign out", "disconnect") {
            return "user_logout"
        }
        if has("login", "logon", "log in", "logged in", "logged on", "sign in", "sign-in", "signed in", "accepted") {
            return isFailure ? "user_failed_login" : "user_login"
        }
        if has("connected", "reject", "refus"), has("user") { return isFailure ? "user_failed_login" : "user_login" }
        if has("auth", "credential", "password") {
            return isFailure
                ? "authentication_failed" : has("success", "succe", "ok") ? "authentication_succeeded" : nil
        }
        if has("denied", "permission", "not allowed") { return "access_denied" }
        return nil
    }
}
