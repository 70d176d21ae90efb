/// How often nothing recognised messages of one shape, of one app.
package struct UnrecognisedShape: Sendable, Hashable {
    /// Empty where the line had no app name, or beyond the apps that are told apart.
    package var app: String
    /// What such messages have in common; empty for all beyond the shapes that are told apart.
    package var shape: String
    package var count: Int64
    /// The first line that was seen, up to a length; empty where there is no shape.
    package var example: String
    /// The latest stamp.
    package var lastTime: Instant

    package init(app: String, shape: String, count: Int64, example: String, lastTime: Instant) {
        self.app = app
        self.shape = shape
        self.count = count
        self.example = example
        self.lastTime = lastTime
    }

    /// The longest example that is kept, in bytes.
    package static let longestExample = 1024
    /// How many shapes are told apart, by a parser and in a store.
    package static let shapeLimit = 4096
    /// How many apps are told apart among the shapes beyond that.
    package static let appLimit = 256
}

/// The same on its way into the store: ranges in `EventBatch.unrecognisedText`.
package struct UnrecognisedCount: Sendable {
    package var app: ByteRange
    package var shape: ByteRange
    package var example: ByteRange
    package var count: Int64
    package var lastTime: Instant

    package init(app: ByteRange, shape: ByteRange, example: ByteRange, count: Int64, lastTime: Instant) {
        self.app = app
        self.shape = shape
        self.example = example
        self.count = count
        self.lastTime = lastTime
    }
}

extension EventBatch {
    /// What the batch counts as not recognised, in words.
    package var unrecognisedShapes: [UnrecognisedShape] {
        unrecognised.map { count in
            UnrecognisedShape(
                app: unrecognisedText.text(count.app),
                shape: unrecognisedText.text(count.shape),
                count: count.count,
                example: unrecognisedText.text(count.example),
                lastTime: count.lastTime
            )
        }
    }
}
