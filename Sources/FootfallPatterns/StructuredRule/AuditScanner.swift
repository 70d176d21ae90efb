internal import FootfallModel

/// Takes a record of the Linux audit system apart: `type=USER_LOGIN msg=audit(1700000000.123:456): pid=… msg='op=…'`.
///
/// Values that a stranger could have chosen are written in quotes where they hold nothing special, else in
/// hexadecimal digits (audit_log_untrustedstring), so a word is never somebody's invention. What stands in `msg='…'`
/// is read like the rest; behind byte 0x1D stand the names that auditd found for the numbers.
struct AuditScanner {
    private static let typeKey = Array("type".utf8)
    private static let timeKey = Array("audit.time".utf8)
    private static let serialKey = Array("audit.serial".utf8)

    /// Whether a record begins at `bytes[range]`, as auditd, audispd and the kernel write it.
    static func isRecord(_ bytes: Span<UInt8>, _ range: ByteRange) -> Bool {
        let end = range.upper
        var index = range.lower
        if bytes.begins(with: "audit: ", at: index, to: end) { index += 7 }
        if bytes.begins(with: "node=", at: index, to: end) {
            index = wordEnd(bytes, index, end)
            guard index < end else { return false }
            index += 1
        }
        guard bytes.begins(with: "type=", at: index, to: end) else { return false }
        index = wordEnd(bytes, index, end) + 1
        return bytes.begins(with: "msg=audit(", at: index, to: end) || bytes.begins(with: "audit(", at: index, to: end)
    }

    /// Whether journald forwarded a record: `USER_LOGIN pid=811 uid=0 …`, of the app `audit`.
    static func isNamed(_ bytes: Span<UInt8>, _ range: ByteRange) -> Bool {
        var index = range.lower
        while index < range.upper, bytes[index] &- 0x41 < 26 || bytes[index] == UInt8(ascii: "_") { index &+= 1 }
        guard index > range.lower, index < range.upper, bytes[index] == 0x20 else { return false }
        return bytes.isKey(at: index + 1, to: range.upper)
    }

    static func scan(_ bytes: Span<UInt8>, _ range: ByteRange, into table: inout RecordFields) {
        let end = range.upper
        var index = range.lower
        if bytes.begins(with: "audit: ", at: index, to: end) { index += 7 }
        if isNamed(bytes, range) {
            let typeEnd = wordEnd(bytes, index, end)
            add(typeKey, bytes, ByteRange(from: index, to: typeEnd), &table)
            index = typeEnd
        }
        while index < end {
            while index < end, bytes[index] <= 0x20 || bytes[index] == UInt8(ascii: ",") { index &+= 1 }
            let keyEnd = bytes.keyEnd(from: index, to: end)
            if bytes.begins(with: "audit(", at: index, to: end) {
                index = stamp(bytes, index + 6, end, &table)
                continue
            }
            guard keyEnd < end else { return }
            guard bytes[keyEnd] == UInt8(ascii: "="), keyEnd > index else {
                index = max(wordEnd(bytes, keyEnd, end), keyEnd + 1)
                continue
            }
            let key = ByteRange(from: index, to: keyEnd)
            index = keyEnd + 1
            if key.count == 3, bytes.begins(with: "msg=", at: key.lower, to: end), index < end {
                if bytes.begins(with: "audit(", at: index, to: end) { continue }
                if bytes[index] == UInt8(ascii: "'") {
                    index += 1
                    continue
                }
            }
            index = value(bytes, key, index, end, &table)
        }
    }

    /// Takes in a value; where it ends.
    private static func value(
        _ bytes: Span<UInt8>,
        _ key: ByteRange,
        _ from: Int,
        _ end: Int,
        _ table: inout RecordFields
    ) -> Int {
        var index = from
        if index < end, bytes[index] == UInt8(ascii: "\"") {
            index += 1
            while index < end, bytes[index] != UInt8(ascii: "\""), bytes[index] != 0x1d { index &+= 1 }
            add(bytes, key, ByteRange(from: from + 1, to: index), &table)
            return index < end && bytes[index] == UInt8(ascii: "\"") ? index + 1 : index
        }
        index = wordEnd(bytes, index, end)
        var valueEnd = index
        // Words without an equals sign belong to the value before them: op=adding user to group.
        while index < end, bytes[index] == 0x20, !bytes.begins(with: "audit(", at: index + 1, to: end) {
            let next = bytes.keyEnd(from: index + 1, to: end)
            if next < end, bytes[next] > 0x20 || next == index + 1 { break }
            if next == index + 1 { break }
            index = next
            valueEnd = next
        }
        let isLast = valueEnd > from && bytes[valueEnd - 1] == UInt8(ascii: "'")
        if isLast { valueEnd -= 1 }
        var range = ByteRange(from: from, to: valueEnd)
        if isUntrusted(bytes, key), let decoded = decode(bytes, range, &table) {
            table.add(bytes, key, value: decoded)
            return index
        }
        if bytes[key.lower] == UInt8(ascii: "t"), key.count == 4, bytes.begins(with: "type", at: key.lower, to: end),
            let name = typeName(bytes, range)
        {
            let text = Array(name.utf8)
            table.add(bytes, key, value: table.keep(text.span, ByteRange(from: 0, to: text.count)))
            return index
        }
        // A comma may close a word: `subj=unconfined, res=1`.
        if range.count > 1, bytes[range.upper - 1] == UInt8(ascii: ",") { range.count -= 1 }
        add(bytes, key, range, &table)
        return index
    }

    /// Adds a value as it stands, unless it says that there is none.
    private static func add(
        _ bytes: Span<UInt8>,
        _ key: ByteRange,
        _ value: ByteRange,
        _ table: inout RecordFields
    ) {
        let end = value.upper
        if value.count == 1, bytes[value.lower] == UInt8(ascii: "?") { return }
        if value.count == 6, bytes.begins(with: "(null)", at: value.lower, to: end) { return }
        // The enriched part's names are in capitals.
        if value.count == 5, bytes.begins(with: "unset", at: value.lower, to: end), bytes[key.lower] &- 0x41 < 26 {
            return
        }
        table.add(bytes, path: key, value: value)
    }

    private static func add(
        _ name: [UInt8],
        _ bytes: Span<UInt8>,
        _ value: ByteRange,
        _ table: inout RecordFields
    ) {
        table.add(name.span, ByteRange(from: 0, to: name.count), value: table.keep(bytes, value))
    }

    /// `1700000000.123:456): ` behind `audit(`; where it ends.
    private static func stamp(_ bytes: Span<UInt8>, _ from: Int, _ end: Int, _ table: inout RecordFields) -> Int {
        var close = from
        var colon = from
        while close < end, bytes[close] != UInt8(ascii: ")"), bytes[close] > 0x20 {
            if bytes[close] == UInt8(ascii: ":") { colon = close }
            close &+= 1
        }
        if colon > from {
            add(timeKey, bytes, ByteRange(from: from, to: colon), &table)
            add(serialKey, bytes, ByteRange(from: colon + 1, to: close), &table)
        }
        if close < end, bytes[close] == UInt8(ascii: ")") { close += 1 }
        if close < end, bytes[close] == UInt8(ascii: ":") { close += 1 }
        return close
    }

    private static func wordEnd(_ bytes: Span<UInt8>, _ from: Int, _ end: Int) -> Int {
        var index = from
        while index < end, bytes[index] > 0x20 { index &+= 1 }
        return index
    }

    // MARK: Encodings

    /// The fields that hold what a stranger could have chosen; libaudit's table of encoded fields.
    private static let untrusted = [
        "acct", "cmd", "comm", "cwd", "data", "dir", "exe", "file", "grp", "key", "name", "new_group", "ocomm", "path",
        "proctitle", "vm", "watch",
    ].map { Array($0.utf8) }

    private static func isUntrusted(_ bytes: Span<UInt8>, _ key: ByteRange) -> Bool {
        for index in untrusted.indices where untrusted[index].count == Int(key.count) {
            var isEqual = true
            for offset in 0..<Int(key.count) where untrusted[index][offset] != bytes[key.lower + offset] {
                isEqual = false
            }
            if isEqual { return true }
        }
        return false
    }

    /// The bytes that pairs of hexadecimal digits stand for; `nil` where the value is something else.
    private static func decode(_ bytes: Span<UInt8>, _ value: ByteRange, _ table: inout RecordFields) -> ByteRange? {
        guard value.count >= 2, value.count % 2 == 0 else { return nil }
        for index in value.lower..<value.upper where digit(bytes[index]) == nil { return nil }
        let start = table.values.count
        var index = value.lower
        while index < value.upper {
            let byte = (digit(bytes[index]) ?? 0) << 4 | (digit(bytes[index + 1]) ?? 0)
            // Between the arguments of a command line stands a NUL.
            table.values.append(byte == 0 ? 0x20 : byte)
            index += 2
        }
        return ByteRange(from: start, to: table.values.count)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - 48
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - 55
        default: nil
        }
    }

    /// What user space calls the type that the kernel prints as a number (linux/audit.h).
    private static func typeName(_ bytes: Span<UInt8>, _ range: ByteRange) -> String? {
        guard range.count == 4, bytes[range.lower] == UInt8(ascii: "1") else { return nil }
        var number = 0
        for index in range.lower..<range.upper { number = number * 10 + Int(bytes[index] &- 48) }
        if number == 1006 { return "LOGIN" }
        return typeNames.indices.contains(number - 1100) ? typeNames[number - 1100] : nil
    }

    /// From 1100 on.
    private static let typeNames = [
        "USER_AUTH", "USER_ACCT", "USER_MGMT", "CRED_ACQ", "CRED_DISP", "USER_START", "USER_END", "USER_AVC",
        "USER_CHAUTHTOK", "USER_ERR", "CRED_REFR", "USYS_CONFIG", "USER_LOGIN", "USER_LOGOUT", "ADD_USER", "DEL_USER",
        "ADD_GROUP", "DEL_GROUP", "DAC_CHECK", "CHGRP_ID", "TEST", "TRUSTED_APP", "USER_SELINUX_ERR", "USER_CMD",
        "USER_TTY", "CHUSER_ID", "GRP_AUTH", "SYSTEM_BOOT", "SYSTEM_SHUTDOWN", "SYSTEM_RUNLEVEL", "SERVICE_START",
        "SERVICE_STOP", "GRP_MGMT", "GRP_CHAUTHTOK", "MAC_CHECK", "ACCT_LOCK", "ACCT_UNLOCK", "USER_DEVICE",
        "SOFTWARE_UPDATE",
    ]
}
