/// Whether journalctl does its work: what is told when it fails, and what `footfall status` has to say meanwhile.
struct JournalHealth {
    /// Milliseconds: a journalctl that runs for so long reads, even where there is nothing to read.
    static let trial: Int32 = 10_000
    private static let key = "journalctl"

    private let source: String
    private var failures = 0
    /// It did so in this run.
    private(set) var hasWorked = false

    init(_ source: String) {
        self.source = source
    }

    /// It fails again and again.
    ///
    /// Once is none: journald takes its readers with it when it is updated.
    var isInTrouble: Bool { failures > 1 }

    /// Another one has ended that should have gone on.
    mutating func fails(_ text: String, hint: String?) -> SourceNotice {
        failures += 1
        var notice = SourceNotice(.warning, source: source, text)
        if isInTrouble {
            let hint = hint ?? "see what it says by itself: journalctl --lines=3"
            let error = SourceError(source: source, reason: "again and again, \(text)", hint: hint)
            notice.trouble = .begins(JournalHealth.key, text: error.description)
        }
        return notice
    }

    /// It reads, which ends a trouble.
    mutating func works(_ sink: any LineSink) {
        if isInTrouble {
            sink.report(SourceNotice(.info, source: source, "", trouble: .ends(JournalHealth.key)))
        }
        failures = 0
        hasWorked = true
    }
}

/// What journalctl said that was told already: it says it again each time it starts.
struct JournalWarnings {
    private var told: Set<String> = []

    mutating func tell(_ lines: [String], _ source: String, _ sink: any LineSink) {
        for line in lines where told.count < 1000 && told.insert(line).inserted {
            sink.report(SourceNotice(.warning, source: source, "journalctl says: " + line))
        }
    }
}
