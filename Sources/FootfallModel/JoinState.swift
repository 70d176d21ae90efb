/// One thing that joins remember from batch to batch, as the store keeps it.
package struct JoinRecord: Sendable, Hashable {
    package enum Kind: UInt8, Sendable, CaseIterable {
        /// Fields of one record that another may recall.
        case remembered = 1
        /// A record that may prove to be evidence.
        case waiting = 2
        /// Which events the last ones are that evidence may belong to.
        case marks = 3
    }

    package var kind: Kind
    package var key: [UInt8]
    /// `nil` where it is to be forgotten.
    package var value: [UInt8]?

    package init(kind: Kind, key: [UInt8], value: [UInt8]?) {
        self.kind = kind
        self.key = key
        self.value = value
    }
}

/// An event that evidence may belong to, under one of the keys by which it is found.
package struct EvidenceMark: Sendable, Hashable {
    /// A hash of what event and evidence have in common; the same in every run.
    package var key: UInt64
    /// In microseconds, as `Instant` has it.
    package var time: Int64
    /// A reference to the event, as `EventRow.evidenceOf` has it.
    package var event: Int64
    /// A hash of the event's type; the same in every run.
    package var type: UInt32

    package init(key: UInt64, time: Int64, event: Int64, type: UInt32) {
        self.key = key
        self.time = time
        self.event = event
        self.type = type
    }

    /// How many of the last marks are kept.
    package static let kept = 1 << 16

    /// Marks as a blob; their events are ids of the store.
    package static func encoded(_ marks: [EvidenceMark]) -> [UInt8] {
        var out = ByteWriter(capacity: marks.count * 16)
        var time: Int64 = 0
        var event: Int64 = 0
        for mark in marks {
            out.word(mark.key)
            out.number(UInt64(mark.type))
            out.signed(mark.time &- time)
            out.signed(mark.event &- event)
            time = mark.time
            event = mark.event
        }
        return out.bytes
    }

    /// The marks of a blob, up to its first mistake.
    package static func decoded(_ bytes: [UInt8]) -> [EvidenceMark] {
        var marks: [EvidenceMark] = []
        var reader = ByteReader(bytes)
        var time: Int64 = 0
        var event: Int64 = 0
        while let key = reader.word(), let type = reader.number(), let later = reader.signed(),
            let further = reader.signed()
        {
            time &+= later
            event &+= further
            marks.append(EvidenceMark(key: key, time: time, event: event, type: UInt32(truncatingIfNeeded: type)))
        }
        return marks
    }
}
