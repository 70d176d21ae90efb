internal import FootfallModel

/// The words a shape knows: behind some of them stands what differs from line to line.
struct ShapeWords: Sendable {
    /// What a word says of the text behind it.
    enum Role: UInt8, Sendable {
        case nothing
        /// A name, unless a word of the sentence follows: `user alice`, `user=alice`, but `user is unknown`.
        case user
        /// A name only behind a mark: `name=alice`, but `name resolution`.
        case userBehindMark
        /// A name only behind a blank: `for alice`, `by alice`.
        case userBehindBlank
        /// A machine, where it looks like one: `from gate.example.org`, `host=gate`.
        case host
        /// Letters and digits that nobody reads, behind a mark: `session=ab/c+`.
        case token
        /// What happened, which tells messages apart: `"action":"login"`.
        case action
        /// A sentence of its own: `"msg":"user alice signed in"`.
        case sentence
        /// Goes on with the sentence: no name.
        case ordinary
    }

    /// What a byte of a word is; 0 for a byte that ends words.
    enum Letter {
        static let digit: UInt8 = 1
        static let hexadecimal: UInt8 = 2
        static let other: UInt8 = 4
    }

    /// By byte: `Letter`.
    let letters: [UInt8]
    private let slots: [(key: UInt64, role: Role)]
    private static let slotCount = 1024

    init() {
        letters = (0...255).map { (byte: Int) -> UInt8 in
            switch UInt8(byte) {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): Letter.digit
            case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): Letter.hexadecimal
            case UInt8(ascii: "g")...UInt8(ascii: "z"), UInt8(ascii: "G")...UInt8(ascii: "Z"), UInt8(ascii: "_"),
                0x80...0xff:
                Letter.other
            default: 0
            }
        }
        var slots = [(key: UInt64, role: Role)](repeating: (0, .nothing), count: ShapeWords.slotCount)
        for (role, words) in ShapeWords.roles {
            for word in words.split(separator: " ") {
                let key = ShapeWords.key(Array(word.utf8).span, 0, word.utf8.count)
                var slot = ShapeWords.slot(key)
                while slots[slot].key != 0 { slot = (slot + 1) % ShapeWords.slotCount }
                slots[slot] = (key, role)
            }
        }
        self.slots = slots
    }

    /// What a word says of the text behind it.
    @inline(__always)
    func role(_ bytes: Span<UInt8>, _ lower: Int, _ upper: Int) -> Role {
        if upper &- lower > 16 { return .nothing }
        let key = ShapeWords.key(bytes, lower, upper)
        var slot = ShapeWords.slot(key)
        while slots[slot].key != 0 {
            if slots[slot].key == key { return slots[slot].role }
            slot = (slot &+ 1) & (ShapeWords.slotCount &- 1)
        }
        return .nothing
    }

    /// Up to eight letters, their case ignored, and the length: words of the tables do not collide, a stranger's may,
    /// which only makes a shape a little different.
    @inline(__always)
    private static func key(_ bytes: Span<UInt8>, _ lower: Int, _ upper: Int) -> UInt64 {
        let count = upper &- lower
        let letters = bytes.firstWord(of: ByteRange(from: lower, to: upper))
        let blanks: UInt64 = 0x2020_2020_2020_2020
        return (letters | (count < 8 ? blanks & ((1 &<< UInt64(count &* 8)) &- 1) : blanks)) ^ UInt64(count) &<< 60
    }

    @inline(__always)
    private static func slot(_ key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) &>> 54)
    }

    private static let roles: [(Role, String)] = [
        (.user, "user username account acct logname ruser luser suser duser dstuser srcuser remoteuser userid user_id"),
        (
            .userBehindMark,
            "name uname usr login member owner principal email mail identity who actor subject user_name accountname "
                + "targetusername subjectusername auid target"
        ),
        (.userBehindBlank, "for by as"),
        (.host, "from host rhost hostname client addr address server peer workstation node"),
        (
            .token,
            "sha256 sha1 md5 token session sid cookie nonce ticket msgid request_id requestid trace_id traceid id"
        ),
        (
            .action,
            "event type action activity eventtype event_type eventname event_name operation operationname category "
                + "result outcome status level"
        ),
        (.sentence, "msg message"),
        (
            .ordinary,
            "is was has had not does did do with from logged name authentication unknown and or to in on at the a an "
                + "id ids session sessions password cannot could can may must already disconnected connected added "
                + "deleted removed created invalid illegal of all any this that more via using root's changed expired "
                + "locked unlocked disabled enabled failed failure accepted rejected denied allowed closed opened service "
                + "connection connections request requests database group groups because but be been will would should "
                + "timeout authenticating registered unregistered attempted tried existing nonexistent non it its "
                + "systemd no such found access preauth"
        ),
    ]
}
