/// Where on a host Footfall's things stand, as the host names them.
package enum InstalledPaths {
    package static let program = "/usr/local/bin/footfall"
    /// The Debian package's.
    package static let packagedProgram = "/usr/bin/footfall"
    package static let configurationFolder = "/etc/footfall"
    package static let configuration = "/etc/footfall/footfall.yaml"
    package static let storeFolder = "/var/lib/footfall"
    package static let store = "/var/lib/footfall/footfall.db"
    /// Where `--uninstall` puts a configuration that somebody has changed, and where `install` takes it from again.
    package static let keptConfiguration = "/var/lib/footfall/configuration"
    package static let users = "/etc/sysusers.d/footfall.conf"
    package static let packagedUsers = "/usr/lib/sysusers.d/footfall.conf"
    package static let units = "/etc/systemd/system"
    package static let packagedUnits = ["/usr/lib/systemd/system", "/lib/systemd/system"]
    /// The link by which systemd starts a unit with the machine.
    package static func enabling(_ unit: String) -> String { "\(units)/multi-user.target.wants/\(unit)" }
}

/// The files of `packaging/` that the program carries.
package enum ServiceFiles {
    package static let collector = "footfall.service"
    package static let web = "footfall-web.service"

    /// A unit for a program that stands at `program`.
    package static func unit(_ name: String, program: String) -> String {
        text(name).replacing("ExecStart=\(InstalledPaths.program) ", with: "ExecStart=\(program) ")
    }

    /// What systemd-sysusers makes the user from.
    package static var users: String { text("footfall.conf") }

    private static func text(_ name: String) -> String {
        EmbeddedAssets.files.first { $0.name == name }?.text ?? ""
    }
}
