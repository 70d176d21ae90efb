import FootfallModel
import FootfallParsing
import Testing

/// A header as text, for tables.
struct Shown: Equatable, CustomStringConvertible {
    var form: Header.Form
    var priority: Int16
    /// `nil` where the line had no stamp.
    var time: String?
    var host: String
    var app: String
    var processID: String
    var message: String

    init(
        _ form: Header.Form,
        _ time: String? = nil,
        priority: Int16 = -1,
        host: String = "",
        app: String = "",
        pid: String = "",
        _ message: String
    ) {
        self.form = form
        self.priority = priority
        self.time = time
        self.host = host
        self.app = app
        self.processID = pid
        self.message = message
    }

    init(_ form: Header.Form, _ message: String) {
        self.init(form, nil, message)
    }

    init(_ header: Header, _ bytes: [UInt8]) {
        form = header.form
        priority = header.priority
        time = header.hasStamp ? short(header.time) : nil
        host = bytes.text(header.host)
        app = bytes.text(header.app)
        processID = bytes.text(header.processID)
        message = bytes.text(header.message)
    }

    var description: String {
        "\(form) \(priority) \(time ?? "no stamp") host=\(host) app=\(app) pid=\(processID) message=\(message)"
    }
}

/// RFC 3339 in UTC without the zeros of a whole second.
func short(_ time: Instant) -> String {
    let text = time.rfc3339
    return text.hasSuffix(".000000Z") ? String(text.dropLast(8)) + "Z" : text
}

/// The instant of `2026-11-22T10:00:01Z`.
func instant(_ text: String) -> Instant {
    let bytes = Array(text.utf8)
    var parser = HeaderParser(zone: .utc)
    return parser.resolve(bytes.span, ByteRange(from: 0, to: bytes.count), in: StreamID(source: "test"))
        ?? Instant(microseconds: .min)
}

/// Lines as one batch.
func batch(
    _ lines: [String],
    source: String = "/var/log/auth.log",
    file: Int64 = 1,
    arrival: String = "2026-11-23T12:00:00Z",
    isBacklog: Bool = false,
    startingYear: Int32? = nil
) -> LineBatch {
    batch(
        lines.map { Array($0.utf8) },
        stream: StreamID(source: source, file: file),
        arrival: instant(arrival),
        isBacklog: isBacklog,
        startingYear: startingYear
    )
}

func batch(
    _ lines: [[UInt8]],
    stream: StreamID = StreamID(source: "/var/log/auth.log", file: 1),
    arrival: Instant = Instant(seconds: 1_795_400_000),
    isBacklog: Bool = false,
    startingYear: Int32? = nil
) -> LineBatch {
    var bytes: [UInt8] = []
    var ranges: [Line] = []
    for line in lines {
        ranges.append(Line(range: ByteRange(from: bytes.count, to: bytes.count + line.count)))
        bytes += line + [10]
    }
    return LineBatch(
        stream: stream,
        bytes: bytes,
        lines: ranges,
        arrival: arrival,
        isBacklog: isBacklog,
        startingYear: startingYear,
        byteCount: Int64(bytes.count)
    )
}

/// The header of one line, as it is written in UTC on 2026-11-23.
func header(_ line: String) -> (header: Header, bytes: [UInt8]) {
    var parser = HeaderParser(zone: .utc)
    var headers: [Header] = []
    let batch = batch([line])
    parser.parse(batch, into: &headers)
    return (headers[0], batch.bytes)
}

/// One line and what its header is to be.
struct LineCase: CustomTestStringConvertible {
    let line: String
    let expected: Shown

    init(_ line: String, _ expected: Shown) {
        self.line = line
        self.expected = expected
    }

    var testDescription: String { line }
    var found: Shown {
        let (header, bytes) = header(line)
        return Shown(header, bytes)
    }
}
