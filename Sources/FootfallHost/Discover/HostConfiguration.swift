/// The configuration that suits a host.
package enum HostConfiguration {
    /// A commented `footfall.yaml` for the host, as `footfall discover --write` and `footfall install` write it.
    ///
    /// - Parameter store: where the store goes, as the host names it.
    package static func draft(for root: HostRoot, store: String) throws -> String {
        """
        store: \(store)
        sources:
          - files: /var/log

        """
    }
}
