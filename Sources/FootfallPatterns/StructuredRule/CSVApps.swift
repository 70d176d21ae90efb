internal import FootfallModel

/// Which groups of csv rules an app's lines are tried on: any line is csv, so only those of the packs that name the app,
/// and on lines without an app name those of bare packs.
struct CSVApps: ~Copyable {
    private var apps = Interner(limit: 10_000)
    /// By the app name's number.
    private var masks: [UInt64?] = []

    /// A bit for each of the groups, the last for all from the 64th on.
    mutating func mask(_ bytes: Span<UInt8>, _ app: ByteRange, _ set: PatternSet, _ groups: RuleGroups) -> UInt64 {
        if apps.startNewGenerationIfFull() { masks.removeAll(keepingCapacity: true) }
        let number = Int(apps.intern(.app, bytes, app))
        while masks.count <= number { masks.append(nil) }
        if let known = masks[number] { return known }
        let name = (apps.string(Int32(number)) ?? "").lowercased()
        var mask: UInt64 = 0
        for (index, group) in groups.csv.enumerated() where set.packs[groups[group].pack].takes(app: name) {
            mask |= 1 << UInt64(min(index, 63))
        }
        masks[number] = mask
        return mask
    }
}

extension Pack {
    /// Whether it names an app (in small letters), or is for lines without one where it is empty.
    fileprivate func takes(app: String) -> Bool {
        if app.isEmpty { return isBare || apps.contains("*") }
        return apps.contains { $0 == app || $0.hasSuffix("*") && app.hasPrefix($0.dropLast()) }
    }
}
