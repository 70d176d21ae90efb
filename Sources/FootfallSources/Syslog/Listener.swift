/// A source that others send to.
package protocol Listener: Source {
    /// What is told when it is open, with what the system granted.
    var readiness: String { get }
}
