internal import FootfallModel
internal import FootfallSources

/// Files that are one log: the live one with its predecessors, or those that an application begins anew each day.
struct LogFamily {
    /// One of the files.
    struct Member {
        var path: String
        var age: RotatedName.Age
    }

    /// What a configuration calls it: the live file's path, or a glob.
    var name: String
    /// Oldest first as far as their names tell, the live file last.
    var members: [Member]

    /// Sorts files into logs.
    ///
    /// - Parameter globs: files that one of these names stand under the glob together.
    static func families(of paths: [String], globs: [String: [String]] = [:]) -> [LogFamily] {
        var order: [String] = []
        var members: [String: [Member]] = [:]
        func add(_ path: String, to name: String, _ age: RotatedName.Age) {
            if members[name] == nil { order.append(name) }
            members[name, default: []].append(Member(path: path, age: age))
        }
        for (glob, found) in globs.sorted(by: { $0.key < $1.key }) {
            for path in found { add(path, to: glob, RotatedName(path: path).age) }
        }
        let taken = Set(globs.values.joined())
        var dated: [String: [(path: String, age: RotatedName.Age)]] = [:]
        for path in paths where !taken.contains(path) {
            let rotated = RotatedName(path: path)
            if let glob = datedGlob(rotated.live) {
                dated[glob, default: []].append((path, rotated.age))
            } else {
                add(path, to: rotated.live, rotated.age)
            }
        }
        for (glob, found) in dated.sorted(by: { $0.key < $1.key }) {
            for file in found { add(file.path, to: found.count > 1 ? glob : file.path, file.age) }
        }
        return order.map { name in
            LogFamily(name: name, members: (members[name] ?? []).sorted { ($0.age, $0.path) < ($1.age, $1.path) })
        }
    }

    /// The glob for a name with a date in its midst: `access-2026-11-22.log` → `access-*.log`; `nil` where there is none.
    ///
    /// A date is a run of at least six digits, with what people put between them.
    static func datedGlob(_ path: String) -> String? {
        let (folder, name) = HostRoot.split(path)
        var out = ""
        var run = ""
        var isDated = false
        func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }
        func flush() {
            var tail = ""
            while let last = run.last, !isDigit(last) { tail = String(run.removeLast()) + tail }
            let digits = run.filter(isDigit).count
            if digits >= 6 {
                out += "*"
                isDated = true
            } else {
                out += run
            }
            out += tail
            run = ""
        }
        for character in name {
            if isDigit(character) || !run.isEmpty && "-_.T:".contains(character) {
                run.append(character)
            } else {
                flush()
                out.append(character)
            }
        }
        flush()
        // What would be left must still name something.
        guard isDated, out.contains(where: \.isLetter) else { return nil }
        return (folder == "/" ? "" : folder) + "/" + out
    }
}
