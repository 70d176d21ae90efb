internal import FootfallCollector
internal import FootfallModel
internal import FootfallSources
internal import Foundation

/// Whether the user that collects may read what is to be read, and who else may read what it writes.
enum RightsExam {
    static let name = "rights"
    /// More files than this are not asked for one by one.
    private static let limit = 5000

    static func diagnoses(_ patient: Patient) -> [Diagnosis] {
        guard patient.root.isThisMachine else { return [] }
        guard let unit = patient.unit else { return byAsking(patient) }
        guard let user = ServiceUser(of: unit) else {
            let remedy = Diagnosis.Remedy("make it:", "sudo systemd-sysusers")
            return [
                Diagnosis(
                    name,
                    .trouble,
                    "\(unit.name) runs as \(unit.user ?? "root"), a user that is not there",
                    remedy
                )
            ]
        }
        guard user.canBeAsked else {
            let remedy = Diagnosis.Remedy("ask as root:", "sudo footfall doctor")
            return [Diagnosis(name, .note, "only root can tell what \(user.name), who collects, may read", remedy)]
        }
        return byUser(user, patient)
    }

    /// For who runs the command: the survey has tried to open everything.
    private static func byAsking(_ patient: Patient) -> [Diagnosis] {
        let user = ServiceUser.present.name
        let found = patient.followed.troubles.map { trouble in
            Diagnosis(name, .trouble, "\(trouble.source): \(trouble.reason) to \(user)", trouble.hint.map { .init($0) })
        }
        return (found.isEmpty ? fine(patient, user) : found).bounded("'footfall collect --check' shows all")
    }

    /// For the user that collects, by asking as that user.
    static func byUser(_ user: ServiceUser, _ patient: Patient) -> [Diagnosis] {
        var places = Array(patient.followed.paths.prefix(limit))
        places += patient.followed.troubles.map(\.source).filter { !places.contains($0) }
        if patient.configuration?.sources.contains(where: \.isJournal) == true { places += journals() }
        var blocked: [String: (obstacle: Obstacle, paths: [String])] = [:]
        for path in places {
            guard let obstacle = obstacle(user, path) else { continue }
            // Files that one group opens are mended together.
            let key = obstacle.opens ? "group \(obstacle.group)" : obstacle.path
            blocked[key, default: (obstacle, [])].paths.append(path)
        }
        let found = blocked.values.sorted { $0.paths[0] < $1.paths[0] }.map { obstacle, paths in
            let others = paths.count > 1 ? " and \(paths.count - 1) more" : ""
            let at = obstacle.path == paths[0] ? "" : " (stopped at \(obstacle.path))"
            let group = GroupName.name(obstacle.group)
            let text = "\(paths[0])\(others): may not be read by \(user.name)\(at); its group is \(group)"
            return Diagnosis(
                name,
                .trouble,
                text,
                remedy(obstacle, isFolder: !paths.contains(obstacle.path), user, patient)
            )
        }
        return (found.isEmpty ? fine(patient, user.name) : found).bounded("'footfall collect --check' shows all")
    }

    private static func remedy(
        _ obstacle: Obstacle,
        isFolder: Bool,
        _ user: ServiceUser,
        _ patient: Patient
    ) -> Diagnosis.Remedy {
        let name = shellWord(user.name)
        guard obstacle.opens else {
            return .init(
                "no group that it may be in is let in; let this user in by an ACL, which rotation may take away again:",
                "sudo setfacl -m u:\(name):\(isFolder ? "x" : "r") \(shellWord(obstacle.path))"
            )
        }
        return .init(
            "let it in by that group:",
            "sudo usermod -aG \(shellWord(GroupName.name(obstacle.group))) \(name)",
            "sudo systemctl restart \(shellWord(patient.unit?.name ?? "footfall"))"
        )
    }

    private static func fine(_ patient: Patient, _ user: String) -> [Diagnosis] {
        let waiting = patient.followed.absent.map { path in
            Diagnosis(name, .note, "\(path): is not there yet, and is waited for")
        }
        let files = patient.followed.paths.count
        guard files > 0 else { return waiting }
        let text = "\(files) file\(files == 1 ? "" : "s") may be read by \(user)"
        return [Diagnosis(name, .ok, text)] + waiting
    }

    /// The first part of a path that keeps a user out.
    private struct Obstacle {
        var path: String
        var group: UInt32
        /// Whether members of its group get past it, and it is not root's, of which nobody is to become one.
        var opens: Bool
    }

    private static func obstacle(_ user: ServiceUser, _ path: String) -> Obstacle? {
        guard let code = user.refusal(path, R_OK), code == EACCES || code == EPERM else { return nil }
        var parts = [path]
        while let slash = parts[0].lastIndex(of: "/"), slash > path.startIndex {
            parts.insert(String(parts[0][..<slash]), at: 0)
        }
        for part in parts {
            let isLast = part == path
            guard user.refusal(part, isLast ? R_OK : X_OK) != nil else { continue }
            var status = stat()
            guard unsafe stat(part, &status) == 0 else { return Obstacle(path: part, group: 0, opens: false) }
            let opens = status.st_gid != 0 && status.st_mode & (isLast ? 0o040 : 0o010) != 0
            return Obstacle(path: part, group: status.st_gid, opens: opens)
        }
        return nil
    }

    private static func names(in folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }

    /// The journal's own files.
    private static func journals() -> [String] {
        ["/var/log/journal", "/run/log/journal"].flatMap { folder -> [String] in
            names(in: folder).map { folder + "/" + $0 + "/system.journal" }
                .filter { unsafe access($0, F_OK) == 0 || errno == EACCES }
        }
    }
}

extension SourceSettings {
    /// It is systemd's own journal.
    var isJournal: Bool {
        if case .journal(nil, _) = origin { return true }
        return false
    }
}
