import Crypto
import CryptoExtras
import FootfallModel

/// A password that cannot be read back: `pbkdf2-sha256$600000$SALT$HASH`, salt and hash in hexadecimal (RFC 8018).
package struct PasswordHash: Sendable, Hashable {
    private static let name = "pbkdf2-sha256"
    /// What OWASP recommends for SHA-256.
    private static let rounds = 600_000

    private let rounds: Int
    private let salt: [UInt8]
    private let hash: [UInt8]

    /// - Returns: `nil` where the text is not what `text` writes, or its cost is out of bounds.
    package init?(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == PasswordHash.name, let rounds = Int(parts[1]),
            (100_000...10_000_000).contains(rounds), let salt = PasswordHash.bytes(parts[2]), salt.count >= 16,
            let hash = PasswordHash.bytes(parts[3]), hash.count == 32
        else { return nil }
        self.rounds = rounds
        self.salt = salt
        self.hash = hash
    }

    /// Hashes a password with a salt of its own.
    package init(of password: String) {
        self.init(of: password, rounds: PasswordHash.rounds)
    }

    init(of password: String, rounds: Int) {
        var random = SystemRandomNumberGenerator()
        salt = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        self.rounds = rounds
        hash = PasswordHash.derive(password, salt, rounds)
    }

    package var text: String {
        "\(PasswordHash.name)$\(rounds)$\(PasswordHash.hexadecimal(salt))$\(PasswordHash.hexadecimal(hash))"
    }

    /// Takes as long whatever is wrong with it.
    func matches(_ password: String) -> Bool {
        let found = PasswordHash.derive(password, salt, rounds)
        guard found.count == hash.count else { return false }
        var difference: UInt8 = 0
        for (own, other) in zip(hash, found) { difference |= own ^ other }
        return difference == 0
    }

    private static func derive(_ password: String, _ salt: [UInt8], _ rounds: Int) -> [UInt8] {
        let key = try? KDF.Insecure.PBKDF2.deriveKey(
            from: Array(password.utf8),
            salt: salt,
            using: .sha256,
            outputByteCount: 32,
            unsafeUncheckedRounds: rounds
        )
        // Without a key nothing matches, as no hash is as short.
        return key.map { unsafe $0.withUnsafeBytes { unsafe Array($0) } } ?? []
    }

    static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func bytes(_ text: Substring) -> [UInt8]? {
        let digits = Array(text)
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(digits[place...place + 1]), radix: 16) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }
}
