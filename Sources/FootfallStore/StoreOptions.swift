/// What can be set about a store; the defaults are what was measured to be best.
package struct StoreOptions: Sendable, Hashable {
    /// Bytes of a page of a new file.
    package var pageBytes = 8192
    /// Ids of a new store's segments that differ in this many low bits share a segment, at most 16.
    package var segmentBits = 14
    /// How many events wait for their postings before these are written, unless the segment is full earlier.
    package var postingThreshold = 8192
    /// SQLite's page cache in the writer, in KiB.
    package var cacheKiB = 24 << 10
    /// Pages in the write-ahead log before they are carried over into the file.
    package var checkpointPages = 8192
    /// The most pages the file may have: a disk that is full on purpose.
    package var maximumPages: Int?

    package init() {}
}
