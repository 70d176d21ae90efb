package import FootfallModel

/// What was not recognised of a number of records, by app and shape.
package struct Coverage: Sendable {
    /// Records that were looked at: all of them.
    package private(set) var records: Int64 = 0
    /// Those that became no event because no pattern takes them.
    package private(set) var missed: Int64 = 0
    private var byName: [Name: UnrecognisedShape] = [:]

    private struct Name: Hashable {
        var app: String
        var shape: String
    }

    /// How many shapes are told apart.
    private static let shapeLimit = 100_000

    /// Nothing looked at so far.
    package init() {}

    /// What a store has counted.
    ///
    /// - Parameter records: all records the store has accounts of.
    package init(_ shapes: [UnrecognisedShape], records: Int64) {
        self.records = records
        shapes.forEach { add($0) }
    }

    /// Takes in what a batch counts.
    package mutating func add(_ batch: EventBatch) {
        for account in batch.accounts { records += account[.records] }
        batch.unrecognisedShapes.forEach { add($0) }
    }

    private mutating func add(_ shape: UnrecognisedShape) {
        missed += shape.count
        var shape = shape
        var name = Name(app: shape.app, shape: shape.shape)
        if byName[name] == nil, byName.count >= Coverage.shapeLimit {
            shape = UnrecognisedShape(app: "", shape: "", count: shape.count, example: "", lastTime: shape.lastTime)
            name = Name(app: "", shape: "")
        }
        guard var known = byName[name] else {
            byName[name] = shape
            return
        }
        known.count += shape.count
        known.lastTime = max(known.lastTime, shape.lastTime)
        byName[name] = known
    }

    /// Commonest first.
    package var shapes: [UnrecognisedShape] {
        byName.values.sorted { ($1.count, $0.app, $0.shape) < ($0.count, $1.app, $1.shape) }
    }

    /// How many apps have messages that nothing recognised.
    package var appCount: Int { Set(byName.keys.map(\.app)).count }
}
