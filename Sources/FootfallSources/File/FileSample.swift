package import FootfallModel
internal import Glibc

/// Some whole records of a file, to see what it holds without reading it.
package struct FileSample {
    /// What was found before any content: of which file, how large, and since when unchanged.
    package var identity: FileIdentity
    /// On disk.
    package var bytes: Int64
    package var modified: Instant
    package var isCompressed: Bool
    /// The first bytes are no text's.
    package var isBinary: Bool

    private let file: OpenFile
    private let path: String

    /// Opens a file.
    ///
    /// - Throws: what is in the way, and the group that may read it.
    package init(path: String) throws(SourceError) {
        do throws(OpenFile.Trouble) {
            // A file of nothing but empty members would be unpacked for ever.
            file = try OpenFile(path: path, compressedLimit: 4 << 20)
            guard let status = file.status else { throw .system(errno) }
            identity = status.identity
            bytes = status.size
            modified = status.modified
            isCompressed = file.compression != nil
            let head = try FileSample.read(file, 512)
            isBinary = TextProbe.isBinary(head.span)
            self.path = path
        } catch {
            throw FileTrouble.error(for: error, at: path, offset: 0, lines: 0)
        }
    }

    /// The records in the first `limit` bytes of content.
    package func beginning(_ limit: Int) throws(SourceError) -> LineBatch {
        try batch(from: 0, limit)
    }

    /// The records in the last `limit` bytes; of a compressed file, which has no end before it is unpacked, the first.
    package func end(_ limit: Int) throws(SourceError) -> LineBatch {
        try batch(from: isCompressed ? 0 : max(0, bytes - Int64(limit)), limit)
    }

    private func batch(from offset: Int64, _ limit: Int) throws(SourceError) -> LineBatch {
        var content: [UInt8] = []
        do throws(OpenFile.Trouble) {
            try file.move(to: offset)
            content = try FileSample.read(file, limit)
        } catch {
            throw FileTrouble.error(for: error, at: path, offset: 0, lines: 0)
        }
        // A document's middle says nothing; a line's is left out.
        if offset > 0 {
            let start = content.firstIndex(of: 0x0a).map { $0 + 1 } ?? content.count
            content.removeFirst(start)
        }
        return LineBatch(content, source: path, arrival: modified)
    }

    private static func read(_ file: OpenFile, _ limit: Int) throws(OpenFile.Trouble) -> [UInt8] {
        var trouble: OpenFile.Trouble?
        let content = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, filled in
            let room = UnsafeMutableRawBufferPointer(buffer)
            do throws(OpenFile.Trouble) {
                while filled < limit {
                    let count = try unsafe file.read(into: UnsafeMutableRawBufferPointer(rebasing: room[filled...]))
                    if count == 0 { break }
                    filled += count
                }
            } catch {
                // What comes before the damage is a sample, too.
                if filled == 0 { trouble = error }
            }
        }
        if let trouble { throw trouble }
        return content
    }
}

extension LineBatch {
    /// The whole records in some bytes of a stream.
    init(_ content: [UInt8], source: String, arrival: Instant) {
        var framing = LineFraming()
        var start = 0
        _ = unsafe framing.fill(room: content.count) { buffer in
            let count = min(buffer.count, content.count - start)
            unsafe content.withUnsafeBytes { bytes in
                unsafe buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[start..<start + count]))
            }
            start += count
            return count
        }
        let taken = framing.takeLines()
        self.init(
            stream: StreamID(source: source),
            bytes: taken.bytes,
            lines: taken.lines,
            arrival: arrival,
            byteCount: taken.byteCount
        )
        recordNumbers = taken.numbers
    }
}
