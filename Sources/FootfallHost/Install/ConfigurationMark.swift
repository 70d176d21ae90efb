internal import FootfallModel
internal import Foundation

/// The last line of a configuration that `footfall install` wrote: it tells whether somebody has changed it since.
///
/// What nobody has changed can be written again and goes with `--uninstall`; what somebody wrote is kept.
package enum ConfigurationMark {
    private static let beginning = "# As 'footfall install' wrote it; without changes '--uninstall' removes it: "

    /// A configuration with its mark.
    package static func marked(_ text: String) -> String {
        let text = text.hasSuffix("\n") ? text : text + "\n"
        return text + beginning + sum(text) + "\n"
    }

    /// Whether a configuration is as it was written.
    package static func isUnchanged(_ text: String) -> Bool {
        guard let mark = text.range(of: beginning, options: .backwards) else { return false }
        return text[mark.upperBound...] == sum(String(text[..<mark.lowerBound])) + "\n"
    }

    private static func sum(_ text: String) -> String { String(FNV.hash(text), radix: 16) }
}
