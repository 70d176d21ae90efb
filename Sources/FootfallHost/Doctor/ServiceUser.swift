internal import CFootfall
internal import Glibc

/// The user that the collector runs as, with all groups that it has there.
struct ServiceUser: Sendable, Equatable {
    var name: String
    var number: UInt32
    var group: UInt32
    var groups: [UInt32]

    /// The unit's user; `nil` where this machine has no such user.
    init?(of unit: ServiceUnit) {
        let name = unit.user ?? "root"
        guard let entry = unsafe getpwnam(name) else { return nil }
        self.name = name
        number = unsafe entry.pointee.pw_uid
        let own = unsafe entry.pointee.pw_gid
        group = unit.group.flatMap(GroupName.number) ?? own
        var count: Int32 = 256
        var found = [gid_t](repeating: 0, count: Int(count))
        if unsafe getgrouplist(name, group, &found, &count) < 0 { count = 0 }
        groups = Array(found.prefix(Int(count))) + unit.supplementaryGroups.compactMap(GroupName.number)
    }

    /// Who asks.
    static var present: ServiceUser {
        ServiceUser(name: name(of: geteuid()), number: geteuid(), group: getegid(), groups: [])
    }

    /// The owner of a file; `nil` where there is none.
    init?(owning path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        self.init(name: Self.name(of: status.st_uid), number: status.st_uid, group: status.st_gid, groups: [])
    }

    private static func name(of number: UInt32) -> String {
        let name = unsafe getpwuid(number).flatMap { unsafe $0.pointee.pw_name }.map { unsafe String(cString: $0) }
        return name ?? "\(number)"
    }

    init(name: String, number: UInt32, group: UInt32, groups: [UInt32]) {
        self.name = name
        self.number = number
        self.group = group
        self.groups = groups
    }

    /// Whether it can be found out here what this user may: root can ask for everybody, others for themselves.
    var canBeAsked: Bool { geteuid() == number || geteuid() == 0 }

    /// Whether it may do that with a path (`R_OK`, `W_OK`, `X_OK`); the error where not.
    func refusal(_ path: String, _ mode: Int32) -> Int32? {
        if geteuid() == number { return unsafe access(path, mode) == 0 ? nil : errno }
        let code = unsafe groups.withUnsafeBufferPointer {
            unsafe ff_access_as(path, mode, number, group, $0.baseAddress, Int32($0.count))
        }
        return code == 0 ? nil : code
    }

    /// Whether it would be let in by a mode, an owner and a group: what a file that is not there yet will have.
    func mayRead(mode: UInt32, owner: String?, group: String?) -> Bool {
        if number == 0 { return true }
        if let owner, owner == name { return mode & 0o400 != 0 }
        let gid = group.flatMap(GroupName.number)
        if let gid, gid == self.group || groups.contains(gid) { return mode & 0o040 != 0 }
        return mode & 0o004 != 0
    }
}

/// Groups by name and number.
enum GroupName {
    static func number(_ name: String) -> UInt32? {
        if let number = UInt32(name) { return number }
        guard let entry = unsafe getgrnam(name) else { return nil }
        return unsafe entry.pointee.gr_gid
    }

    static func name(_ number: UInt32) -> String {
        guard let entry = unsafe getgrgid(number), let name = unsafe entry.pointee.gr_name else { return "\(number)" }
        return unsafe String(cString: name)
    }
}
