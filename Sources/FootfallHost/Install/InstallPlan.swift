/// What sets Footfall up as a service of a host, step by step, with what of it is still to be done.
package struct InstallPlan: Sendable {
    package var host: InstallHost
    /// The program that runs, on this machine.
    package var ownProgram: String
    /// Whether the services are enabled and started.
    package var starts = true
    /// Whether the page is one of them.
    package var hasWeb = true

    package init(_ host: InstallHost, ownProgram: String) {
        self.host = host
        self.ownProgram = ownProgram
    }

    /// - Throws: where another Footfall stands in the way.
    package func steps() throws(InstallProblem) -> [InstallStep] {
        guard !host.hasPackage || ownProgram == InstalledPaths.packagedProgram || !host.root.isThisMachine else {
            throw InstallProblem(
                reason: "Footfall's Debian package is installed here, and this is another Footfall",
                hint: "'\(InstalledPaths.packagedProgram) install' sets that one up; 'apt remove footfall' removes it"
            )
        }
        let program = programStep()
        let units = unitSteps()
        var steps = [program, userStep()]
        if let folder = folderStep() { steps.append(folder) }
        steps.append(configurationStep())
        steps += units
        let isNew = !program.actions.isEmpty || units.contains { !$0.actions.isEmpty }
        steps.append(startStep(isNew: isNew))
        return steps
    }

    /// Where the program is to stand.
    package var program: String {
        host.hasPackage ? InstalledPaths.packagedProgram : InstalledPaths.program
    }

    var unitNames: [String] { [ServiceFiles.collector] + (hasWeb ? [ServiceFiles.web] : []) }

    private func programStep() -> InstallStep {
        let isThere = host.hasPackage || host.isCopy(program, of: ownProgram)
        return InstallStep(
            "Program: \(program)",
            host.hasPackage ? "It came with the Debian package." : "Where every user and the services find it.",
            isThere ? [] : [.copyProgram(from: ownProgram, to: program)]
        )
    }

    private func userStep() -> InstallStep {
        var actions: [InstallAction] = []
        if !host.hasPackage, host.text(InstalledPaths.users) != ServiceFiles.users {
            actions.append(.write(path: InstalledPaths.users, text: ServiceFiles.users))
        }
        let groups = ["adm", "systemd-journal"]
        if host.root.isThisMachine {
            let missing = host.groupsMissing(to: "footfall", of: groups)
            if missing == nil || missing?.isEmpty == false {
                actions += commandsForUser(isThere: missing != nil, groups: missing ?? groups)
            }
        }
        return InstallStep(
            "User: footfall",
            "The collector runs as it, without root: as a member of adm it may read most of /var/log, as one of "
                + "systemd-journal the journal. Members of the group footfall may read the store.",
            actions
        )
    }

    private func commandsForUser(isThere: Bool, groups: [String]) -> [InstallAction] {
        if let sysusers = InstallHost.tool("systemd-sysusers") {
            return [.run([sysusers, host.hasPackage ? InstalledPaths.packagedUsers : InstalledPaths.users])]
        }
        // A machine without systemd: a group that it lacks, nobody can be a member of.
        let known = groups.filter { host.groupIsThere($0) }.joined(separator: ",")
        if isThere { return [.run([InstallHost.tool("usermod") ?? "usermod", "-a", "-G", known, "footfall"])] }
        let options = ["--system", "--user-group", "--no-create-home", "--home-dir", InstalledPaths.storeFolder]
        let membership = known.isEmpty ? [] : ["--groups", known]
        let shell = ["--shell", InstallHost.tool("nologin") ?? "/usr/sbin/nologin"]
        return [.run([InstallHost.tool("useradd") ?? "useradd"] + options + membership + shell + ["footfall"])]
    }

    /// In a tree there may be no such user yet: there the unit makes the folder when it starts.
    private func folderStep() -> InstallStep? {
        guard host.root.isThisMachine else { return nil }
        var actions: [InstallAction] = []
        if !host.exists(InstalledPaths.storeFolder) {
            actions.append(.makeFolder(path: InstalledPaths.storeFolder, mode: 0o750))
        }
        if !host.belongs(InstalledPaths.storeFolder, to: "footfall") {
            actions.append(.giveAway(path: InstalledPaths.storeFolder, to: "footfall"))
        }
        return InstallStep(
            "Folder: \(InstalledPaths.storeFolder)",
            "The store's, one SQLite file: footfall.db. Only the user and the group footfall may look into it.",
            actions
        )
    }

    private func configurationStep() -> InstallStep {
        let path = InstalledPaths.configuration
        var purpose = "It names what is read, drafted from the logs that are on this host. Yours from now on."
        var actions: [InstallAction] = []
        if host.exists(path) {
            purpose = "It is there, and nothing is changed in it."
            // Who wrote it may have written it for root alone.
            if host.root.isThisMachine, !host.isReadable(path, byGroup: "footfall") {
                actions.append(.share(path: path, with: "footfall"))
            }
        } else if let kept = host.keptConfiguration {
            purpose = "The one that an earlier '--uninstall' kept beside the store."
            if host.exists(InstalledPaths.configurationFolder) {
                actions.append(.removeFolder(path: InstalledPaths.configurationFolder))
            }
            actions.append(.move(from: kept, to: InstalledPaths.configurationFolder))
            if host.root.isThisMachine {
                actions.append(.giveAway(path: InstalledPaths.configurationFolder, to: "root"))
            }
        } else {
            actions.append(.draftConfiguration(path: path, store: InstalledPaths.store))
        }
        if !host.exists(path), host.root.isThisMachine { actions.append(.share(path: path, with: "footfall")) }
        return InstallStep("Configuration: \(path)", purpose, actions)
    }

    private func unitSteps() -> [InstallStep] {
        let purposes = [
            ServiceFiles.collector: "The collector: it reads and follows the logs, makes reports, and is started again "
                + "should it fail.",
            ServiceFiles.web:
                "The page: the store in a browser of this machine, for whoever is on it. It may read the store "
                + "and nothing else.",
        ]
        return unitNames.map { name in
            let path = "\(InstalledPaths.units)/\(name)"
            let text = ServiceFiles.unit(name, program: program)
            var actions: [InstallAction] = []
            if !host.hasPackage, host.text(path) != text { actions.append(.write(path: path, text: text)) }
            let change = "Changes of your own: systemctl edit \(name.prefix { $0 != "." })"
            let place = host.hasPackage ? "Unit: \(name)" : "Unit: \(path)"
            return InstallStep(place, "\(purposes[name] ?? "") \(change)", actions)
        }
    }

    private func startStep(isNew: Bool) -> InstallStep {
        guard starts else {
            return InstallStep("Start", "Left to you: systemctl enable --now \(unitNames.joined(separator: " "))", [])
        }
        guard host.runsSystemd, let systemctl = InstallHost.tool("systemctl") else {
            let links = newUnits.filter { !host.exists(InstalledPaths.enabling($0)) }.map { name in
                InstallAction.link(path: InstalledPaths.enabling(name), to: "\(unitFolder)/\(name)")
            }
            let byHand =
                host.root.isThisMachine
                ? " systemd does not run here, so nothing is started now; by hand: "
                    + "runuser -u footfall -- footfall collect" : ""
            return InstallStep("Start", "With the machine, by systemd.\(byHand)", links)
        }
        let states = unitNames.map { (name: $0, host.answer("is-enabled", $0), host.answer("is-active", $0)) }
        let running = states.filter { $0.2 == "active" }.map(\.name)
        // One that somebody has disabled stays so.
        let new = newUnits
        let waiting = states.filter { new.contains($0.name) || $0.1 == "enabled" && $0.2 != "active" }.map(\.name)
        let disabled = states.filter { !waiting.contains($0.name) && $0.1 != "enabled" }.map(\.name)
        var actions: [InstallAction] = []
        if isNew { actions.append(.run([systemctl, "daemon-reload"])) }
        if isNew, !running.isEmpty { actions.append(.run([systemctl, "restart"] + running)) }
        if !waiting.isEmpty { actions.append(.run([systemctl, "enable", "--now"] + waiting)) }
        return InstallStep(
            "Start",
            "Now, and with the machine."
                + (disabled.isEmpty
                    ? "" : " Disabled, and left so: \(disabled.joined(separator: ", ")) (systemctl enable --now)."),
            actions,
            remedy: "'journalctl -u footfall -u footfall-web -n 20' tells why, and "
                + "'sudo -u footfall \(program) collect --check' what is wrong with the configuration"
        )
    }

    /// Units that were not here before.
    private var newUnits: [String] {
        unitNames.filter { !host.hasPackage && !host.exists("\(InstalledPaths.units)/\($0)") }
    }

    private var unitFolder: String {
        guard host.hasPackage else { return InstalledPaths.units }
        return InstalledPaths.packagedUnits.first { host.exists("\($0)/\(ServiceFiles.collector)") }
            ?? InstalledPaths.units
    }
}
