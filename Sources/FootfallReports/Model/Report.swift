internal import FootfallModel
internal import FootfallQuery

/// What happened in a time, as data; how it looks is the renderers' business.
package struct Report: Sendable {
    /// What kind of report it is, as it is asked for: `daily`, `range`, `user`, `address`, `top`.
    package var kind: String
    package var title: String
    package var period: ReportPeriod
    /// What is to be known about the time itself: it has 25 hours, it is not over.
    package var remarks: [String] = []
    /// Why the report may lack something, the worst first; empty where it is complete.
    package var gaps: [String] = []
    /// In the order in which they are read.
    package var sections: [any ReportSection] = []
    /// How the searches that the report names are called: with the store's path where it was named.
    package var searchCommand = "footfall search"

    package init(kind: String, title: String, period: ReportPeriod) {
        self.kind = kind
        self.title = title
        self.period = period
    }
}

/// A part of a report, which can be asked for by its name.
package protocol ReportSection: Sendable {
    /// As it is asked for and stands in JSON; stays the same.
    static var name: String { get }
    /// As people read it.
    var title: String { get }
    /// How many rows are shown where nobody says how many.
    static var usualLimit: Int { get }
    /// What is to be shown; nothing where nothing is.
    func blocks(limit: Int) -> [ReportBlock]
    /// All members that `docs/reports.md` names.
    func json(limit: Int) -> JSONValue
}

extension ReportSection {
    package static var usualLimit: Int { 10 }
    package var name: String { Self.name }
}

/// Something that is shown.
package enum ReportBlock: Sendable {
    case sentence(String)
    case findings([Finding], more: Int)
    case table(ReportTable)
    case bars(ReportBars)
    case heatMap(ReportHeatMap)
}

/// Rows under titles.
package struct ReportTable: Sendable {
    package enum Kind: Sendable {
        /// Names a row; cut in its middle where there is no room.
        case name
        case number
        /// Goes over several lines where there is no room.
        case text
    }

    package struct Column: Sendable {
        package var title: String
        package var kind: Kind
        /// Left out where no row has anything in it.
        package var isHiddenWhenEmpty = false

        init(_ title: String, _ kind: Kind, isHiddenWhenEmpty: Bool = false) {
            self.title = title
            self.kind = kind
            self.isHiddenWhenEmpty = isHiddenWhenEmpty
        }
    }

    package struct Cell: Sendable, Hashable {
        package var text: String
        /// The query that finds what the text counts.
        package var search: String?
        /// People and addresses that the text begins with, a comma between them; pages have links to theirs.
        var subjects: [ReportSubject] = []

        init(_ text: String, search: String? = nil) {
            self.text = text
            self.search = search
        }

        init(_ figure: Figure) {
            self.init(figure.count == 0 ? "" : figure.count.grouped, search: figure.count == 0 ? nil : figure.search)
        }

        /// - Parameter unnamed: what stands where nobody is named.
        static func person(_ name: String?, _ unnamed: String = "") -> Cell { people(name.map { [$0] } ?? [], unnamed) }

        static func address(_ address: String?, _ unnamed: String = "") -> Cell {
            addresses(address.map { [$0] } ?? [], unnamed)
        }

        static func people(_ names: [String], _ unnamed: String = "") -> Cell {
            list(names, unnamed) { .user([$0]) }
        }

        static func addresses(_ addresses: [String], _ unnamed: String = "") -> Cell {
            list(addresses, unnamed) { .address($0) }
        }

        private static func list(_ all: [String], _ none: String, _ subject: (String) -> ReportSubject) -> Cell {
            var cell = Cell(all.isEmpty ? none : Listing.few(all))
            cell.subjects = all.prefix(Listing.shown(of: all.count)).map(subject)
            return cell
        }
    }

    /// What the rows are.
    package var caption: String
    package var columns: [Column]
    package var rows: [[Cell]]

    init(_ caption: String, _ columns: [Column], _ rows: [[Cell]]) {
        self.caption = caption
        self.columns = columns
        self.rows = rows
    }
}

/// How often something happened, and the query that finds it.
package struct Figure: Sendable, Hashable {
    package var count: Int64
    /// `nil` where no search counts this: people, for one.
    package var search: String?

    /// - Parameter search: left out where it is longer than a query may be: names can be as long as lines.
    package init(_ count: Int64, _ search: String? = nil) {
        self.count = count
        self.search = search.flatMap { $0.count > QueryParser.lengthLimit ? nil : $0 }
    }

    var json: JSONValue {
        var members: [(String, JSONValue)] = [("count", .number(count))]
        if let search { members.append(("search", .text(search))) }
        return .object(members)
    }
}
