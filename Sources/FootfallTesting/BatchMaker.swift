package import FootfallModel

/// Makes batches as the parser does.
package struct BatchMaker: ~Copyable {
    private var interner: Interner
    private var handedOver: Int32 = 1

    package init(limit: Int = 200_000) {
        interner = Interner(limit: limit)
    }

    package mutating func batch(_ events: [ActivityEvent]) -> EventBatch {
        if interner.startNewGenerationIfFull() { handedOver = 1 }
        var batch = EventBatch()
        for event in events { add(event, to: &batch) }
        return finish(&batch)
    }

    /// Hands over the strings that are new.
    package mutating func finish(_ batch: inout EventBatch) -> EventBatch {
        batch.generation = interner.generation
        batch.firstString = handedOver
        batch.strings = Array(interner.entries[Int(handedOver)...])
        batch.stringText = interner.text
        handedOver = Int32(interner.entries.count)
        return batch
    }

    package mutating func add(_ event: ActivityEvent, to batch: inout EventBatch) {
        let type = interner.intern(.eventType(event.category), event.type)
        var row = EventRow(time: event.time, type: type, outcome: event.outcome)
        row.user = number(.account, event.userID)
        row.target = number(.account, event.targetID)
        row.app = number(.app, event.appID)
        row.address = number(.address, event.ip)
        row.host = number(.host, event.host)
        row.source = number(.source, event.source)
        row.pattern = number(.pattern, event.pattern)
        row.count = Int32(event.count)
        row.message = append(Array(event.message.utf8), to: &batch)
        row.details = append(Array((event.details ?? "").utf8), to: &batch)
        batch.rows.append(row)
    }

    package func append(_ bytes: [UInt8], to batch: inout EventBatch) -> ByteRange {
        let start = batch.text.count
        batch.text += bytes
        return ByteRange(from: start, to: batch.text.count)
    }

    package mutating func number(_ kind: StringKind, _ text: String?) -> Int32 {
        text.map { interner.intern(kind, $0) } ?? 0
    }

    package mutating func number(_ kind: StringKind, bytes: [UInt8]) -> Int32 {
        interner.intern(kind, bytes.span, ByteRange(from: 0, to: bytes.count))
    }
}
