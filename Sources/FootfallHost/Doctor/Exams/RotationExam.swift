internal import FootfallModel
internal import Glibc

/// Whether the way in which files are rotated loses lines of them.
enum RotationExam {
    static let name = "rotation"

    static func diagnoses(_ patient: Patient) -> [Diagnosis] {
        let paths = patient.followed.groups.map(\.live) + patient.followed.absent
        guard !paths.isEmpty, patient.text("/etc/logrotate.conf") != nil else { return [] }
        let rotation = LogrotateConfiguration("/etc/logrotate.conf") {
            patient.text($0)
        } list: {
            patient.files(in: $0)
        }
        let user = patient.root.isThisMachine ? patient.unit.flatMap(ServiceUser.init(of:)) ?? .present : nil
        var found: [Diagnosis] = []
        var seen: Set<String> = []
        var count = 0
        for path in paths.sorted() {
            guard let rule = rotation.rule(for: path, matches: { unsafe fnmatch($0, $1, FNM_PATHNAME) == 0 }) else {
                continue
            }
            count += 1
            for diagnosis in diagnoses(path, rule, user) {
                // A rule for many files is mended once.
                let key = rule.file + rule.patterns.joined(separator: " ") + (diagnosis.remedy?.words ?? "")
                if seen.insert(key).inserted { found.append(diagnosis) }
            }
        }
        if found.isEmpty, count > 0 {
            let text = "logrotate has rules for \(count) of the \(paths.count) followed files, and none loses lines"
            return [Diagnosis(name, .ok, text)]
        }
        return found.bounded("mend these first")
    }

    /// What is wrong with a rule for a file.
    static func diagnoses(_ path: String, _ rule: LogrotateConfiguration.Rule, _ user: ServiceUser?) -> [Diagnosis] {
        let settings = rule.settings
        var found: [Diagnosis] = []
        func add(_ verdict: Diagnosis.Verdict, _ text: String, _ words: String, _ paste: String) {
            found.append(Diagnosis(name, verdict, "\(path): \(text)", .init("\(words) in \(rule.file):", paste)))
        }
        if settings.kept == 0 {
            add(
                .trouble,
                "'rotate 0' removes it at each rotation: what is not read by then is gone",
                "keep some",
                "rotate 4"
            )
        } else if let age = settings.maximumAgeDays, age < 2 {
            add(
                .trouble,
                "'maxage \(age)' removes predecessors after \(age) day\(age == 1 ? "" : "s"): longer than that the collector must not rest",
                "keep them longer",
                "maxage 30"
            )
        }
        if settings.copiesAndTruncates {
            add(
                .note,
                "'copytruncate' loses what is written between the copy and the cut, whoever reads the file",
                "if its program can open a new file, rotate by renaming, with a postrotate script that tells it to,",
                "nocopytruncate"
            )
        } else if settings.compresses, !settings.delaysCompression, !settings.hasScript, settings.kept > 0 {
            add(
                .note,
                "is compressed at once, and no script tells its program: what it still writes to the old file may be lost",
                "leave it uncompressed for one round",
                "delaycompress"
            )
        }
        if settings.shreds {
            add(
                .note,
                "'shred' writes over what is removed, also where it is still being read",
                "unless it is asked for, leave that out",
                "noshred"
            )
        }
        if let folder = settings.oldFolder {
            let place =
                folder.hasPrefix("/")
                ? folder : (path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex) + "/" + folder)
            found.append(
                Diagnosis(
                    name,
                    .note,
                    "\(path): its predecessors go to \(place), where nobody looks for what was missed",
                    .init("read that folder too, in Footfall's configuration:", "- files: \(place)")
                )
            )
        }
        if let created = settings.created, let user,
            !user.mayRead(mode: created.mode, owner: created.owner, group: created.group)
        {
            let mode = String(created.mode, radix: 8)
            let owner = created.owner ?? "root"
            add(
                .trouble,
                "after the next rotation it will have mode \(mode) and group \(created.group ?? owner), and \(user.name) may not read it",
                "let a group in that \(user.name) is in",
                "create 640 \(owner) adm"
            )
        }
        return found
    }
}
