/// Who may look at the pages.
package struct WebAccess: Sendable {
    /// The password, hashed; `nil` where whoever reaches the server may read: on a loopback address.
    package var secret: PasswordHash?
    /// Names under which the server may be asked for, beside addresses of this machine; so a page elsewhere cannot have
    /// its own name point here and read what the browser gets.
    package var hosts: [String]
    /// Whether the pages come by TLS, so that cookies may be kept to it.
    package var isEncrypted: Bool

    package init(secret: PasswordHash? = nil, hosts: [String] = [], isEncrypted: Bool = false) {
        self.secret = secret
        self.hosts = hosts
        self.isEncrypted = isEncrypted
    }
}
