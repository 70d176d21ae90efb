internal import FootfallCollector
internal import Foundation

/// What takes Footfall away from a host again, all but the store.
package struct RemovalPlan: Sendable {
    package var host: InstallHost

    package init(_ host: InstallHost) {
        self.host = host
    }

    /// - Throws: where the files are those of the Debian package.
    package func steps() throws(InstallProblem) -> [InstallStep] {
        guard !host.hasPackage else {
            throw InstallProblem(
                reason: "Footfall came with its Debian package, which removes it too",
                hint: "'apt remove footfall' keeps the configuration, 'apt purge footfall' does not; the store stays"
            )
        }
        return [stopStep(), unitStep(), configurationStep(), userStep(), programStep()]
    }

    /// The store's file, which stays: the configuration's, else the usual one; `nil` where there is none.
    package var store: String? {
        let configured = host.text(InstalledPaths.configuration).flatMap {
            ConfigurationLoader.load($0, path: InstalledPaths.configuration).0.store
        }
        return [configured, InstalledPaths.store].compactMap { $0 }.first { host.exists($0) }
    }

    private static let units = [ServiceFiles.web, ServiceFiles.collector]

    private func stopStep() -> InstallStep {
        var actions: [InstallAction] = []
        if host.runsSystemd, let systemctl = InstallHost.tool("systemctl") {
            let there = RemovalPlan.units.filter { host.exists("\(InstalledPaths.units)/\($0)") }
            if !there.isEmpty { actions.append(.run([systemctl, "disable", "--now"] + there)) }
        } else {
            actions = RemovalPlan.units.map(InstalledPaths.enabling).filter(host.exists).map { .remove(path: $0) }
        }
        return InstallStep(
            "Services: stopped",
            "What was taken from the sources is stored first.",
            actions,
            remedy: "'systemctl status footfall' tells how it is"
        )
    }

    private func unitStep() -> InstallStep {
        let there = RemovalPlan.units.map { "\(InstalledPaths.units)/\($0)" }.filter(host.exists)
        var actions = there.map { InstallAction.remove(path: $0) }
        if !there.isEmpty, host.runsSystemd, let systemctl = InstallHost.tool("systemctl") {
            actions.append(.run([systemctl, "daemon-reload"]))
        }
        let own = RemovalPlan.units.map { "\(InstalledPaths.units)/\($0).d" }.filter(host.exists)
        let rest = own.isEmpty ? "" : " Yours, and left: \(own.joined(separator: ", "))."
        return InstallStep("Units: removed", "systemd knows Footfall no more.\(rest)", actions)
    }

    private func configurationStep() -> InstallStep {
        let folder = InstalledPaths.configurationFolder
        let title = "Configuration: removed"
        let names = host.names(in: folder)
        guard host.exists(folder) else { return InstallStep(title, "There is none.", []) }
        let isOurs = host.text(InstalledPaths.configuration).map(ConfigurationMark.isUnchanged) ?? true
        if names.isEmpty || isOurs && names == ["footfall.yaml"] {
            let files = names.map { InstallAction.remove(path: "\(folder)/\($0)") }
            return InstallStep(title, "Nobody has changed it.", files + [.removeFolder(path: folder)])
        }
        let kept =
            (1...).lazy
            .map { InstalledPaths.keptConfiguration + ($0 == 1 ? "" : "-\($0)") }.first { !host.exists($0) } ?? ""
        let parent =
            host.exists(InstalledPaths.storeFolder)
            ? [] : [InstallAction.makeFolder(path: InstalledPaths.storeFolder, mode: 0o750)]
        return InstallStep(
            "Configuration: kept as \(kept)",
            "Somebody has changed it, so it is kept beside the store; 'footfall install' takes it up again from there.",
            parent + [.move(from: folder, to: kept)]
        )
    }

    private func userStep() -> InstallStep {
        var actions: [InstallAction] = []
        if host.exists(InstalledPaths.users) {
            actions.append(.remove(path: InstalledPaths.users))
            let folder = String(InstalledPaths.users.dropLast("/footfall.conf".count))
            if host.names(in: folder).count == 1 { actions.append(.removeFolder(path: folder)) }
        }
        if host.root.isThisMachine, host.groupsMissing(to: "footfall", of: []) != nil {
            if host.exists(InstalledPaths.storeFolder) {
                actions.append(.giveAway(path: InstalledPaths.storeFolder, to: "root"))
            }
            // A store that stands elsewhere would be that of whoever gets the number next.
            if let store, !store.hasPrefix(InstalledPaths.storeFolder + "/") {
                actions += ["", "-wal", "-shm"].map { store + $0 }.filter(host.exists).map {
                    .giveAway(path: $0, to: "root")
                }
            }
            actions.append(.run([InstallHost.tool("userdel") ?? "userdel", "footfall"]))
        }
        return InstallStep(
            "User footfall: removed",
            "The store is given to root first, since its number may be given to another user one day.",
            actions
        )
    }

    private func programStep() -> InstallStep {
        let path = InstalledPaths.program
        return InstallStep(
            "Program: removed from \(path)",
            "Wherever else a copy of it stands is yours.",
            host.exists(path) ? [.remove(path: path)] : []
        )
    }
}
