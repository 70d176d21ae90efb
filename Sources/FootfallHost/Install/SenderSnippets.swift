/// What other hosts need to send their logs here: pieces of configuration to copy.
package enum SenderSnippets {
    /// A piece of a file, or a command, and where it belongs.
    package struct Snippet: Sendable, Hashable {
        package var place: String
        package var text: String
    }

    /// How one kind of host sends.
    package struct Way: Sendable, Hashable {
        package var title: String
        package var needs: String
        package var snippets: [Snippet]
    }

    /// - Parameter host: the name by which other hosts reach this one.
    package static func ways(to host: String) -> [Way] {
        [
            Way(
                title: "Hosts with rsyslog",
                needs: "Sent over TCP and kept on their disk while this host cannot be reached. A host that has "
                    + "systemd's journal alone needs no more than 'apt install rsyslog', which reads it.",
                snippets: [
                    Snippet(
                        place: "Here, under 'sources:' in \(InstalledPaths.configuration)",
                        text: "- syslog: tcp://0.0.0.0:514"
                    ),
                    Snippet(place: "Here, to take that up", text: "systemctl reload footfall"),
                    Snippet(
                        place: "There, as /etc/rsyslog.d/60-footfall.conf",
                        text: rsyslog(to: host)
                    ),
                    Snippet(place: "There, to take that up", text: "systemctl restart rsyslog"),
                ]
            ),
            Way(
                title: "Hosts with systemd's journal, entry by entry",
                needs: "Needs the package systemd-journal-remote here and there; goes on where it was after an outage.",
                snippets: [
                    Snippet(
                        place: "Here, by 'systemctl edit systemd-journal-remote'",
                        text: """
                            [Service]
                            ExecStart=
                            ExecStart=/lib/systemd/systemd-journal-remote --listen-http=-3 \\
                                --output=/var/log/journal/remote/
                            """
                    ),
                    Snippet(
                        place: "Here, to start it, and to let Footfall read what it writes",
                        text: """
                            systemctl enable --now systemd-journal-remote.socket
                            usermod -a -G systemd-journal-remote footfall
                            """
                    ),
                    Snippet(
                        place: "Here, under 'sources:' in \(InstalledPaths.configuration)",
                        text: "- journal: true\n  directory: /var/log/journal/remote"
                    ),
                    Snippet(
                        place: "Here, to take that up, once the first host has sent",
                        text: "systemctl restart footfall"
                    ),
                    Snippet(
                        place: "There, as /etc/systemd/journal-upload.conf",
                        text: "[Upload]\nURL=http://\(host):19532"
                    ),
                    Snippet(place: "There, to start it", text: "systemctl enable --now systemd-journal-upload"),
                ]
            ),
        ]
    }

    /// What everybody should know who opens a port for logs.
    package static let caution =
        "Both are sent in the clear and from whoever can reach the port: let your firewall admit your own hosts only, or "
        + "use TLS (docs/receiving.md)."

    /// Forwards everything that a host's rsyslog takes in.
    package static func rsyslog(to host: String) -> String {
        """
        *.* action(type="omfwd" target="\(host)" port="514" protocol="tcp"
                   template="RSYSLOG_SyslogProtocol23Format"
                   action.resumeRetryCount="-1" queue.type="LinkedList"
                   queue.filename="footfall" queue.maxDiskSpace="1g"
                   queue.saveOnShutdown="on")
        """
    }
}
