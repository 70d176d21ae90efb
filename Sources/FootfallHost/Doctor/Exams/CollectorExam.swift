internal import FootfallCollector
internal import FootfallModel
internal import FootfallReports
internal import FootfallSources
internal import FootfallStore
internal import Foundation

/// Whether somebody collects, and what `footfall status` has to say of it.
enum CollectorExam {
    static let name = "collector"

    static func diagnoses(_ patient: Patient) -> [Diagnosis] {
        guard let store = try? EventStore(path: patient.store),
            let status = try? CollectionStatus(store, now: patient.now)
        else { return patient.root.isThisMachine ? unit(patient, isRunning: false) : [] }
        var found = patient.root.isThisMachine ? running(status, patient) : []
        for source in status.sources {
            // Peculiarities that nobody can do anything about are for those who look at the status.
            for problem in source.problems where problem.isTrouble || problem.hint != nil {
                let text =
                    problem.text.hasPrefix(source.source.name) ? problem.text : "\(source.source.name): \(problem.text)"
                let verdict: Diagnosis.Verdict = problem.isTrouble ? .trouble : .note
                found.append(Diagnosis("sources", verdict, text, problem.hint.map { .init($0) }))
            }
        }
        for order in status.orders {
            guard let trouble = order.trouble else { continue }
            found.append(Diagnosis("sources", .trouble, "\(order.kind.rawValue) \(order.name): \(trouble)"))
        }
        let said = found.filter { $0.check == "sources" }
        let worst = said.filter { $0.verdict == .trouble } + said.filter { $0.verdict != .trouble }
        let bounded = worst.bounded("'footfall status' shows all")
        if said.isEmpty, !status.sources.isEmpty {
            let count = status.sources.count
            return found + [
                Diagnosis("sources", .ok, "\(count) source\(count == 1 ? "" : "s"), nothing lost, nothing failing")
            ]
        }
        return found.filter { $0.check != "sources" } + bounded
    }

    private static func running(_ status: CollectionStatus, _ patient: Patient) -> [Diagnosis] {
        guard let collector = status.collector else { return unit(patient, isRunning: false) }
        let process = collector.process.map { " (process \($0))" } ?? ""
        if let obstacle = collector.obstacle {
            let since = collector.obstacleSince.map { " for \(Age.text(patient.now.seconds - $0.seconds))" } ?? ""
            let text = "the collector\(process) waits\(since) as the store cannot be written: \(obstacle)"
            let remedy = Diagnosis.Remedy(
                "make room, or see what is wrong with the disk:",
                "df -h \(shellWord(status.path))",
                "sudo dmesg | tail"
            )
            return [Diagnosis(name, .trouble, text, remedy)]
        }
        return [Diagnosis(name, .ok, "a collector writes to the store\(process)")] + unit(patient, isRunning: true)
    }

    /// What systemd says of the unit.
    private static func unit(_ patient: Patient, isRunning: Bool) -> [Diagnosis] {
        guard let unit = patient.unit else {
            guard !isRunning else { return [] }
            let remedy = Diagnosis.Remedy(
                "to collect once, or from now on as a service:",
                "footfall collect --once /var/log",
                "sudo footfall install"
            )
            return [Diagnosis(name, .note, "nobody collects now, and no service is set up", remedy)]
        }
        let state = UnitState(unit.name)
        if !isRunning {
            let remedy = Diagnosis.Remedy(
                "start it, and see what it says:",
                "sudo systemctl start \(unit.name)",
                "journalctl -u \(unit.name) -n 20"
            )
            let word = state.map { " (\($0.active)\($0.result == "success" ? "" : ", \($0.result)"))" } ?? ""
            return [Diagnosis(name, .trouble, "\(unit.name) is set up, and nobody collects\(word)", remedy)]
        }
        guard let state, state.file == "disabled" else { return [] }
        let remedy = Diagnosis.Remedy("have it started with the machine:", "sudo systemctl enable \(unit.name)")
        return [Diagnosis(name, .trouble, "\(unit.name) is not started when the machine is", remedy)]
    }
}

/// What systemd knows of a unit.
struct UnitState {
    var active = ""
    var result = "success"
    /// Whether it is started with the machine.
    var file = ""

    /// `nil` where systemd does not run or does not answer within a second.
    init?(_ unit: String) {
        guard FileManager.default.fileExists(atPath: "/run/systemd/system") else { return nil }
        let question = ["systemctl", "show", unit, "--property=ActiveState,Result,UnitFileState"]
        let answer = CommandRun(arguments: question, timeout: 1).run(until: StopSignal())
        guard answer.failure == nil else { return nil }
        for line in String(decoding: answer.output, as: UTF8.self).split(separator: "\n") {
            let value = String(line.drop { $0 != "=" }.dropFirst())
            if line.hasPrefix("ActiveState=") { active = value }
            if line.hasPrefix("Result=") { result = value }
            if line.hasPrefix("UnitFileState=") { file = value }
        }
    }
}
