import Foundation

/// A log of the benchmark's own, where the generator is not at hand.
enum BenchLog {
    static func make(lines: Int) throws -> String {
        throw CocoaError(.fileNoSuchFile)
    }
}
