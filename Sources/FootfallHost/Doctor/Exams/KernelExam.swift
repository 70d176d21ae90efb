internal import FootfallCollector
internal import FootfallModel
internal import FootfallSources

/// What the kernel allows: room for bursts of datagrams, open files, watched files.
enum KernelExam {
    static func diagnoses(_ patient: Patient) -> [Diagnosis] {
        buffers(patient) + openFiles(patient) + watches(patient)
    }

    /// The receive buffer that UDP sources ask for against what they can get.
    private static func buffers(_ patient: Patient) -> [Diagnosis] {
        guard let most = patient.number("/proc/sys/net/core/rmem_max") else { return [] }
        let asked = (patient.configuration?.sources ?? []).compactMap { source -> (name: String, bytes: Int64)? in
            guard case .udp(_, let bytes) = source.origin else { return nil }
            return (source.name, Int64(bytes ?? UDPListener.receiveBufferBytes))
        }
        guard let largest = asked.max(by: { $0.bytes < $1.bytes }) else { return [] }
        guard largest.bytes > most else {
            return [Diagnosis("buffers", .ok, "net.core.rmem_max is \(most): enough for \(largest.name)")]
        }
        let text =
            "\(largest.name) asks for a receive buffer of \(largest.bytes) bytes and gets \(most) (net.core.rmem_max): bursts of datagrams are lost"
        let remedy = Diagnosis.Remedy(
            "let it have more, now and after the next start:",
            "echo net.core.rmem_max=\(largest.bytes) | sudo tee /etc/sysctl.d/60-footfall.conf",
            "sudo sysctl --system && sudo systemctl restart footfall"
        )
        return [Diagnosis("buffers", .trouble, text, remedy)]
    }

    /// How many files the collector may have open against those it follows.
    private static func openFiles(_ patient: Patient) -> [Diagnosis] {
        let count = patient.followed.groups.count
        guard count > 0, let unit = patient.unit else { return [] }
        // systemd's own default for services is 1024:524288 (systemd.exec(5)), and the collector raises its own limit.
        let allowed = unit.openFiles ?? 524_288
        let room = OpenFileLimit.files(of: Int(clamping: allowed))
        if allowed == .max {
            return [Diagnosis("open files", .ok, "\(count) followed, and nothing limits \(unit.name)")]
        }
        if count <= room {
            return [Diagnosis("open files", .ok, "\(count) followed, and \(unit.name) has room for \(room)")]
        }
        let text =
            "\(count) files are followed, and \(unit.name) has room for \(room): the others are opened in turn, and read later"
        let remedy = Diagnosis.Remedy(
            "raise the limit: sudo systemctl edit \(shellWord(unit.name)), and write",
            "[Service]",
            "LimitNOFILE=\(count * 2 + 1024)"
        )
        return [Diagnosis("open files", .trouble, text, remedy)]
    }

    /// inotify's limits, which hold for all programs of a user together.
    private static func watches(_ patient: Patient) -> [Diagnosis] {
        let folders = Set(
            patient.followed.groups.map { $0.live.prefix(upTo: $0.live.lastIndex(of: "/") ?? $0.live.startIndex) }
        )
        let needed = Int64(patient.followed.groups.count + folders.count)
        guard needed > 0 else { return [] }
        var found: [Diagnosis] = []
        for (key, least, what) in [("max_user_watches", needed, "files"), ("max_user_instances", 1, "instances")] {
            guard let most = patient.number("/proc/sys/fs/inotify/\(key)"), most < least else { continue }
            let text =
                "fs.inotify.\(key) is \(most), and \(least) \(what) are to be watched: changes are seen by looking each second"
            let remedy = Diagnosis.Remedy(
                "raise it, now and after the next start:",
                "echo fs.inotify.\(key)=\(least * 2 + 8192) | sudo tee /etc/sysctl.d/61-footfall.conf",
                "sudo sysctl --system"
            )
            found.append(Diagnosis("inotify", .note, text, remedy))
        }
        return found
    }
}
