internal import FootfallModel
internal import FootfallStore

// What is wrong with a source, in words.
extension SourceStatus {
    static func problems(
        of status: SourceStatus,
        _ drop: RecognitionDrop?,
        isLosing: Bool,
        _ context: Context
    ) -> [Problem] {
        let source = status.source
        var problems = source.troubles.map { trouble in
            let lines = trouble.text.split(separator: "\n").map { $0.drop { $0 == " " } }
            let hint = lines.dropFirst().first { $0.hasPrefix("hint: ") }.map { String($0.dropFirst(6)) }
            let since = "since \(Age.text(context.now.seconds - trouble.since.seconds))"
            return Problem("\(lines.first ?? ""), \(since)", hint: hint, isTrouble: !trouble.isWaiting)
        }
        problems += losses(of: status, isLosing: isLosing, context)
        if let silence = status.silence {
            let when = silence.isByTime ? "at this time of the week it" : "it"
            problems.append(
                Problem(
                    "silent for \(Age.text(silence.seconds)); \(when) never was silent for more than "
                        + Age.text(max(60, silence.usual)),
                    hint: "see whether its program still logs, and still logs to this place",
                    isTrouble: true
                )
            )
        }
        if source.accounted != source.count(.records) {
            problems.append(
                Problem(
                    "the sum does not close: \(source.count(.records).grouped) records were read, and the fate of "
                        + "\(source.accounted.grouped) is known",
                    hint: "this is a mistake in Footfall; please report it",
                    isTrouble: true
                )
            )
        }
        if let drop {
            problems.append(
                Problem(
                    drop.words,
                    hint: "see what is missed: footfall patterns coverage --store \(context.store)",
                    isTrouble: true
                )
            )
        }
        return problems + peculiarities(of: source)
    }

    private static func losses(of status: SourceStatus, isLosing: Bool, _ context: Context) -> [Problem] {
        let counts = isLosing ? status.source.recentLosses : status.source.counts
        let age = status.source.lastLoss.map { ", the last \(Age.text(context.now.seconds - $0.seconds)) ago" } ?? ""
        return Tally.losses.compactMap { tally in
            let count = counts[tally.name] ?? 0
            guard count > 0 else { return nil }
            let span = isLosing ? " since yesterday" : " so far"
            let (what, hint): (String, String)
            switch tally {
            case .notCommitted:
                what = "\(count.grouped) received but lost, as the store could not be written before Footfall ended"
                hint = "make room before you stop Footfall"
            case .refusedConnections:
                what = "\(count.grouped) connections refused"
                hint = "see what connects so often, or allow more connections"
            default:
                what = "\(count.grouped) datagrams dropped by the kernel before they could be read"
                hint = "raise net.core.rmem_max, or send by TCP"
            }
            return Problem(what + span + age, hint: isLosing ? hint : nil, isTrouble: isLosing)
        }
    }

    /// What is worth knowing and no trouble.
    private static func peculiarities(of source: StoredSource) -> [Problem] {
        var problems: [Problem] = []
        if let difference = source.stampDifference, difference.seconds != 0 {
            let way = difference.seconds > 0 ? "ahead of" : "behind"
            let whose = difference.host.isEmpty ? "its stamps" : "the stamps of \(difference.host)"
            let text = "\(whose) are \(Age.text(Int64(difference.seconds.magnitude))) \(way) the clock, "
            problems.append(
                Problem(
                    text + "which looks like a wrong time zone",
                    hint: "if they name no zone, read them with --timezone \(Age.offset(difference.fittingOffset)); "
                        + "if they do, set the clock and zone of who writes them",
                    isTrouble: false
                )
            )
        }
        func add(_ tally: Tally, _ one: String, _ many: String) {
            let count = source.count(tally)
            if count > 0 { problems.append(Problem("\(count.grouped) \(count == 1 ? one : many)", isTrouble: false)) }
        }
        add(.clockCorrections, "time a clock behind its stamps was set", "times a clock behind its stamps was set")
        // Who sends may also go in the midst of a message; a file's line has its end, or is waited for.
        let isSent = ["tcp://", "tls://"].contains { source.name.hasPrefix($0) }
        add(
            .cutLines,
            isSent
                ? "line was cut: longer than 64 KiB, or its sender went before its end"
                : "line was longer than 64 KiB and cut",
            isSent
                ? "lines were cut: longer than 64 KiB, or their sender went before their end"
                : "lines were longer than 64 KiB and cut"
        )
        add(
            .unknownActivities,
            "event is of a type that the catalogue does not know",
            "events are of a type that the catalogue does not know"
        )
        add(
            .joinsExpired,
            "remembered record was forgotten after ten minutes",
            "remembered records were forgotten after ten minutes"
        )
        add(
            .joinsOverflowed,
            "remembered record was forgotten, as there were too many",
            "remembered records were forgotten, as there were too many"
        )
        add(.limitReached, "time a pattern gave up at the match limit", "times a pattern gave up at the match limit")
        return problems
    }
}

/// Spans of time as people say them.
package enum Age {
    /// `40 s`, `5 min`, `3 h`, `2 d`: the two units that matter, the second only where the first is small.
    package static func text(_ seconds: Int64) -> String {
        let seconds = max(0, seconds)
        switch seconds {
        case ..<120: return "\(seconds) s"
        case ..<7200: return "\(seconds / 60) min"
        case ..<172_800:
            let minutes = seconds / 60 % 60
            return seconds < 36_000 && minutes > 0 ? "\(seconds / 3600) h \(minutes) min" : "\(seconds / 3600) h"
        default: return "\(seconds / 86_400) d"
        }
    }

    /// `+02:00`.
    package static func offset(_ seconds: Int32) -> String {
        let minutes = Int(seconds.magnitude) / 60
        func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
        return (seconds < 0 ? "-" : "+") + two(minutes / 60) + ":" + two(minutes % 60)
    }
}
