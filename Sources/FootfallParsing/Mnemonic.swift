/// Cisco's `%FACILITY-SEVERITY-MNEMONIC`, which heads the messages of IOS, NX-OS, IOS XR, ASA, FTD and PIX.
enum Mnemonic {
    /// The end of the facility, the app's name, of the mnemonic whose percent sign is at `from`; `nil` where none is.
    ///
    /// `%SEC_LOGIN-5-LOGIN_SUCCESS` is of `%SEC_LOGIN`, `%ASA-6-113004`, `%ASA--6-113004` and `%ASA-vpn-6-113004` of
    /// `%ASA`, `%SECURITY-LOGIN-4-AUTHEN_FAILED` of `%SECURITY-LOGIN`.
    static func facilityEnd(_ bytes: Span<UInt8>, from: Int, to: Int) -> Int? {
        guard to &- from >= 5, bytes[from] == UInt8(ascii: "%"), bytes[from &+ 1].isLetter else { return nil }
        let limit = min(to, from &+ 128)
        var index = from &+ 1
        var firstDash = 0
        while index < limit {
            let byte = bytes[index]
            if byte == UInt8(ascii: "-") {
                if firstDash == 0 { firstDash = index }
                let digit = index &+ 1
                if digit &+ 1 < to, bytes[digit] &- 48 <= 7, bytes[digit &+ 1] == UInt8(ascii: "-") {
                    let isFirewall =
                        bytes.begins(with: "%ASA-", at: from, to: to) || bytes.begins(with: "%FTD-", at: from, to: to)
                        || bytes.begins(with: "%PIX-", at: from, to: to)
                    if isFirewall { return firstDash }
                    return bytes[index &- 1] == UInt8(ascii: "-") ? index &- 1 : index
                }
            } else if !byte.isLetter, !byte.isDigit, byte != UInt8(ascii: "_") {
                return nil
            }
            index &+= 1
        }
        return nil
    }
}
