/// What precedes the message of a line, as ranges in the line's batch.
package struct Header: Sendable {
    /// How the line is laid out.
    package enum Form: UInt8, Sendable {
        /// No header that anybody knows: the whole line is the message, or what follows the stamp it begins with.
        case bare
        /// RFC 3164 as found in the wild: `Nov 22 10:00:01 web1 sshd[811]: …`.
        case rfc3164
        /// The same with an ISO 8601 stamp, as rsyslog and syslog-ng write files today.
        case iso8601
        case rfc5424
        /// The line is a JSON object, or an array of them; its stamp is among its fields.
        case json
    }

    package var form: Form
    /// Facility × 8 + severity (RFC 5424 §6.2.1), 0 to 191; -1 where there is none.
    package var priority: Int16
    /// Whether `time` was read from the line; else it is the stream's last stamp, or the arrival.
    package var hasStamp: Bool
    package var time: Instant
    package var host: ByteRange
    /// RFC 5424's APP-NAME, RFC 3164's tag without the process id.
    package var app: ByteRange
    package var processID: ByteRange
    package var messageID: ByteRange
    package var structuredData: ByteRange
    /// The message, as it stood.
    package var message: ByteRange
    /// What patterns see: the message, or the inside of `message repeated 3 times: [ … ]`.
    package var subject: ByteRange
    /// How many times the subject happened; more than 1 for a repeated message only.
    package var repeatCount: Int32

    package init(form: Form, time: Instant, message: ByteRange) {
        self.form = form
        self.priority = -1
        self.hasStamp = false
        self.time = time
        self.host = .none
        self.app = .none
        self.processID = .none
        self.messageID = .none
        self.structuredData = .none
        self.message = message
        self.subject = message
        self.repeatCount = 1
    }
}
