internal import FootfallModel
internal import FootfallPatterns
internal import FootfallSources
internal import FootfallStore

// A new configuration takes the place of the one in use: all of it, or nothing.
extension CollectorSupervisor {
    /// Loads configuration and packs, and changes what is different in them.
    ///
    /// What cannot be done is said, and then everything goes on as it was.
    func reload(_ reloading: Collector.Reloading) {
        report.reloading()
        defer { report.ready() }
        do {
            let (new, patterns) = try reloading.load()
            try apply(new, patterns)
        } catch {
            let text = "nothing was changed, everything goes on as before:\n\(error)"
            notify(SourceNotice(.error, source: "reload", text))
        }
    }

    private func apply(_ new: Collector.Configuration, _ patterns: PatternSet) throws {
        guard new.store == configuration.store else {
            throw SourceError(
                source: new.store,
                reason: "the store cannot change while \(configuration.store) is written",
                hint: "restart to write to another store"
            )
        }
        let nextOpener = opener.replaced(by: new, patterns)
        let going = sources.filter { !$0.ended.isRaised }
        var kept: [RunningSource] = []
        var added: [RunningSource] = []
        for settings in new.sources {
            let opening = settings.opening
            if var same = going.first(where: { $0.settings.opening == opening }) {
                same.settings = settings
                kept.append(same)
            } else {
                added.append(newSource(settings))
            }
        }
        let removed = going.filter { source in !kept.contains { $0.slot == source.slot } }
        // Addresses that no socket of ours has are opened first: what cannot be had changes nothing.
        let held = Set(removed.compactMap(\.settings.address))
        var listeners: [Int: any Source] = [:]
        for source in added {
            guard let address = source.settings.address, !held.contains(address) else { continue }
            listeners[source.slot] = try nextOpener.listener(source.settings)
        }
        guard flow.hold() else { return }
        defer { flow.letGo() }

        for source in removed { source.stop.raise() }
        for source in removed { wait(for: source) }
        sources = kept + added
        configuration = new
        retention.set(new.retention)
        watches.set(new.watches)
        reports.set(new.reportPlan)
        startOrders()
        opener = nextOpener
        // Behind what the removed have sent, before what the new will send.
        _ = flow.lines.sendAtOnce(.reading(CollectorSupervisor.parserSettings(new, patterns, sources)))
        var known = KnownPositions()
        if added.contains(where: { $0.settings.address == nil }) {
            // What was read so far must be known as read: by another source, perhaps.
            guard waitForStore() else { return }
            known = KnownPositions(checkpoints: try writer.checkpoints(), cursors: try writer.cursors())
        }
        for source in added {
            if source.settings.address != nil, listeners[source.slot] == nil {
                do throws(SourceError) {
                    listeners[source.slot] = try opener.listenerAgain(source.settings)
                } catch {
                    notify(SourceNotice(.error, source: error.source, error.description))
                    source.ended.raise()
                    continue
                }
            }
            start(source, listeners[source.slot], known)
        }
        tell(kept: kept.count, added, removed)
    }

    private func tell(kept: Int, _ added: [RunningSource], _ removed: [RunningSource]) {
        func names(_ sources: [RunningSource]) -> String {
            sources.isEmpty ? "none" : sources.map(\.settings.name).joined(separator: ", ")
        }
        let text =
            "configuration and packs are loaded anew; sources kept: \(kept), started: \(names(added)), "
            + "stopped: \(names(removed))"
        notify(SourceNotice(.info, source: "reload", text))
    }

    /// Waits until a source that was told to stop has done so; a stop of everything ends the wait.
    private func wait(for source: RunningSource) {
        while !source.ended.isRaised, !stop.isRaised {
            source.ended.wait(or: [stop.descriptor], milliseconds: 100)
            tick()
        }
    }

    /// Waits until all that was sent by now is stored; false where a stop of everything came first.
    private func waitForStore() -> Bool {
        let barrier = Barrier()
        guard flow.lines.sendAtOnce(.barrier(barrier)) else { return false }
        while !barrier.wait(milliseconds: 100) {
            if stop.isRaised { return false }
            tick()
        }
        return true
    }
}
