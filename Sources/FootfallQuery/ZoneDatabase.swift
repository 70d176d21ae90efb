package import FootfallModel
import Foundation

extension ZoneOffsets {
    /// The zone of an IANA name, `UTC`, `Z` or a fixed offset such as `+01:00`; `nil` where nobody knows it.
    ///
    /// Changes are known from 1970 to 2100. It takes a few milliseconds, so keep what it made.
    package init?(identifier: String) {
        if identifier == "UTC" || identifier == "Z" || identifier == "GMT" {
            self = .utc
        } else if let offset = ZoneOffsets.fixedOffset(identifier) {
            self.init(name: identifier, starts: [.min], offsets: [offset])
        } else if ZoneOffsets.mayBeName(identifier), let zone = TimeZone(identifier: identifier) {
            self.init(zone, name: identifier)
        } else {
            return nil
        }
    }

    /// The machine's zone: `TZ`, else `/etc/localtime`, else UTC.
    package static func machine() -> ZoneOffsets {
        machine(environment: ProcessInfo.processInfo.environment, localTime: "/etc/localtime")
    }

    static func machine(environment: [String: String], localTime: String) -> ZoneOffsets {
        if let name = environment["TZ"], !name.isEmpty {
            // POSIX allows a colon before a name of the database, or a path to it.
            let bare = name.hasPrefix(":") ? String(name.dropFirst()) : name
            if let zone = ZoneOffsets(identifier: zoneName(path: bare) ?? bare) { return zone }
        }
        let target = (try? FileManager.default.destinationOfSymbolicLink(atPath: localTime)) ?? ""
        if let name = zoneName(path: target), let zone = ZoneOffsets(identifier: name) { return zone }
        return .utc
    }

    /// What stands behind `zoneinfo/` in a path.
    private static func zoneName(path: String) -> String? {
        guard let folder = path.range(of: "zoneinfo/", options: .backwards) else { return nil }
        let name = String(path[folder.upperBound...])
        for copy in ["posix/", "right/"] where name.hasPrefix(copy) { return String(name.dropFirst(copy.count)) }
        return name
    }

    /// Names of the database: Foundation takes some other text for a zone, too.
    private static func mayBeName(_ text: String) -> Bool {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "-"),
                UInt8(ascii: "+"):
                return true
            default:
                return false
            }
        }
        guard let first = text.utf8.first else { return false }
        return isPlain && first >= UInt8(ascii: "A")
    }

    /// `+01:00`, `+0100` or `+01` as seconds.
    private static func fixedOffset(_ text: String) -> Int32? {
        guard let sign = text.first, sign == "+" || sign == "-" else { return nil }
        let digits = text.dropFirst().filter { $0 != ":" }
        let isWellFormed = [3, 5, 6].contains(text.utf8.count) && text.contains(":") == (text.utf8.count == 6)
        guard isWellFormed, digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int32(digits) else {
            return nil
        }
        if text.utf8.count == 6, text.dropFirst(3).first != ":" { return nil }
        let (hours, minutes) = digits.utf8.count == 2 ? (number, 0) : (number / 100, number % 100)
        guard hours <= 18, minutes < 60 else { return nil }
        return (sign == "-" ? -1 : 1) * (hours * 3600 + minutes * 60)
    }

    private init(_ zone: TimeZone, name: String) {
        func offset(_ seconds: Int64) -> Int32 {
            Int32(zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds))))
        }
        var starts: [Int64] = [.min]
        var offsets = [offset(0)]
        var day: Int64 = 0
        let end: Int64 = 4_102_444_800
        while day < end {
            let next = day + 86_400
            let after = offset(next)
            if after != offsets[offsets.count - 1] {
                var (low, high) = (day, next)
                while high - low > 1 {
                    let middle = (low + high) / 2
                    if offset(middle) == after { high = middle } else { low = middle }
                }
                starts.append(high)
                offsets.append(after)
            }
            day = next
        }
        self.init(name: name, starts: starts, offsets: offsets)
    }
}
