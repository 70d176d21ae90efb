internal import CFootfall
internal import FootfallModel
internal import Foundation

/// A report as a mail (RFC 5322, MIME): its text, as HTML too where that is asked for, everything else attached.
struct MailMessage {
    struct Part {
        var format: ScheduledReport.Format
        var bytes: [UInt8]
    }

    var recipients: [String]
    var sender: String?
    var subject: String
    /// With the clock's offset from UTC in seconds.
    var date: (time: Instant, offset: Int32)
    /// The name that attached files have, without their ending.
    var fileName: String
    /// The text first.
    var parts: [Part]

    /// The whole message; lines end as a local mail program takes them.
    var bytes: [UInt8] {
        let host = MailMessage.host
        let mark = "\(date.time.microseconds)"
        var head = [
            "From: \(sender ?? "Footfall <\(MailMessage.user)@\(host)>")",
            "To: \(recipients.joined(separator: ", "))", "Subject: \(subject)",
            "Date: \(MailMessage.dateText(date.time, offset: date.offset))",
            "Message-ID: <footfall.\(fileName).\(mark)@\(host)>", "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
        ]
        let shown = parts.filter { $0.format == .text || $0.format == .html }.map { MailMessage.inline($0) }
        let body =
            shown.count == 1 ? shown[0] : MailMessage.joined(shown, "alternative", boundary: "footfall-a-\(mark)")
        let attached = parts.filter { $0.format != .text && $0.format != .html }.map { attachment($0) }
        let whole =
            attached.isEmpty ? body : MailMessage.joined([body] + attached, "mixed", boundary: "footfall-m-\(mark)")
        head += whole.head
        return Array((head.joined(separator: "\n") + "\n\n" + whole.body).utf8)
    }

    private typealias Entity = (head: [String], body: String)

    private static func inline(_ part: Part) -> Entity {
        (
            ["Content-Type: \(part.format.mediaType); charset=utf-8", "Content-Transfer-Encoding: quoted-printable"],
            QuotedPrintable.encoded(part.bytes)
        )
    }

    private func attachment(_ part: Part) -> Entity {
        let name = "\(fileName).\(part.format.suffix)"
        return (
            [
                "Content-Type: \(part.format.mediaType); charset=utf-8; name=\"\(name)\"",
                "Content-Disposition: attachment; filename=\"\(name)\"", "Content-Transfer-Encoding: base64",
            ],
            Data(part.bytes).base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed]) + "\n"
        )
    }

    private static func joined(_ entities: [Entity], _ kind: String, boundary: String) -> Entity {
        // The line's end before a boundary belongs to the boundary.
        let body = entities.map { "--\(boundary)\n" + $0.head.joined(separator: "\n") + "\n\n" + $0.body + "\n" }
            .joined()
        return (["Content-Type: multipart/\(kind); boundary=\"\(boundary)\""], body + "--\(boundary)--\n")
    }

    /// `Sun, 22 Nov 2026 07:00:00 +0100`.
    static func dateText(_ time: Instant, offset: Int32) -> String {
        let local = time.seconds + Int64(offset)
        let day = ZoneOffsets.utc.day(atUTC: local)
        let date = CivilDate(dayNumber: day)
        let week = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let clock = time.clockText(offset: offset).suffix(8)
        let minutes = Int(offset.magnitude / 60)
        func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
        return "\(week[Int((day % 7 + 7) % 7)]), \(date.day) \(months[Int(date.month) - 1]) \(date.year) \(clock) "
            + (offset < 0 ? "-" : "+") + two(minutes / 60) + two(minutes % 60)
    }

    /// The machine's own name, as far as an address can have it.
    static var host: String {
        var text = [CChar](repeating: 0, count: 256)
        unsafe ff_host_name(&text)
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let allowed = bytes.filter {
            ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7a || 0x30...0x39 ~= $0 || [0x2d, 0x2e].contains($0)
        }
        return allowed.isEmpty ? "localhost" : String(decoding: allowed, as: UTF8.self)
    }

    private static var user: String {
        guard let entry = unsafe getpwuid(geteuid()) else { return "footfall" }
        return unsafe String(cString: entry.pointee.pw_name)
    }
}

/// Text in lines of 76 characters of ASCII (RFC 2045 §6.7).
enum QuotedPrintable {
    static func encoded(_ bytes: [UInt8]) -> String {
        var lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false).map { line(Array($0)) }
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func line(_ bytes: [UInt8]) -> String {
        var out = ""
        var column = 0
        for (index, byte) in bytes.enumerated() {
            let isBlank = byte == 0x20 || byte == 0x09
            // A blank at a line's end is lost on the way; "From" at its beginning gets a mark in a mailbox.
            let isPlain =
                isBlank
                ? index + 1 < bytes.count
                : 0x21...0x7e ~= byte && byte != 0x3d && !(index == 0 && (byte == 0x2e || byte == 0x46))
            let digits = String(byte, radix: 16, uppercase: true)
            let piece = isPlain ? String(Unicode.Scalar(byte)) : "=" + (byte < 16 ? "0" : "") + digits
            if column + piece.utf8.count > 75 {
                out += "=\n"
                column = 0
            }
            out += piece
            column += piece.utf8.count
        }
        return out
    }
}
