/// A service that is told in its own configuration where to log.
struct LoggingService {
    /// What people call it.
    var name: String
    /// The names of its processes.
    var processes: [String]
    /// Globs of its configuration.
    var files: [String]
    /// The words before a log's path.
    var directives: [String] = []
    /// Where paths begin that do not begin with a slash; such ones are left out where it is `nil`.
    var base: String?

    /// The services that are known.
    static let all: [LoggingService] = [
        LoggingService(
            name: "nginx",
            processes: ["nginx"],
            files: ["/etc/nginx/nginx.conf", "/etc/nginx/conf.d/*.conf", "/etc/nginx/sites-enabled/*"],
            directives: ["access_log", "error_log"]
        ),
        LoggingService(
            name: "Apache",
            processes: ["apache2", "httpd"],
            files: [
                "/etc/apache2/apache2.conf", "/etc/apache2/conf-enabled/*.conf", "/etc/apache2/sites-enabled/*",
                "/etc/httpd/conf/httpd.conf", "/etc/httpd/conf.d/*.conf",
            ],
            directives: ["CustomLog", "ErrorLog", "TransferLog"],
            base: "/etc/httpd"
        ),
        LoggingService(
            name: "PostgreSQL",
            processes: ["postgres"],
            files: [
                "/etc/postgresql/*/*/postgresql.conf", "/var/lib/pgsql/data/postgresql.conf",
                "/var/lib/pgsql/*/data/postgresql.conf",
            ],
            directives: ["log_directory"]
        ),
        LoggingService(
            name: "MySQL",
            processes: ["mysqld", "mariadbd"],
            files: ["/etc/my.cnf", "/etc/my.cnf.d/*.cnf", "/etc/mysql/my.cnf", "/etc/mysql/*.conf.d/*.cnf"],
            directives: ["log_error", "log-error", "general_log_file", "server_audit_file_path", "audit_log_file"]
        ),
        LoggingService(
            name: "MongoDB",
            processes: ["mongod"],
            files: ["/etc/mongod.conf"],
            directives: ["path"]
        ),
        LoggingService(
            name: "Redis",
            processes: ["redis-server"],
            files: ["/etc/redis/redis.conf"],
            directives: ["logfile"]
        ),
        LoggingService(
            name: "rsyslog",
            processes: ["rsyslogd"],
            files: ["/etc/rsyslog.conf", "/etc/rsyslog.d/*.conf"]
        ),
        LoggingService(
            name: "syslog-ng",
            processes: ["syslog-ng"],
            files: ["/etc/syslog-ng/syslog-ng.conf", "/etc/syslog-ng/conf.d/*.conf"]
        ),
        LoggingService(
            name: "auditd",
            processes: ["auditd"],
            files: ["/etc/audit/auditd.conf"],
            directives: ["log_file"]
        ),
        LoggingService(
            name: "sudo",
            processes: [],
            files: ["/etc/sudoers", "/etc/sudoers.d/*"],
            directives: ["logfile"]
        ),
        LoggingService(
            name: "Dovecot",
            processes: ["dovecot"],
            files: ["/etc/dovecot/dovecot.conf", "/etc/dovecot/conf.d/*.conf"],
            directives: ["log_path", "info_log_path"]
        ),
        LoggingService(
            name: "vsftpd",
            processes: ["vsftpd"],
            files: ["/etc/vsftpd.conf", "/etc/vsftpd/vsftpd.conf"],
            directives: ["vsftpd_log_file", "xferlog_file"]
        ),
        LoggingService(
            name: "ProFTPD",
            processes: ["proftpd"],
            files: ["/etc/proftpd.conf", "/etc/proftpd/*.conf"],
            directives: ["SystemLog", "TransferLog", "ExtendedLog"]
        ),
        LoggingService(
            name: "Samba",
            processes: ["smbd"],
            files: ["/etc/samba/smb.conf"],
            directives: ["log file"]
        ),
        LoggingService(
            name: "OpenVPN",
            processes: ["openvpn"],
            files: ["/etc/openvpn/*.conf", "/etc/openvpn/server/*.conf"],
            directives: ["log", "log-append"]
        ),
        LoggingService(
            name: "Squid",
            processes: ["squid"],
            files: ["/etc/squid/squid.conf", "/etc/squid/conf.d/*.conf"],
            directives: ["access_log", "cache_log"]
        ),
        LoggingService(
            name: "fail2ban",
            processes: ["fail2ban-server"],
            files: ["/etc/fail2ban/fail2ban.conf", "/etc/fail2ban/fail2ban.local"],
            directives: ["logtarget"]
        ),
    ]
}

/// What a service's configuration says.
struct ConfiguredLogs {
    /// Paths and globs, as the host names them, in the order they were met.
    private(set) var logs: [String] = []
    /// Configuration files that are there and may not be read.
    private(set) var unreadable: [String] = []
    /// Whether any of its configuration is there.
    private(set) var isInstalled = false
    /// What stands in the way of seeing who signs in, and the line that changes it.
    private(set) var advice: [String] = []
    /// Takes syslog from other hosts, at these ports.
    private(set) var receives: [String] = []

    init(_ service: LoggingService, _ root: HostRoot) {
        var texts: [(file: String, text: String)] = []
        for file in service.files.flatMap({ root.matches($0) }) {
            isInstalled = true
            if let text = root.text(file) { texts.append((file, text)) } else { unreadable.append(file) }
        }
        for (_, text) in texts {
            for line in text.split(whereSeparator: \.isNewline) {
                let line = line.drop { $0 == " " || $0 == "\t" }
                // A line that no person writes is not looked through.
                guard let first = line.first, first != "#", first != ";", line.utf8.count <= 4096 else { continue }
                read(line, service, root)
            }
        }
        if service.name == "PostgreSQL", isInstalled, unreadable.isEmpty {
            let says = texts.contains { $0.text.contains(/(?m)^\s*log_connections\s*=?\s*'?(on|true|yes|1|all)/) }
            if !says {
                advice.append(
                    "PostgreSQL does not log who connects: set log_connections = on in \(texts.last?.file ?? "")"
                )
            }
        }
    }

    private mutating func read(_ line: Substring, _ service: LoggingService, _ root: HostRoot) {
        switch service.name {
        case "rsyslog": readRsyslog(line)
        case "syslog-ng": readSyslogNG(line)
        default:
            for directive in service.directives {
                guard let rest = ConfiguredLogs.rest(of: line, behind: directive) else { continue }
                if let path = ConfiguredLogs.path(in: rest, base: service.base, root) {
                    // A folder is told for one whose files begin anew.
                    add(directive == "log_directory" ? path + "/*.log" : path)
                }
            }
        }
    }

    private mutating func add(_ path: String) {
        if path.hasPrefix("/"), !path.hasPrefix("/dev/"), !logs.contains(path) { logs.append(path) }
    }

    /// What follows a directive on its line, or a flag in the midst of one (sudo's `Defaults logfile=…`).
    private static func rest(of line: Substring, behind directive: String) -> Substring? {
        var line = line
        if line.hasPrefix("Defaults"), let flag = line.firstRange(of: directive + "=") {
            return line[flag.upperBound...]
        }
        guard line.lowercased().hasPrefix(directive.lowercased()) else { return nil }
        line = line.dropFirst(directive.count)
        guard let next = line.first, " \t=:".contains(next) else { return nil }
        return line
    }

    /// The first path in a directive's value, quotes and the like left out.
    private static func path(in rest: Substring, base: String?, _ root: HostRoot) -> String? {
        let separators: Set<Character> = [" ", "\t", "=", "\"", "'", ";", ",", ":", "|", "!"]
        for word in rest.split(whereSeparator: { separators.contains($0) }) {
            // Samba's and others' variables stand for a part of the name.
            var word = String(word).replacing("${APACHE_LOG_DIR}", with: apacheFolder(root))
            word = word.replacing(/%[A-Za-z]|\$\{?[A-Za-z_]+\}?/, with: "*")
            if word.hasPrefix("/") { return word }
            if let base, word.hasPrefix("logs/") { return base + "/" + word }
        }
        return nil
    }

    /// Debian's Apache names its folder in a shell file.
    private static func apacheFolder(_ root: HostRoot) -> String {
        let text = root.text("/etc/apache2/envvars") ?? ""
        let named = text.firstMatch(of: /(?m)^\s*export APACHE_LOG_DIR=(\/[^$\s]+)/)
        return named.map { String($0.1) } ?? "/var/log/apache2"
    }

    // MARK: Syslog servers

    private mutating func readRsyslog(_ line: Substring) {
        if let match = line.firstMatch(of: /^[A-Za-z0-9*,;.=!\-]+[ \t]+-?(\/\S+)/) {
            add(ConfiguredLogs.glob(match.1))
        }
        for match in line.matches(of: /(?i)\bfile\s*=\s*"(\/[^"]+)"/) { add(ConfiguredLogs.glob(match.1)) }
        // A name that is made of each line's own host or program.
        for match in line.matches(of: /(?i)(?:^\$template\s+[^,]+,\s*|\bstring\s*=\s*)"(\/[^"]*%[^"]+)"/) {
            add(ConfiguredLogs.glob(match.1))
        }
        if let match = line.firstMatch(of: /(?i)^input\(.*type="im(udp|p?tcp)".*port="(\d+)"/) {
            receives.append((match.1.lowercased() == "udp" ? "udp " : "tcp ") + match.2)
        }
        if let match = line.firstMatch(of: /(?i)^\$(UDP|InputTCP)ServerRun\s+(\d+)/) {
            receives.append((match.1.lowercased() == "udp" ? "udp " : "tcp ") + match.2)
        }
    }

    private mutating func readSyslogNG(_ line: Substring) {
        for match in line.matches(of: /\bfile\(\s*"?(\/[^"\s)]+)/) { add(ConfiguredLogs.glob(match.1)) }
        for match in line.matches(of: /\b(?:network|syslog|udp|tcp)\(.*?port\((\d+)\)/) {
            receives.append("port " + match.1)
        }
    }

    /// A name with what is filled in for each line as a glob: `/var/log/%HOSTNAME%/a.log`, `/var/log/$HOST/a.log`.
    private static func glob(_ path: Substring) -> String {
        String(path).replacing(/%[^%]+%|\$\{[^}]+\}|\$[A-Z_]+/, with: "*")
    }
}
