internal import FootfallModel

/// A heat map within a page: a table, so that it is read out as one; the shades are the style sheet's.
struct HeatMapTable {
    private let map: ReportHeatMap

    init(_ map: ReportHeatMap) {
        self.map = map
    }

    var html: String {
        var text = "<figure class=\"week\">\n<table>\n<thead><tr><td></td>"
        for hour in 0..<24 {
            let minor = hour.isMultiple(of: 6) ? "" : " class=\"minor\""
            text += "<th scope=\"col\"><abbr\(minor) title=\"\(ReportHeatMap.span(hour))\">\(two(hour))</abbr></th>"
        }
        text += "</tr></thead>\n<tbody>\n"
        for (day, name) in ReportHeatMap.weekdays.enumerated() {
            text += "<tr><th scope=\"row\"><abbr title=\"\(name)\">\(name.prefix(3))</abbr></th>"
            for hour in 0..<24 { text += cell(day, hour) }
            text += "</tr>\n"
        }
        text += "</tbody>\n</table>\n<figcaption>none"
        for shade in 0...ReportHeatMap.shades { text += " <span class=\"key s\(shade)\"></span>" }
        return text + " \(map.most.grouped) events in an hour of the week</figcaption>\n</figure>\n"
    }

    private func cell(_ day: Int, _ hour: Int) -> String {
        let count = map.count(day, hour)
        let short = ReportHeatMap.short(count)
        let title = "\(ReportHeatMap.weekdays[day]), \(ReportHeatMap.span(hour)): \(Listing.count(count, "event"))"
        let shade = "s\(map.shade(day, hour))"
        // Who hears the page hears the whole number.
        let number =
            short == "\(count)"
            ? "<span>\(count)</span>"
            : "<span aria-hidden=\"true\">\(short)</span><span class=\"unseen\">\(count.grouped)</span>"
        return "<td class=\"\(shade)\" title=\"\(title)\">\(number)</td>"
    }

    private func two(_ hour: Int) -> String { (hour < 10 ? "0" : "") + "\(hour)" }
}
