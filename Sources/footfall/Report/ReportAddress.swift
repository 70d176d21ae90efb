import ArgumentParser
import FootfallModel
import FootfallQuery
import FootfallReports
import FootfallStore

/// `footfall report address IP`: what came from one address.
struct ReportAddress: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "address",
        abstract: "One address: who came from it, when and to what.",
        discussion: """
            IPv4 or IPv6. 'footfall search ip:192.0.2.0/24' finds a network.

            Examples:
              # Who is that?
              footfall report address 203.0.113.66
              # On one day
              footfall report address 203.0.113.66 --since 2026-11-21 --until 2026-11-21
              # For programs
              footfall report address 2001:db8::7 --since 4w --format json
            """
    )

    @Argument(help: "The address, IPv4 or IPv6.", completion: .values(of: .ip)) var ip: String
    @OptionGroup var span: ReportSpan
    @OptionGroup var output: ReportOptions
    @OptionGroup var store: StoreOption

    func run() throws {
        guard let address = IPAddress(ip) else {
            throw Failure(
                usage: "'\(printable(ip))' is no address",
                hint: "write 192.0.2.7 or 2001:db8::7; 'footfall search ip:192.0.2.0/24' finds a network"
            )
        }
        let store = try EventStore(path: store.path())
        let (sections, limits) = try output.choices(among: Report.addressSections.map { $0.name })
        let report = try Report.subject(
            .address(address.text),
            of: store,
            try span.period(of: store),
            sections: sections,
            now: Clock.now
        )
        output.print(report, limits, store: self.store)
        FirstSteps.note(store)
    }
}
