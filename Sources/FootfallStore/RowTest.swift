internal import FootfallModel
internal import FootfallQuery

/// What is left of a condition for the rows of a segment, when lists have told what they know.
indirect enum RowTest {
    case always
    case never
    /// Only these events.
    case list(SegmentBitmap)
    case words(WordSearch)
    case detail(DetailSearch)
    case all([RowTest])
    case any([RowTest])
    case not(RowTest)

    /// The same for these events alone: what all of them are known to be or not to be needs no look.
    func simplified(for open: SegmentBitmap) -> RowTest {
        switch self {
        case .always, .never, .words, .detail:
            return self
        case .list(let events):
            return open.isSubset(of: events) ? .always : open.isDisjoint(with: events) ? .never : self
        case .not(let test):
            switch test.simplified(for: open) {
            case .always: return .never
            case .never: return .always
            case let rest: return .not(rest)
            }
        case .all(let tests):
            var rest: [RowTest] = []
            for test in tests {
                switch test.simplified(for: open) {
                case .always: break
                case .never: return .never
                case let open: rest.append(open)
                }
            }
            return rest.count > 1 ? .all(rest) : rest.first ?? .always
        case .any(let tests):
            var rest: [RowTest] = []
            for test in tests {
                switch test.simplified(for: open) {
                case .always: return .always
                case .never: break
                case let open: rest.append(open)
                }
            }
            return rest.count > 1 ? .any(rest) : rest.first ?? .never
        }
    }

    /// What `ColumnReader` has to read for it: the message in column 1, the details in column 2.
    var columns: String {
        (needsMessage ? "message" : "NULL") + (needsDetails ? ", details" : "")
    }

    private var needsMessage: Bool {
        switch self {
        case .words: true
        case .always, .never, .list, .detail: false
        case .not(let test): test.needsMessage
        case .all(let tests), .any(let tests): tests.contains(where: \.needsMessage)
        }
    }

    private var needsDetails: Bool {
        switch self {
        case .detail: true
        case .always, .never, .list, .words: false
        case .not(let test): test.needsDetails
        case .all(let tests), .any(let tests): tests.contains(where: \.needsDetails)
        }
    }

    /// Whether it is true of the event at an offset; `row` has its `columns`.
    func holds(_ offset: Int, _ row: RawStatement) -> Bool {
        switch self {
        case .always: true
        case .never: false
        case .list(let events): events.contains(offset)
        case .words(let search): row.withBytes(1) { search.matches($0) }
        case .detail(let search): search.matches(row, column: 2)
        case .all(let tests): tests.allSatisfy { $0.holds(offset, row) }
        case .any(let tests): tests.contains { $0.holds(offset, row) }
        case .not(let test): !test.holds(offset, row)
        }
    }
}

/// Looks for a key in the details of events, and what its value must be.
struct DetailSearch: Sendable {
    private let key: String
    private let matches: [ValueMatch]
    /// Bytes without which the details have no such key and value; found much faster than JSON is read.
    private let needed: WordSearch?

    init(_ key: String, _ matches: [ValueMatch]) {
        self.key = key
        self.matches = matches
        var text = DetailSearch.isPlain(key) ? key : ""
        // The longer, the fewer have it by chance.
        if matches.count == 1, case .exact(let value) = matches[0], DetailSearch.isPlain(value),
            value.utf8.count > text.utf8.count
        {
            text = value
        }
        needed = text.isEmpty ? nil : WordSearch(text, beginsAnywhere: true, endsAnywhere: true)
    }

    /// JSON may write other characters in more than one way.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 || $0 == 0x5f || $0 == 0x2d || $0 == 0x2e }
    }

    func matches(_ row: RawStatement, column: Int32) -> Bool {
        if let needed, !row.withBytes(column, { needed.matches($0) }) { return false }
        guard let details = row.text(column),
            let value = DetailsReader.pairs(of: details).first(where: { $0.key == key })?.value
        else { return false }
        return matches.contains { $0.matches(value) }
    }
}
