internal import FootfallCollector
internal import FootfallModel

/// Whether what reports and watches are handed to is there.
enum DeliveryExam {
    static func diagnoses(_ patient: Patient) -> [Diagnosis] {
        guard patient.root.isThisMachine, let configuration = patient.configuration else { return [] }
        let (searches, reports) = (configuration.searches, configuration.reports)
        let orders = OrderCheck(searches, reports, now: patient.now, zone: configuration.zone ?? patient.zone ?? .utc)
        let found = orders.troubles.map { Diagnosis("deliveries", .trouble, hinted: $0) }
        let count = orders.plans.count
        guard found.isEmpty, count > 0 else { return found }
        return [
            Diagnosis(
                "deliveries",
                .ok,
                "\(count) watch\(count == 1 ? " or report" : "es and reports"): their programs and folders are there"
            )
        ]
    }
}
