/// A report that is made again and again, and where it goes: an entry of `reports`.
package struct ScheduledReport: Sendable, Hashable {
    package enum Format: String, CaseIterable, Sendable {
        case text, markdown, html, json

        /// How the names of its files end.
        var suffix: String {
            switch self {
            case .text: "txt"
            case .markdown: "md"
            case .html: "html"
            case .json: "json"
            }
        }

        var mediaType: String {
            switch self {
            case .text: "text/plain"
            case .markdown: "text/markdown"
            case .html: "text/html"
            case .json: "application/json"
            }
        }
    }

    /// What it is known by, and its files begin with.
    package var name: String
    package var span: ReportCycle
    /// Minutes after midnight, on the clock of the store's zone.
    package var minute: Int64 = 7 * 60
    package var formats: [Format] = [.text]
    /// Where its files go; `nil` for nowhere.
    package var folder: String?
    /// Whom it is mailed to.
    package var recipients: [String] = []
    package var sender: String?
    /// The program that takes mail; `nil` for the usual one.
    package var sendmail: String?
    /// What reads it, with its arguments; empty for nothing.
    package var command: [String] = []
    /// Seconds that making it, and handing it over, may take.
    package var timeout: Int64 = 300

    /// Where it goes, each way by itself.
    var ways: [ReportMemory.Way] {
        var ways: [ReportMemory.Way] = []
        if folder != nil { ways.append(.folder) }
        if !recipients.isEmpty { ways.append(.mail) }
        if !command.isEmpty { ways.append(.command) }
        return ways
    }

    /// Where it goes, in words.
    package var destinations: String {
        var parts: [String] = []
        if let folder { parts.append("into \(folder)") }
        if !recipients.isEmpty { parts.append("by mail to \(recipients.joined(separator: ", "))") }
        if let program = command.first { parts.append("to \(program)") }
        return parts.joined(separator: ", ")
    }
}
