internal import FootfallModel
internal import NIOCore

/// Counts what goes wrong with connections, and tells of it: of each kind at once when it happens first, and then at
/// most once a minute, with how often it happened.
struct StreamTroubles {
    enum Kind: CaseIterable {
        case refused, handshake, plainHandshake, badCount, hopeless, unfinished, silent
    }

    private struct Account {
        var pending = 0
        var lastSender = ""
        var lastDetail = ""
        var nextReport = NIODeadline.uptimeNanoseconds(0)
    }

    private let name: String
    private let limits: StreamLimits
    private let sink: any LineSink
    private var accounts: [Kind: Account] = [:]

    init(name: String, limits: StreamLimits, sink: any LineSink) {
        self.name = name
        self.limits = limits
        self.sink = sink
    }

    mutating func note(_ kind: Kind, count: Int = 1, from sender: String, _ detail: String = "") {
        var account = accounts[kind] ?? Account()
        account.pending += count
        account.lastSender = sender
        account.lastDetail = detail
        accounts[kind] = account
        report(kind, at: .now())
    }

    /// Tells of what waits to be told, where it is time.
    ///
    /// - Parameter isEnd: there will be no later time.
    mutating func report(at now: NIODeadline, isEnd: Bool = false) {
        for kind in Kind.allCases { report(kind, at: now, isEnd: isEnd) }
    }

    private mutating func report(_ kind: Kind, at now: NIODeadline, isEnd: Bool = false) {
        guard var account = accounts[kind], account.pending > 0, isEnd || now >= account.nextReport else { return }
        sink.report(SourceNotice(.warning, source: name, text(kind, account)))
        account.pending = 0
        account.nextReport = now + .minutes(1)
        accounts[kind] = account
    }

    private func text(_ kind: Kind, _ account: Account) -> String {
        let connections = account.pending == 1 ? "a connection" : "\(account.pending) connections"
        let sender = account.pending == 1 ? "from \(account.lastSender)" : "the last from \(account.lastSender)"
        switch kind {
        case .refused:
            return "refused \(connections), \(sender): \(limits.connections) are open, and no more are allowed"
        case .handshake:
            let handshakes = account.pending == 1 ? "a TLS handshake" : "\(account.pending) TLS handshakes"
            return "\(handshakes) failed, \(sender): \(account.lastDetail)"
        case .plainHandshake:
            return "closed \(connections), \(sender): it speaks TLS, and this port does not (--tls is for that)"
        case .badCount:
            let counts = account.pending == 1 ? "a message" : "\(account.pending) messages"
            return
                "\(counts), \(sender), without a valid octet count where one was due; taken up to the newline instead"
        case .hopeless:
            return "closed \(connections), \(sender): neither an octet count nor a newline within "
                + "\(limits.lineBytes) bytes; what followed is lost"
        case .unfinished:
            return
                "closed \(connections), \(sender): a message was not complete \(limits.unfinished.components.seconds) s after "
                + "it began; what there was of it is kept"
        case .silent:
            return "closed \(connections), \(sender), over which nothing ever came"
        }
    }
}
