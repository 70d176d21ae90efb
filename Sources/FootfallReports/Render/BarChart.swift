internal import FootfallModel

/// Bars as a picture within a page (SVG), drawn with the page's colours.
struct BarChart {
    private let bars: ReportBars
    private static let width = 720.0
    private static let height = 160.0
    private static let labelHeight = 24.0
    private static let topHeight = 26.0

    init(_ bars: ReportBars) {
        self.bars = bars
    }

    var svg: String {
        let (width, height) = (BarChart.width, BarChart.height)
        let step = width / Double(max(1, bars.slots.count))
        let room = height - BarChart.labelHeight - BarChart.topHeight
        let base = BarChart.topHeight + room
        let every = max(1, (bars.slots.count + 11) / 12)
        var text = "<figure>\n<svg viewBox=\"0 0 \(number(width)) \(number(height))\" role=\"img\""
        text += " aria-label=\"Events by \(bars.unit.rawValue), most \(bars.most.grouped)\">\n"
        text +=
            "<line class=\"axis\" x1=\"0\" y1=\"\(number(base))\" x2=\"\(number(width))\" y2=\"\(number(base))\"/>\n"
        text += "<text class=\"label\" x=\"0\" y=\"16\">most: \(bars.most.grouped)</text>\n"
        for (place, slot) in bars.slots.enumerated() {
            let x = Double(place) * step
            let failures = length(slot.failures, room)
            let others = min(length(slot.others, room), room - failures)
            if slot.total > 0 {
                let title =
                    "\(HTMLText.shown(slot.label)): \(Listing.count(slot.total, "event")), \(slot.failures.grouped) failed"
                text += "<g><title>\(title)</title>"
                text += bar("other", x, base - failures - others, step, others)
                text += bar("failure", x, base - failures, step, failures) + "</g>\n"
            }
            if place.isMultiple(of: every) {
                let label = HTMLText.shown(shortened(slot.label))
                let kind = (place / every).isMultiple(of: 2) ? "label" : "label minor"
                text += "<text class=\"\(kind)\" x=\"\(number(x))\" y=\"\(number(height - 5))\">\(label)</text>\n"
            }
        }
        text += "</svg>\n<figcaption><span class=\"key failure\"></span> failed "
        text += "<span class=\"key other\"></span> succeeded or unknown</figcaption>\n</figure>\n"
        return text
    }

    private func bar(_ kind: String, _ x: Double, _ y: Double, _ step: Double, _ height: Double) -> String {
        guard height > 0 else { return "" }
        let place = "x=\"\(number(x + step * 0.08))\" y=\"\(number(y))\""
        return "<rect class=\"\(kind)\" \(place) width=\"\(number(step * 0.84))\" height=\"\(number(height))\"/>"
    }

    /// Whatever happened at all is seen.
    private func length(_ count: Int64, _ room: Double) -> Double {
        count == 0 ? 0 : max(1.5, Double(count) / Double(max(1, bars.most)) * room)
    }

    /// Days stand without their year, hours of a day whose clock changes without their offset.
    private func shortened(_ label: String) -> String {
        switch bars.unit {
        case .day: String(label.dropFirst(5))
        case .hour: String(label.prefix { $0 != " " })
        case .month, .year: label
        }
    }

    private func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths.isMultiple(of: 10) ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
    }
}
