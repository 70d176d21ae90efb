/// What connections may take up.
package struct StreamLimits: Sendable {
    /// How many may be open at once.
    package var connections = 1024
    /// Bytes of a message that are kept.
    package var lineBytes = LineFraming.defaultMaximumLineBytes
    /// Within this time from its first byte a message must be complete.
    package var unfinished = Duration.seconds(300)
    /// Within this time something must come over a connection.
    ///
    /// Who has sent something may be silent for as long as it likes: syslog is, by night, and what is written to a closed
    /// connection is lost.
    package var silent = Duration.seconds(600)
    /// The same while as many are open as are allowed, and others wait.
    package var silentWhenCrowded = Duration.seconds(10)
    /// Within this time TLS must be agreed upon.
    package var handshake = Duration.seconds(10)

    package init() {}
}
