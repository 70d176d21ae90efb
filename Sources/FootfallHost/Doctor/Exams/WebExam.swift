internal import FootfallCollector
internal import FootfallModel
internal import FootfallSources
internal import Glibc

/// Whether the web page answers where the configuration has it.
enum WebExam {
    /// So long the connection may take, in milliseconds.
    private static let patience: Int32 = 300

    static func diagnoses(_ patient: Patient) -> [Diagnosis] {
        guard patient.root.isThisMachine, let listen = patient.configuration?.web.listen,
            let address = try? ListenAddress(listen)
        else { return [] }
        if answers(address) { return [Diagnosis("web", .ok, "the page answers at \(listen)")] }
        let unit = ServiceUnit.all(under: patient.root).first { $0.command.contains(" serve") }
        guard let unit else {
            return [
                Diagnosis(
                    "web",
                    .note,
                    "nothing answers at \(listen), and no service serves the page",
                    .init("to look into the store in a browser:", "footfall serve")
                )
            ]
        }
        let remedy = Diagnosis.Remedy(
            "start it, and see what it says:",
            "sudo systemctl start \(shellWord(unit.name))",
            "journalctl -u \(shellWord(unit.name)) -n 20"
        )
        return [Diagnosis("web", .trouble, "\(unit.name) is set up, and nothing answers at \(listen)", remedy)]
    }

    /// Whether somebody takes a connection there; nothing is said over it.
    static func answers(_ address: ListenAddress) -> Bool {
        // Who listens at all addresses listens at this machine's own.
        let host = address.host == "0.0.0.0" ? "127.0.0.1" : address.host == "::" ? "::1" : address.host
        var hints = unsafe addrinfo()
        unsafe hints.ai_flags = AI_NUMERICHOST
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, "\(address.port)", &hints, &list) == 0, let found = unsafe list else {
            return false
        }
        defer { unsafe freeaddrinfo(found) }
        let descriptor = unsafe socket(
            found.pointee.ai_family,
            Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue),
            0
        )
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        if unsafe connect(descriptor, found.pointee.ai_addr, found.pointee.ai_addrlen) == 0 { return true }
        guard errno == EINPROGRESS else { return false }
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard unsafe poll(&waiting, 1, patience) == 1 else { return false }
        var (code, size) = (Int32(0), socklen_t(MemoryLayout<Int32>.size))
        return unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size) == 0 && code == 0
    }
}
