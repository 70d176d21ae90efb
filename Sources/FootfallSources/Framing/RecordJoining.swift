internal import FootfallModel

/// Joins lines to records: a record goes on until a line begins the next.
///
/// The last record waits for that line; whoever reads decides how long. One over the limit is cut there, and what follows
/// of it is a record of its own.
struct RecordJoining: Sendable {
    /// Where the line in hand begins, and where the search for its end goes on.
    private(set) var lineStart = 0
    private var searched = 0
    /// Where the record in hand ends as far as it is known, its last line's end left out.
    private var recordEnd = 0
    /// The beginning of the line in hand was dropped, so that it cannot be asked what it begins.
    private var isHeadLost = false
    /// Lines since the last taking: at the record in hand, and at the line in hand.
    private var recordLine: Int64 = 0
    private var line: Int64 = 0

    mutating func forget(_ count: Int) {
        lineStart = max(0, lineStart - count)
        searched = max(0, searched - count)
        recordEnd = max(0, recordEnd - count)
    }

    mutating func trim(to count: Int) {
        searched = min(searched, count)
        recordEnd = min(recordEnd, count)
    }

    /// The number of the line on which the record begins that is taken as it stands.
    mutating func finish(_ count: Int) -> Int64 {
        defer {
            // What follows of a line that was taken in part goes on with it.
            if lineStart < count { isHeadLost = true }
            (lineStart, searched, recordEnd) = (count, count, count)
            recordLine = line
        }
        return recordLine
    }

    /// How many lines were taken with the records that were handed out.
    mutating func takeLineCount() -> Int64 {
        defer {
            line -= recordLine
            recordLine = 0
        }
        return recordLine
    }

    /// The records that end in `bytes`, in which the record in hand begins at 0.
    mutating func cut(
        _ bytes: Span<UInt8>,
        limit: Int,
        isDropped: Bool,
        _ start: any RecordStart
    ) -> FoundRecords {
        var found = FoundRecords()
        var recordStart = 0
        var isDropped = isDropped
        func close(isCut: Bool) {
            let isCut = isCut || isDropped
            found.add(from: recordStart, to: recordEnd, number: recordLine, limit: limit, isDropped: isCut)
            recordStart = lineStart
            recordLine = line
            isDropped = false
        }
        for index in searched..<max(searched, bytes.count) where bytes[index] == 0x0a {
            var end = index
            if end > lineStart, bytes[end - 1] == 0x0d { end -= 1 }
            let isBeginning = !isHeadLost && start.begins(bytes, ByteRange(from: lineStart, to: end))
            if isBeginning, lineStart > recordStart { close(isCut: false) }
            recordEnd = end
            lineStart = index + 1
            isHeadLost = false
            line += 1
        }
        searched = bytes.count
        // Only a line may be over the limit while it is read, so that what is dropped always is the end of what is there.
        if lineStart > recordStart, bytes.count - recordStart > limit { close(isCut: true) }
        found.wholeEnd = recordStart
        return found
    }
}
