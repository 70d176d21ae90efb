import FootfallTesting
import Foundation
import Testing

@testable import FootfallHost

@Suite(.temporaryDirectory) struct ConfiguredLogsTests {
    private var folder: TemporaryDirectory { .current }

    @Test(
        arguments: [
            (
                "nginx", "etc/nginx/nginx.conf",
                "http {\n  # access_log /no.log;\n  access_log /a.log main buffer=32k;\n  error_log \"/e.log\" warn;\n"
                    + "  access_log off;\n  access_log syslog:server=127.0.0.1;\n}",
                ["/a.log", "/e.log"]
            ),
            (
                "Apache", "etc/apache2/sites-enabled/000-default.conf",
                "<VirtualHost *:80>\n  ErrorLog ${APACHE_LOG_DIR}/error.log\n  CustomLog /srv/a.log combined\n",
                ["/var/log/apache2/error.log", "/srv/a.log"]
            ),
            (
                "Apache", "etc/httpd/conf/httpd.conf", "CustomLog \"logs/access_log\" combined\n",
                ["/etc/httpd/logs/access_log"]
            ),
            (
                "PostgreSQL", "var/lib/pgsql/data/postgresql.conf",
                "log_directory = '/data/pg/log'\t# where\nlog_connections = on\n#log_filename = 'x'\n",
                ["/data/pg/log/*.log"]
            ),
            ("MySQL", "etc/mysql/mariadb.conf.d/50-server.cnf", "log_error = /l/error.log\n", ["/l/error.log"]),
            (
                "MongoDB", "etc/mongod.conf", "systemLog:\n  path: /l/mongod.log\nstorage:\n  dbPath: /d\n",
                ["/l/mongod.log"]
            ),
            ("auditd", "etc/audit/auditd.conf", "log_file = /l/audit.log\nlog_format = ENRICHED\n", ["/l/audit.log"]),
            ("sudo", "etc/sudoers", "Defaults env_reset\nDefaults  logfile=\"/l/sudo.log\"\n", ["/l/sudo.log"]),
            ("Samba", "etc/samba/smb.conf", "[global]\n   log file = /l/samba/log.%m\n", ["/l/samba/log.*"]),
            ("Squid", "etc/squid/squid.conf", "access_log daemon:/l/access.log squid\n", ["/l/access.log"]),
            ("OpenVPN", "etc/openvpn/server.conf", "log-append  /l/vpn.log\nlogic /no\n", ["/l/vpn.log"]),
            ("vsftpd", "etc/vsftpd.conf", "vsftpd_log_file=/l/vsftpd.log\n", ["/l/vsftpd.log"]),
            (
                "rsyslog", "etc/rsyslog.conf",
                "auth,authpriv.*\t/l/auth.log\n*.*;auth,authpriv.none\t-/l/syslog\n*.emerg :omusrmsg:*\n"
                    + "action(type=\"omfile\" file=\"/l/own.log\")\n"
                    + "template(name=\"r\" type=\"string\" string=\"/l/%HOSTNAME%/%PROGRAMNAME%.log\")\n",
                ["/l/auth.log", "/l/syslog", "/l/own.log", "/l/*/*.log"]
            ),
            (
                "syslog-ng", "etc/syslog-ng/syslog-ng.conf",
                "destination d { file(\"/l/messages\"); };\ndestination h { file(\"/l/${HOST}/$YEAR.log\"); };\n",
                ["/l/messages", "/l/*/*.log"]
            ),
        ] as [(String, String, String, [String])]
    )
    func `a service's configuration says where it logs`(name: String, file: String, text: String, logs: [String]) throws
    {
        let service = try #require(LoggingService.all.first { $0.name == name })
        try folder.folder((file as NSString).deletingLastPathComponent)
        try folder.write(file, text)
        let configured = ConfiguredLogs(service, HostRoot(folder.path))
        #expect(configured.isInstalled)
        #expect(configured.logs == logs)
        #expect(configured.advice.isEmpty)
    }

    @Test func `a service that is not there says nothing`() {
        for service in LoggingService.all {
            let configured = ConfiguredLogs(service, HostRoot(folder.path))
            #expect(!configured.isInstalled)
            #expect(configured.logs.isEmpty)
        }
    }

    @Test func `Debian's Apache is asked where its folder is`() throws {
        let service = try #require(LoggingService.all.first { $0.name == "Apache" })
        try folder.folder("etc/apache2")
        try folder.write(
            "etc/apache2/envvars",
            "export APACHE_RUN_USER=www-data\nexport APACHE_LOG_DIR=/data/web$SUFFIX\n"
        )
        try folder.write("etc/apache2/apache2.conf", "ErrorLog ${APACHE_LOG_DIR}/error.log\n")
        #expect(ConfiguredLogs(service, HostRoot(folder.path)).logs == ["/data/web/error.log"])
    }

    @Test func `what receives from other hosts is told`() throws {
        let service = try #require(LoggingService.all.first { $0.name == "rsyslog" })
        try folder.folder("etc/rsyslog.d")
        try folder.write("etc/rsyslog.conf", "module(load=\"imudp\")\ninput(type=\"imudp\" port=\"514\")\n")
        try folder.write("etc/rsyslog.d/tcp.conf", "$InputTCPServerRun 1514\n")
        #expect(ConfiguredLogs(service, HostRoot(folder.path)).receives == ["udp 514", "tcp 1514"])
    }

    @Test func `a PostgreSQL that does not log connections is told of`() throws {
        let service = try #require(LoggingService.all.first { $0.name == "PostgreSQL" })
        try folder.folder("etc/postgresql/15/main")
        try folder.write("etc/postgresql/15/main/postgresql.conf", "#log_connections = on\n")
        let configured = ConfiguredLogs(service, HostRoot(folder.path))
        #expect(configured.advice.count == 1)
        #expect(configured.advice.first?.contains("/etc/postgresql/15/main/postgresql.conf") == true)
    }
}
