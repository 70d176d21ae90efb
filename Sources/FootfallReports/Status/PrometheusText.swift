internal import FootfallModel
internal import FootfallStore

/// The status in Prometheus' text format (version 0.0.4).
///
/// Counters come from the store: they go on where they were when the collector starts again.
package struct PrometheusText: Sendable {
    /// What only the running process knows.
    package struct Process: Sendable {
        package var queuedLines: Int
        package var queuedEvents: Int
        package var commits: Int64
        package var commitSeconds: Double
        package var lastCommitSeconds: Double

        package init(
            queuedLines: Int,
            queuedEvents: Int,
            commits: Int64,
            commitSeconds: Double,
            lastCommitSeconds: Double
        ) {
            self.queuedLines = queuedLines
            self.queuedEvents = queuedEvents
            self.commits = commits
            self.commitSeconds = commitSeconds
            self.lastCommitSeconds = lastCommitSeconds
        }
    }

    /// The metrics, each with its help and type.
    package private(set) var text = ""

    package init(_ status: CollectionStatus, _ process: Process) {
        let sources = status.sources
        let fates = Tally.fates.filter { $0 != .waiting }
        family("footfall_records_total", "counter", "Records by what became of them; those that wait are apart.")
        for source in sources {
            for fate in fates {
                sample(["source": source.source.name, "fate": fate.name], "\(source.source.count(fate))")
            }
        }
        perSource("footfall_records_waiting", "gauge", "Records that wait to prove evidence or event.", sources) {
            "\($0.source.count(.waiting))"
        }
        for (tally, name, help) in PrometheusText.counters {
            perSource(name, "counter", help, sources) { "\($0.source.count(tally))" }
        }
        family("footfall_lost_total", "counter", "What was lost for good, by cause.")
        for source in sources {
            for loss in Tally.losses {
                sample(["source": source.source.name, "cause": loss.name], "\(source.source.count(loss))")
            }
        }
        perSource(
            "footfall_source_last_line_timestamp_seconds",
            "gauge",
            "When the last line was read.",
            sources
        ) { $0.source.lastArrival.map(PrometheusText.seconds) }
        perSource("footfall_source_unread_bytes", "gauge", "Bytes of the live file that are not stored.", sources) {
            $0.unreadBytes.map { "\($0)" }
        }
        family("footfall_source_state", "gauge", "1 for the state that `footfall status` shows.")
        for source in sources {
            for state in SourceStatus.State.allCases {
                sample(
                    ["source": source.source.name, "state": state.rawValue],
                    source.state == state ? "1" : "0"
                )
            }
        }
        perSource("footfall_source_trouble", "gauge", "1 where somebody should look.", sources) {
            $0.problems.contains(where: \.isTrouble) ? "1" : "0"
        }
        single("footfall_trouble", "gauge", "1 where somebody should look at all.", status.hasTrouble ? "1" : "0")
        single(
            "footfall_store_waiting",
            "gauge",
            "1 while the store cannot be written.",
            status.collector?.obstacle == nil ? "0" : "1"
        )
        single("footfall_store_size_bytes", "gauge", "Size of the store.", "\(status.statistics.fileBytes)")
        single("footfall_store_events", "gauge", "Events in the store.", "\(status.statistics.events)")
        family("footfall_queue_batches", "gauge", "Batches that wait for the next stage.")
        sample(["stage": "parser"], "\(process.queuedLines)")
        sample(["stage": "writer"], "\(process.queuedEvents)")
        family("footfall_commit_duration_seconds", "summary", "How long transactions took, waiting included.")
        name = "footfall_commit_duration_seconds_sum"
        sample([:], "\(process.commitSeconds)")
        name = "footfall_commit_duration_seconds_count"
        sample([:], "\(process.commits)")
        single(
            "footfall_last_commit_duration_seconds",
            "gauge",
            "How long the last transaction took.",
            "\(process.lastCommitSeconds)"
        )
        if let started = status.collector?.started {
            single(
                "footfall_start_timestamp_seconds",
                "gauge",
                "When the collector was started.",
                PrometheusText.seconds(started)
            )
        }
    }

    /// Counted beside the records.
    private static let counters: [(Tally, String, String)] = [
        (.lines, "footfall_lines_total", "Lines read."),
        (.bytes, "footfall_read_bytes_total", "Bytes read."),
        (.datagrams, "footfall_datagrams_total", "Datagrams received."),
        (.events, "footfall_events_total", "Events stored."),
        (.cutLines, "footfall_cut_lines_total", "Lines that were cut: too long, or not finished by their sender."),
        (.clockCorrections, "footfall_clock_corrections_total", "How often a clock behind the stamps was set."),
        (.limitReached, "footfall_match_limit_total", "How often a pattern gave up at the match limit."),
    ]

    private var name = ""

    private mutating func family(_ name: String, _ type: String, _ help: String) {
        self.name = name
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    private mutating func single(_ name: String, _ type: String, _ help: String, _ value: String) {
        family(name, type, help)
        sample([:], value)
    }

    private mutating func perSource(
        _ name: String,
        _ type: String,
        _ help: String,
        _ sources: [SourceStatus],
        _ value: (SourceStatus) -> String?
    ) {
        family(name, type, help)
        for source in sources {
            if let value = value(source) { sample(["source": source.source.name], value) }
        }
    }

    private mutating func sample(_ labels: [String: String], _ value: String) {
        let inside = labels.sorted { $0.key > $1.key }.map { "\($0.key)=\"\(PrometheusText.escaped($0.value))\"" }
        text += name + (inside.isEmpty ? "" : "{" + inside.joined(separator: ",") + "}") + " " + value + "\n"
    }

    /// A label's value: backslash, quote and line end are escaped.
    static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": out += "\\\\"
            case "\"": out += "\\\""
            case "\n": out += "\\n"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    private static func seconds(_ time: Instant) -> String { "\(Double(time.microseconds) / 1e6)" }
}
