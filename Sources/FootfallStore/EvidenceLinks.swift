internal import FootfallModel
internal import GRDB

/// From the parser's references to events to the store's ids, for as long as evidence may name an event.
struct EvidenceLinks {
    private typealias Link = (reference: Int64, id: Int64)

    /// Of marked events, in the order of their references.
    private var links: [Link] = []
    /// The ids of the events that rows are or tell, of all rows from `firstReference` on, where any may be named.
    private var ids: [Int64] = []
    private var firstReference: Int64 = 1
    /// References up to this one will not be named any more.
    private var oldestReference: Int64 = 0
    /// How many there were before the batch under way, for when it is rolled back.
    private var countBefore = (links: 0, ids: 0, oldest: Int64(0))

    /// To be called before each batch.
    mutating func begin() {
        // Of what came before, only marks that the parser still had when the batch began can be named.
        if links.count > 2 * EvidenceMark.kept { links.removeFirst(links.count - EvidenceMark.kept) }
        let useless = Int(min(Int64(ids.count), max(0, oldestReference - firstReference + 1)))
        if useless > EvidenceMark.kept, useless * 2 > ids.count {
            ids.removeFirst(useless)
            firstReference += Int64(useless)
        }
        countBefore = (links.count, ids.count, oldestReference)
    }

    /// Gives the rows of a batch the ids of their events, and keeps the batch's marks.
    ///
    /// - Parameter firstID: what the first of `rows` is stored under.
    mutating func resolve(
        _ rows: inout [StoredRow],
        _ batch: EventBatch,
        firstID: Int64,
        into database: Database
    ) throws {
        guard !batch.marks.isEmpty || batch.keepsReferences || batch.rows.contains(where: { $0.evidenceOf != 0 }) else {
            return
        }
        var places = [Int32](repeating: 0, count: rows.count)
        for place in rows.indices { places[Int(rows[place].index)] = Int32(truncatingIfNeeded: place) }
        func id(of reference: Int64) throws -> Int64 {
            if reference < 0 { return -reference }
            let index = reference - 1 - batch.firstRow
            if batch.rows.indices.contains(Int(index)) {
                // A duplicate of an event stands for that event.
                let further = batch.rows[Int(index)].evidenceOf
                return further != 0 ? try id(of: further) : firstID + Int64(places[Int(index)])
            }
            guard let known = find(reference) else { throw UnknownEvent(reference: reference) }
            return known
        }
        for place in rows.indices {
            let reference = batch.rows[Int(rows[place].index)].evidenceOf
            if reference != 0 { rows[place].evidenceOf = try id(of: reference) }
        }
        if batch.keepsReferences {
            keep(
                places.map { rows[Int($0)].evidenceOf != 0 ? rows[Int($0)].evidenceOf : firstID + Int64($0) },
                of: batch
            )
        }
        guard !batch.marks.isEmpty else { return }
        var marks = batch.marks
        for index in marks.indices {
            let reference = marks[index].event
            marks[index].event = try id(of: reference)
            if reference > 0, reference > links.last?.reference ?? 0 { links.append((reference, marks[index].event)) }
        }
        try EvidenceMarkTable.write(marks, from: batch.firstMark, into: database)
    }

    /// Forgets what the last batch brought, because its transaction did not come about.
    mutating func rollBack() {
        links.removeLast(links.count - countBefore.links)
        ids.removeLast(ids.count - countBefore.ids)
        oldestReference = countBefore.oldest
    }

    /// Keeps the ids of a batch's rows.
    private mutating func keep(_ new: [Int64], of batch: EventBatch) {
        if ids.isEmpty { firstReference = batch.firstRow + 1 }
        ids += new
        oldestReference = batch.oldestReference
    }

    private func find(_ reference: Int64) -> Int64? {
        let place = reference - firstReference
        if place >= 0, place < Int64(ids.count) { return ids[Int(place)] }
        var low = 0
        var high = links.count
        while low < high {
            let middle = (low + high) / 2
            if links[middle].reference < reference { low = middle + 1 } else { high = middle }
        }
        return low < links.count && links[low].reference == reference ? links[low].id : nil
    }
}

/// Evidence names an event that no batch has brought to this writer.
struct UnknownEvent: Error, CustomStringConvertible {
    let reference: Int64

    var description: String { "a record is evidence of event \(reference) of this run, which is not known" }
}
