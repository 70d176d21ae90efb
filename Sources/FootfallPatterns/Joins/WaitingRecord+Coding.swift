internal import FootfallModel

/// The strings that a row names by number.
struct RowNames {
    private var kind: StringKind
    private var type: [UInt8]
    private var user: [UInt8]
    private var target: [UInt8]
    private var app: [UInt8]
    private var address: [UInt8]
    private var host: [UInt8]
    private(set) var source: [UInt8]
    private var pattern: [UInt8]

    init(_ row: EventRow, _ interner: borrowing Interner) {
        kind = interner.entries[Int(row.type)].kind
        type = Array(interner.bytes(row.type))
        user = Array(interner.bytes(row.user))
        target = Array(interner.bytes(row.target))
        app = Array(interner.bytes(row.app))
        address = Array(interner.bytes(row.address))
        host = Array(interner.bytes(row.host))
        source = Array(interner.bytes(row.source))
        pattern = Array(interner.bytes(row.pattern))
    }

    init?(_ reader: inout ByteReader) {
        guard let kind = reader.number(), let type = reader.string(), let user = reader.string(),
            let target = reader.string(), let app = reader.string(), let address = reader.string(),
            let host = reader.string(), let source = reader.string(), let pattern = reader.string()
        else { return nil }
        self.kind = StringKind(rawValue: UInt8(truncatingIfNeeded: kind))
        (self.type, self.user, self.target, self.app) = (type, user, target, app)
        (self.address, self.host, self.source, self.pattern) = (address, host, source, pattern)
    }

    func write(_ out: inout ByteWriter) {
        out.number(UInt64(kind.rawValue))
        for text in [type, user, target, app, address, host, source, pattern] { out.string(text) }
    }

    /// Gives a row the present numbers.
    func number(_ row: inout EventRow, _ interner: inout Interner) {
        func number(_ kind: StringKind, _ text: [UInt8]) -> Int32 {
            interner.intern(kind, text.span, ByteRange(from: 0, to: text.count))
        }
        row.type = number(kind, type)
        row.user = number(.account, user)
        row.target = number(.account, target)
        row.app = number(.app, app)
        row.address = number(.address, address)
        row.host = number(.host, host)
        row.source = number(.source, source)
        row.pattern = number(.pattern, pattern)
    }
}

extension WaitingRecord {
    /// Everything, with strings in place of numbers.
    func encoded(_ interner: borrowing Interner) -> [UInt8] {
        var out = ByteWriter()
        out.signed(row.time.microseconds)
        out.number(UInt64(row.outcome.rawValue))
        out.number(UInt64(row.count))
        out.signed(row.line)
        RowNames(row, interner).write(&out)
        out.string(text[row.message.lower..<row.message.upper])
        out.string(text[row.details.lower..<row.details.upper])
        out.number(isUnknown ? 1 : 0)
        out.signed(after)
        for key in [keys.process, keys.user, keys.address] { out.word(key) }
        out.number(UInt64(types.count))
        for type in types { out.number(UInt64(type)) }
        if let process { out.number(UInt64(process)) }
        return out.bytes
    }

    /// A record without numbers of its strings and of its source, and those strings; `nil` where the bytes are no record.
    static func decoded(_ bytes: [UInt8]) -> (names: RowNames, record: WaitingRecord)? {
        var reader = ByteReader(bytes)
        guard let time = reader.signed(),
            let outcome = reader.number().flatMap({ Outcome(rawValue: UInt8(truncatingIfNeeded: $0)) }),
            let count = reader.number(), let line = reader.signed(), let names = RowNames(&reader),
            let message = reader.string(), let details = reader.string(), let isUnknown = reader.number(),
            let after = reader.signed(), let process = reader.word(), let user = reader.word(),
            let address = reader.word(), let typeCount = reader.number()
        else { return nil }
        var types: [UInt32] = []
        for _ in 0..<min(typeCount, 1000) {
            guard let type = reader.number() else { return nil }
            types.append(UInt32(truncatingIfNeeded: type))
        }
        let processHash = reader.number().map { UInt32(truncatingIfNeeded: $0) }
        var row = EventRow(time: Instant(microseconds: time), type: 0, outcome: outcome)
        row.count = Int32(clamping: count)
        row.line = line
        row.message = ByteRange(from: 0, to: message.count)
        row.details = details.isEmpty ? .none : ByteRange(from: message.count, to: message.count + details.count)
        let record = WaitingRecord(
            row: row,
            text: message + details,
            types: types,
            after: after,
            keys: EvidenceKeys(process: process, user: user, address: address),
            process: processHash,
            isUnknown: isUnknown != 0,
            source: 0
        )
        return (names, record)
    }
}
