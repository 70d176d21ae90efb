internal import FootfallModel

/// A piece of a message: fixed text, or something that differs from line to line.
struct ShapePiece: Equatable {
    enum Kind: UInt8 {
        /// A word, blanks, or a mark; digits inside a word differ all the same.
        case fixed
        case number
        case address
        case host
        /// A hexadecimal number, a hash, a long mixture of letters and digits.
        case identifier
        /// With its quotation marks.
        case quoted
        case path
        case link
        case user
    }

    var kind: Kind
    var range: ByteRange
    /// What the word before it says it is.
    var role: ShapeWords.Role = .nothing
}

/// Cuts a message into pieces, in one pass: what was looked at as a whole is not looked at as a whole again.
struct ShapeScanner {
    private var position: Int
    private let end: Int
    /// Up to here words that hang together were found to be nothing special.
    private var plainEnd = 0
    /// The closing mark of a quoted sentence that is being read.
    private var sentenceEnd = -1
    /// Whether a quotation mark may still be closed by another.
    private var mayCloseDouble = true
    private var mayCloseSingle = true
    private var wanted: ShapeWords.Role = .nothing
    /// A mark (`=`, `:`, `[`) stands between the word and what is wanted.
    private var isMarked = false

    init(_ range: ByteRange) {
        position = range.lower
        end = range.upper
    }

    @inline(__always)
    mutating func next(_ bytes: Span<UInt8>, _ words: ShapeWords) -> ShapePiece? {
        guard position < end else { return nil }
        let start = position
        let byte = bytes[start]
        if words.letters[Int(byte)] != 0 { return word(bytes, words) }
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"):
            position &+= 1
            while position < end, bytes[position] == UInt8(ascii: " ") { position &+= 1 }
        case UInt8(ascii: "\""):
            if let piece = quoted(bytes, words, mark: byte) { return piece }
            position &+= 1
        case UInt8(ascii: "'"):
            // Behind a letter it is an apostrophe.
            if start == 0 || words.letters[Int(bytes[start &- 1])] == 0, let piece = quoted(bytes, words, mark: byte) {
                return piece
            }
            position &+= 1
            if start > 0, words.letters[Int(bytes[start &- 1])] != 0 { wanted = .nothing }
        case UInt8(ascii: "/"):
            if let piece = path(bytes, words) { return piece }
            position &+= 1
            wanted = .nothing
        case UInt8(ascii: ":"):
            if start &+ 1 < end, bytes[start &+ 1] == byte, start >= plainEnd,
                let piece = together(bytes, words, wordEnd: start, letters: 0)
            {
                return piece
            }
            position &+= 1
            isMarked = true
        case UInt8(ascii: "="), UInt8(ascii: "["), UInt8(ascii: "<"):
            position &+= 1
            isMarked = true
        default:
            position &+= 1
            wanted = .nothing
        }
        return ShapePiece(kind: .fixed, range: ByteRange(from: start, to: position))
    }

    @inline(__always)
    private mutating func take(_ kind: ShapePiece.Kind, to upper: Int) -> ShapePiece {
        let piece = ShapePiece(kind: kind, range: ByteRange(from: position, to: upper), role: wanted)
        position = upper
        wanted = .nothing
        isMarked = false
        return piece
    }

    // MARK: Words

    @inline(__always)
    private mutating func word(_ bytes: Span<UInt8>, _ words: ShapeWords) -> ShapePiece {
        let start = position
        var index = start
        var seen: UInt8 = 0
        while index < end {
            let letter = words.letters[Int(bytes[index])]
            if letter == 0 { break }
            seen |= letter
            index &+= 1
        }
        if index &+ 1 < end, start >= plainEnd, isJoint(bytes, words, at: index),
            let piece = together(bytes, words, wordEnd: index, letters: seen)
        {
            return piece
        }
        if isToken(bytes) { return take(.identifier, to: tokenEnd(bytes)) }
        if isUser(bytes, words, to: index) { return take(.user, to: index) }
        if seen == ShapeWords.Letter.digit { return take(.number, to: index) }
        if wanted == .host, isMarked, !isAction(bytes, at: index) { return take(.host, to: index) }
        let count = index &- start
        if seen & ShapeWords.Letter.digit != 0 {
            let isHexadecimal = seen & ShapeWords.Letter.other == 0
            let isMarkedHexadecimal = count > 2 && bytes[start] == UInt8(ascii: "0") && bytes[start &+ 1] | 0x20 == 0x78
            if count >= 16 || isHexadecimal && count >= 8 || isMarkedHexadecimal { return take(.identifier, to: index) }
        } else if count >= 40 {
            return take(.identifier, to: index)
        }
        position = index
        isMarked = false
        wanted = words.role(bytes, start, index)
        return ShapePiece(kind: .fixed, range: ByteRange(from: start, to: index))
    }

    /// `host=alice` is a machine's name, `client: connected` and `from=x=y` are none.
    @inline(__always)
    private func isAction(_ bytes: Span<UInt8>, at index: Int) -> Bool {
        position > 0 && bytes[position &- 1] == UInt8(ascii: " ") || index < end && bytes[index] == UInt8(ascii: "=")
    }

    @inline(__always)
    private func isUser(_ bytes: Span<UInt8>, _ words: ShapeWords, to wordEnd: Int) -> Bool {
        switch wanted {
        case .user: isMarked || words.role(bytes, position, wordEnd) == .nothing
        case .userBehindMark: isMarked
        case .userBehindBlank: !isMarked && words.role(bytes, position, wordEnd) == .nothing
        default: false
        }
    }

    @inline(__always)
    private func isToken(_ bytes: Span<UInt8>) -> Bool {
        wanted == .token && isMarked && bytes[position &- 1] != UInt8(ascii: " ")
    }

    private func tokenEnd(_ bytes: Span<UInt8>) -> Int {
        var index = position
        while index < end {
            switch bytes[index] {
            case UInt8(ascii: " "), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: ","), UInt8(ascii: ";"),
                UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: ">"):
                return index
            default: index &+= 1
            }
        }
        return index
    }

    /// Whether what stands at `index` joins two words.
    @inline(__always)
    private func isJoint(_ bytes: Span<UInt8>, _ words: ShapeWords, at index: Int) -> Bool {
        switch bytes[index] {
        case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "@"), UInt8(ascii: "\\"), UInt8(ascii: "$"),
            UInt8(ascii: "+"):
            words.letters[Int(bytes[index &+ 1])] != 0
        case UInt8(ascii: ":"):
            words.letters[Int(bytes[index &+ 1])] != 0 || bytes[index &+ 1] == UInt8(ascii: ":")
                || bytes[index &+ 1] == UInt8(ascii: "/")
        default: false
        }
    }

    /// Words that hang together: an address, a machine's name, a user's …; `nil` where it is none of them.
    @inline(never)
    private mutating func together(
        _ bytes: Span<UInt8>,
        _ words: ShapeWords,
        wordEnd: Int,
        letters: UInt8
    ) -> ShapePiece? {
        let start = position
        if wordEnd &+ 2 < end, bytes[wordEnd] == UInt8(ascii: ":"), bytes[wordEnd &+ 1] == UInt8(ascii: "/") {
            guard bytes[wordEnd &+ 2] == UInt8(ascii: "/") else { return nil }
            return take(.link, to: tokenEnd(bytes))
        }
        var seen = letters
        var (dots, colons, dashes, ats, firstColon) = (0, 0, 0, 0, end)
        var index = wordEnd
        while index < end {
            let letter = words.letters[Int(bytes[index])]
            if letter != 0 {
                seen |= letter
            } else if index &+ 1 < end, isJoint(bytes, words, at: index) {
                switch bytes[index] {
                case UInt8(ascii: "."): dots += 1
                case UInt8(ascii: "-"): dashes += 1
                case UInt8(ascii: "@"): ats += 1
                case UInt8(ascii: ":"):
                    colons += 1
                    firstColon = min(firstColon, index)
                default: break
                }
            } else {
                break
            }
            index &+= 1
        }
        if colons > 0, index < end, bytes[index] == UInt8(ascii: ":"), bytes[index &- 1] == UInt8(ascii: ":") {
            // `::` alone, or at an address's end.
            index &+= 1
            colons += 1
        }
        let count = index &- start
        if seen & ShapeWords.Letter.other == 0, dots == 3 || colons >= 2 {
            let whole = ByteRange(from: start, to: index)
            if IPAddress(bytes, whole) != nil { return take(.address, to: index) }
            if dots == 3, colons == 1, IPAddress(bytes, ByteRange(from: start, to: firstColon)) != nil {
                return take(.address, to: firstColon)
            }
            if colons >= 5, count == colons &* 3 &+ 2 { return take(.identifier, to: index) }
        }
        if dashes == 4, count == 36, seen & ShapeWords.Letter.other == 0 { return take(.identifier, to: index) }
        if isToken(bytes) { return take(.identifier, to: tokenEnd(bytes)) }
        if ats == 1, colons == 0 { return take(.user, to: index) }
        if isUser(bytes, words, to: wordEnd) { return take(.user, to: colons > 0 ? firstColon : index) }
        if wanted == .host, dots > 0 || isMarked, seen != ShapeWords.Letter.digit, wordEnd > start {
            return take(.host, to: colons > 0 ? firstColon : index)
        }
        plainEnd = index
        return nil
    }

    // MARK: Quotations and paths

    @inline(never)
    private mutating func quoted(_ bytes: Span<UInt8>, _ words: ShapeWords, mark: UInt8) -> ShapePiece? {
        let start = position
        let isDouble = mark == UInt8(ascii: "\"")
        if isDouble, start <= sentenceEnd {
            wanted = .nothing
            return nil
        }
        guard isDouble ? mayCloseDouble : mayCloseSingle else { return nil }
        var index = start &+ 1
        while index < end, bytes[index] != mark { index &+= bytes[index] == UInt8(ascii: "\\") ? 2 : 1 }
        guard index < end else {
            if isDouble { mayCloseDouble = false } else { mayCloseSingle = false }
            return nil
        }
        let close = index &+ 1
        if isDouble, close < end, bytes[close] == UInt8(ascii: ":") {
            // A key of a JSON object.
            position = close
            isMarked = false
            wanted = words.role(bytes, start &+ 1, index)
            return ShapePiece(kind: .fixed, range: ByteRange(from: start, to: close))
        }
        if wanted == .sentence {
            sentenceEnd = index
            wanted = .nothing
            return nil
        }
        return take(wanted == .action && isName(bytes, words, start &+ 1, index) ? .fixed : .quoted, to: close)
    }

    /// Whether a quotation is short and of one word.
    private func isName(_ bytes: Span<UInt8>, _ words: ShapeWords, _ lower: Int, _ upper: Int) -> Bool {
        guard upper &- lower <= 40 else { return false }
        for index in lower..<upper where words.letters[Int(bytes[index])] == 0 {
            switch bytes[index] {
            case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: " "): continue
            default: return false
            }
        }
        return true
    }

    /// A path from the root, where a word does not end here.
    @inline(never)
    private mutating func path(_ bytes: Span<UInt8>, _ words: ShapeWords) -> ShapePiece? {
        let start = position
        if start > 0, words.letters[Int(bytes[start &- 1])] != 0 { return nil }
        var upper = tokenEnd(bytes)
        while upper > start, bytes[upper &- 1] == UInt8(ascii: ":") || bytes[upper &- 1] == UInt8(ascii: ".") {
            upper &-= 1
        }
        guard upper &- start >= 2 else { return nil }
        return take(.path, to: upper)
    }
}
