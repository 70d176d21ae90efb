internal import CFootfall
internal import FootfallModel
internal import FootfallReports
internal import FootfallStore
internal import Foundation

/// Whether the store can be read and written, is sound, and has room.
enum StoreExam {
    static let name = "store"
    /// How long its soundness may be looked at, in seconds.
    private static let seconds = 0.7

    static func diagnoses(_ patient: Patient) -> [Diagnosis] {
        guard let path = patient.store else { return [] }
        var found = place(path, patient)
        if patient.root.isThisMachine { found += FileSystemExam.diagnoses(path) }
        guard unsafe access(path, F_OK) == 0 || errno == EACCES else {
            guard patient.root.isThisMachine else { return found }
            let remedy = Diagnosis.Remedy("the first collecting makes it:", "footfall collect --once /var/log")
            return found + [Diagnosis(name, .note, "\(path): there is no store yet, as nothing was collected", remedy)]
        }
        guard !isHidden(path) else { return found + [unseen(path)] }
        do {
            let store = try patient.openStore()
            let statistics = try store.statistics()
            let count =
                "\(statistics.events.grouped) events, \(Size.text(statistics.fileBytes)), days in \(store.timezone)"
            found.append(soundness(of: store, count))
            if patient.root.isThisMachine { found += try RoomExam.diagnoses(patient, store, statistics) }
        } catch {
            found.append(Diagnosis(name, .trouble, hinted: "\(error)"))
        }
        return found
    }

    /// Whether who asks may not read it: that is no trouble of the installation.
    private static func isHidden(_ path: String) -> Bool {
        if geteuid() == 0 { return false }
        return unsafe access(path, R_OK) != 0 && errno == EACCES
    }

    private static func unseen(_ path: String) -> Diagnosis {
        let group = Unreadable(path, HostRoot()).group.map { ", or as a member of the group \($0)" } ?? ""
        return Diagnosis(
            name,
            .note,
            "\(path): may not be read by \(ServiceUser.present.name), and was not looked at",
            .init("ask as root\(group):", "sudo footfall doctor")
        )
    }

    private static func soundness(of store: EventStore, _ count: String) -> Diagnosis {
        do {
            switch try store.soundness(within: seconds) {
            case .sound: return Diagnosis(name, .ok, "\(store.path): sound; \(count)")
            case .tooLarge:
                return Diagnosis(name, .ok, "\(store.path): no damage found in \(seconds) s of looking; \(count)")
            case .damaged(let what):
                let error = StoreError(path: store.path, reason: .damaged(what))
                return Diagnosis(name, .trouble, hinted: "\(error)")
            }
        } catch {
            return Diagnosis(name, .trouble, hinted: "\(error)")
        }
    }

    /// Its folder and its mode: who did what is nobody else's business.
    private static func place(_ path: String, _ patient: Patient) -> [Diagnosis] {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        var found: [Diagnosis] = []
        if patient.root.isThisMachine {
            // Without a unit, whoever made the store collects into it; who asks may only be a reader.
            let user = patient.unit.flatMap(ServiceUser.init(of:)) ?? ServiceUser(owning: path)
            // Whose a store is that cannot even be seen is not known.
            let collecting = user ?? (isHidden(path) ? nil : .present)
            for place in [folder, path] {
                guard let user = collecting, user.canBeAsked else { continue }
                guard let code = user.refusal(place, W_OK), code != ENOENT else { continue }
                let why = unsafe String(cString: strerror(code))
                found.append(
                    Diagnosis(
                        name,
                        .trouble,
                        "\(place): may not be written by \(user.name), who collects (\(why))",
                        code == EROFS
                            ? .init(
                                "mount it writable, or name another place in the configuration:",
                                "store: /srv/footfall/footfall.db"
                            )
                            : .init("give it to that user:", "sudo chown \(shellWord(user.name)): \(shellWord(place))")
                    )
                )
            }
        }
        var status = stat()
        if unsafe stat(path, &status) == 0, status.st_mode & 0o004 != 0, isOpen(folder) {
            let remedy = Diagnosis.Remedy("close it:", "sudo chmod o-rwx \(shellWord(path))")
            found.append(
                Diagnosis(name, .trouble, "\(path): everybody on this machine may read who did what", remedy)
            )
        }
        return found
    }

    /// Whether everybody gets to what is in a folder.
    private static func isOpen(_ folder: String) -> Bool {
        var folder = folder
        while true {
            var status = stat()
            if unsafe stat(folder, &status) == 0, status.st_mode & 0o001 == 0 { return false }
            guard let slash = folder.lastIndex(of: "/"), slash > folder.startIndex else { return true }
            folder = String(folder[..<slash])
        }
    }
}

/// Whether the store's file system is one that SQLite can rely on.
enum FileSystemExam {
    /// - Parameter path: the store's.
    static func diagnoses(_ path: String) -> [Diagnosis] {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        guard let kind = kind(UInt32(truncatingIfNeeded: unsafe ff_file_system(folder))) else { return [] }
        return [
            Diagnosis(
                StoreExam.name,
                .trouble,
                "\(folder): is on \(kind.name); \(kind.trouble)",
                .init(
                    "move the store to a local disk: stop the collector, move the file, and write its new place:",
                    "store: /var/lib/footfall/footfall.db"
                )
            )
        ]
    }

    /// By the numbers of statfs(2).
    static func kind(_ number: UInt32) -> (name: String, trouble: String)? {
        if let remote = RemoteFileSystem.all.first(where: { $0.unlocked.contains(number) }) {
            return (remote.name, "locks cannot be relied on there, and SQLite's stores come to harm")
        }
        let passing = "all that was collected is gone after the next start"
        switch number {
        case 0x0102_1994: return ("tmpfs", passing)
        case 0x8584_58f6: return ("ramfs", passing)
        default: return nil
        }
    }
}
