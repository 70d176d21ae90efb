import FootfallModel

extension ActivityEvent {
    /// A sign-in, in seconds since 1970.
    static func signIn(at seconds: Int64) -> ActivityEvent {
        ActivityEvent(
            time: Instant(seconds: seconds),
            type: "user_login",
            category: .identityManagement,
            outcome: .success,
            source: "/var/log/auth.log",
            pattern: "openssh/accepted",
            message: "Accepted password for alice"
        )
    }
}
