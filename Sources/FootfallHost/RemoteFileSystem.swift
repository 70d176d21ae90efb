/// A kind of file system whose files another machine has, or a program that gives them out: who asks may wait for ever.
struct RemoteFileSystem: Sendable {
    /// What people call it.
    var name: String
    /// What the kernel's table of mounts calls it.
    var types: [String]
    /// What statfs(2) calls it, where SQLite cannot rely on its locks.
    var unlocked: [UInt32] = []

    static let all = [
        RemoteFileSystem(name: "NFS", types: ["nfs", "nfs4"], unlocked: [0x6969]),
        RemoteFileSystem(
            name: "an SMB share",
            types: ["cifs", "smb3", "smbfs"],
            unlocked: [0xff53_4d42, 0xfe53_4d42, 0x517b]
        ),
        RemoteFileSystem(name: "a 9P share", types: ["9p"], unlocked: [0x0102_1997]),
        RemoteFileSystem(name: "a virtiofs share", types: ["virtiofs"]),
        RemoteFileSystem(name: "CephFS", types: ["ceph"]),
        RemoteFileSystem(name: "GlusterFS", types: ["glusterfs", "fuse.glusterfs"]),
        RemoteFileSystem(name: "AFS", types: ["afs"]),
        RemoteFileSystem(name: "Lustre", types: ["lustre"]),
        RemoteFileSystem(name: "BeeGFS", types: ["beegfs"]),
        RemoteFileSystem(name: "OrangeFS", types: ["pvfs2"]),
        RemoteFileSystem(name: "Coda", types: ["coda"]),
        RemoteFileSystem(name: "mounted when it is asked for", types: ["autofs"]),
    ]

    /// The kind that a type of the table of mounts is of; `nil` for a local one.
    static func named(_ type: String) -> RemoteFileSystem? {
        if let known = all.first(where: { $0.types.contains(type) }) { return known }
        // `fuseblk` is a local disk: NTFS, exFAT.
        if type == "fuse" || type.hasPrefix("fuse.") { return RemoteFileSystem(name: "FUSE", types: [type]) }
        return nil
    }
}
