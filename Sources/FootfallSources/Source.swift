package import FootfallModel

/// Where lines come from.
///
/// Rotation, truncation and reconnects stay inside a source. It runs in a thread of its own, blocks as long as it
/// likes, and returns when it has come to its end or soon after `stop` was raised, everything complete that it has
/// read having been sent. It throws only what it cannot live with; the caller decides whether to go on without it.
package protocol Source: Sendable {
    /// The name its lines are stored under (DESIGN section 1); for a group of files, what the user named.
    var name: String { get }

    /// Reads, and sends what it reads, until the end or until `stop` is raised.
    func run(into sink: any LineSink, until stop: StopSignal) throws(SourceError)
}

/// Who takes the lines.
package protocol LineSink: Sendable {
    /// Hands a batch over, waiting while the stages behind are busy; false when nobody takes lines any more.
    func send(_ batch: LineBatch) -> Bool

    /// Tells of something a person should know and that does not end the source.
    func report(_ notice: SourceNotice)
}

/// What happened at a source, for the log.
package struct SourceNotice: Sendable {
    package enum Level: Sendable {
        case info, warning
        /// The source has ended by it.
        case error
    }

    package var level: Level
    /// The source's name.
    package var source: String
    /// One sentence; empty where only `trouble` is to be noted, and nobody told.
    package var text: String
    /// A trouble that begins or ends with it, for `footfall status`.
    package var trouble: TroubleChange?

    package init(_ level: Level, source: String, _ text: String, trouble: TroubleChange? = nil) {
        self.level = level
        self.source = source
        self.text = text
        self.trouble = trouble
    }
}

/// The beginning or the end of something that is wrong with a source.
package struct TroubleChange: Sendable, Hashable {
    /// What the trouble is known by among those of its source; the same at its beginning and its end.
    package var key: String
    /// The path or address it is about; `nil` where that is the notice's source.
    package var source: String?
    package var begins: Bool
    /// What is wrong, in words; `nil` where the notice's text tells it.
    package var text: String?
    /// Nothing is wrong, but nothing is there to be read yet.
    package var isWaiting: Bool

    package static func begins(
        _ key: String,
        at source: String? = nil,
        text: String? = nil,
        isWaiting: Bool = false
    ) -> TroubleChange {
        TroubleChange(key: key, source: source, begins: true, text: text, isWaiting: isWaiting)
    }

    package static func ends(_ key: String, at source: String? = nil) -> TroubleChange {
        TroubleChange(key: key, source: source, begins: false, isWaiting: false)
    }
}

/// Why a source cannot be read: what, where, and what to do about it.
package struct SourceError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The path or address.
    package var source: String
    package var reason: String
    package var hint: String?
    /// Somebody else has the address.
    package var isTaken = false
    /// There is no such file; one may come.
    package var isMissing = false

    package init(source: String, reason: String, hint: String? = nil) {
        self.source = source
        self.reason = reason
        self.hint = hint
    }

    package var description: String {
        source + ": " + reason + (hint.map { "\n  hint: " + $0 } ?? "")
    }
}
