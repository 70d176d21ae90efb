import FootfallModel
import FootfallStore
import Testing

@Suite struct UnrecognisedTableTests {
    private static func batch(_ shapes: [UnrecognisedShape]) -> EventBatch {
        var batch = EventBatch()
        for shape in shapes {
            func add(_ text: String) -> ByteRange {
                let start = batch.unrecognisedText.count
                batch.unrecognisedText += Array(text.utf8)
                return ByteRange(from: start, to: batch.unrecognisedText.count)
            }
            let (app, name, example) = (add(shape.app), add(shape.shape), add(shape.example))
            batch.unrecognised.append(
                UnrecognisedCount(app: app, shape: name, example: example, count: shape.count, lastTime: shape.lastTime)
            )
        }
        return batch
    }

    private static func shape(_ app: String, _ shape: String, _ count: Int64, at second: Int64 = 1) -> UnrecognisedShape
    {
        UnrecognisedShape(
            app: app,
            shape: shape,
            count: count,
            example: shape.isEmpty ? "" : "line \(second)",
            lastTime: Instant(seconds: second)
        )
    }

    @Test func `counts add up, the first example stays, the latest stamp wins`() throws {
        let store = try TemporaryStore()
        let writer = try store.writer()
        try writer.write(Self.batch([Self.shape("a", "x #", 2, at: 5), Self.shape("", "x #", 1)]))
        try writer.write(Self.batch([Self.shape("a", "x #", 3, at: 4), Self.shape("b", "y", 9, at: 7)]))
        try writer.close()
        let found = try EventStore(path: store.path).unrecognised()
        #expect(found.map(\.app) == ["b", "a", ""])
        #expect(found.map(\.count) == [9, 5, 1])
        #expect(found[1].example == "line 5")
        #expect(found[1].lastTime == Instant(seconds: 5))
    }

    @Test func `a full table counts what is new by app, and by nothing beyond that, and loses none`() throws {
        let store = try TemporaryStore()
        let writer = try store.writer()
        let limit = UnrecognisedShape.shapeLimit
        try writer.write(Self.batch((0..<limit).map { Self.shape("a", "s\($0)", 1) }))
        try writer.write(Self.batch((0..<500).map { Self.shape("app\($0)", "new", 1) }))
        try writer.write(Self.batch([Self.shape("a", "s0", 10), Self.shape("app0", "newer", 1)]))
        try writer.close()
        let found = try EventStore(path: store.path).unrecognised()
        #expect(found.count <= limit + UnrecognisedShape.appLimit + 1)
        #expect(found.reduce(0) { $0 + $1.count } == Int64(limit + 500 + 11))
        #expect(found.first { $0.shape == "s0" }?.count == 11)
        #expect(found.first { $0.app == "app0" } == Self.shape("app0", "", 2))
        #expect(found.contains { $0.app.isEmpty && $0.shape.isEmpty })
    }

    @Test func `bytes that are no text are kept readable`() throws {
        let store = try TemporaryStore()
        let writer = try store.writer()
        var batch = EventBatch()
        batch.unrecognisedText = [0x61, 0xff, 0x00, 0x62]
        let all = ByteRange(from: 0, to: 4)
        batch.unrecognised = [
            UnrecognisedCount(app: all, shape: all, example: all, count: 1, lastTime: Instant(seconds: 1))
        ]
        try writer.write(batch)
        try writer.close()
        #expect(try EventStore(path: store.path).unrecognised().map(\.example) == ["a\u{fffd}\u{0}b"])
    }
}
