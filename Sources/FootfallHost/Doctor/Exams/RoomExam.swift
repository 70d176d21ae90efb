internal import FootfallCollector
internal import FootfallModel
internal import FootfallReports
internal import FootfallStore
internal import Glibc

/// Whether the store has room for the days to come.
enum RoomExam {
    private static let day: Int64 = 86_400
    /// Less than so many days at the present rate are trouble.
    private static let leastDays: Int64 = 14
    /// With less free than this a disk is as good as full.
    private static let leastBytes: Int64 = 100_000_000

    static func diagnoses(
        _ patient: Patient,
        _ store: EventStore,
        _ statistics: StoreStatistics
    ) throws -> [Diagnosis] {
        let folder = store.path.lastIndex(of: "/").map { String(store.path[..<$0]) } ?? "."
        var status = statvfs()
        guard unsafe statvfs(folder.isEmpty ? "/" : folder, &status) == 0 else { return [] }
        let free = Int64(status.f_bavail) * Int64(status.f_frsize)
        let limits = patient.configuration?.retention ?? RetentionLimits()
        let daily = try bytesPerDay(store, statistics, now: patient.now)
        return [
            diagnosis(
                free: free,
                daily: daily,
                size: statistics.fileBytes,
                limits,
                configuration: patient.configuration?.path
            )
        ] + overLimit(statistics.fileBytes, limits, patient)
    }

    /// What the store grows by, from the events of the last seven days and what an event takes of it.
    private static func bytesPerDay(_ store: EventStore, _ statistics: StoreStatistics, now: Instant) throws -> Int64 {
        guard statistics.events > 0 else { return 0 }
        let week = try store.totals(since: Instant(seconds: now.seconds - 7 * day), until: now)
        let events = week.reduce(0) { $0 + $1.count }
        return Int64(Double(statistics.fileBytes) / Double(statistics.events) * Double(events) / 7)
    }

    static func diagnosis(
        free: Int64,
        daily: Int64,
        size: Int64,
        _ limits: RetentionLimits,
        configuration: String?
    ) -> Diagnosis {
        let place = configuration ?? "/etc/footfall/footfall.yaml"
        // What still comes before retention takes the oldest away.
        let growth = limits.maximumBytes.map { max(0, $0 - size) }
        let remedy = Diagnosis.Remedy(
            "bound it in \(place), and take up the change (or make room on that disk):",
            "retention: {max_size: \(max(1, (size + free / 2) / 1_000_000_000))GB}",
            "sudo systemctl reload footfall"
        )
        let room = "\(Size.text(free)) free"
        if free < leastBytes { return Diagnosis(StoreExam.name, .trouble, "only \(room) on the store's disk", remedy) }
        if let growth, growth > free {
            let text = "max_size lets the store grow by \(Size.text(growth)), and there is \(room)"
            return Diagnosis(StoreExam.name, .trouble, text, remedy)
        }
        guard daily > 0 else { return Diagnosis(StoreExam.name, .ok, "\(room) on the store's disk") }
        let days = free / daily
        if days > 3650 {
            return Diagnosis(StoreExam.name, .ok, "\(room), enough for more than ten years at the present rate")
        }
        let text = "\(room), enough for \(days.grouped) days at the \(Size.text(daily)) a day of the last week"
        if growth == nil, days < leastDays { return Diagnosis(StoreExam.name, .trouble, text, remedy) }
        if limits.isUnlimited, days < 365 {
            return Diagnosis(StoreExam.name, .note, text + "; nothing bounds the store", remedy)
        }
        return Diagnosis(StoreExam.name, .ok, text)
    }

    private static func overLimit(_ size: Int64, _ limits: RetentionLimits, _ patient: Patient) -> [Diagnosis] {
        // One segment is always kept, and retention looks once in a while.
        guard let limit = limits.maximumBytes, size > limit + limit / 5 else { return [] }
        let text = "the store has \(Size.text(size)), and max_size is \(Size.text(limit))"
        return [
            Diagnosis(
                StoreExam.name,
                .note,
                text,
                .init("a running collector prunes by itself; where none runs:", "sudo -u footfall footfall prune")
            )
        ]
    }
}
