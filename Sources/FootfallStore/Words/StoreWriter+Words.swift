extension StoreWriter {
    /// Brings the word index a small step forward; false where nothing is left to do.
    ///
    /// For moments in which no batch waits. What a failed step has written is rolled back, and it may be tried again.
    package func indexWords() throws(StoreError) -> Bool {
        try checkPlace()
        return try access { state, database in
            try state.prepare(database)
            return try state.indexWords(database)
        }
    }

    /// How many events the word index has still to take in; those of the segment that grows are not among them.
    package func unindexed() throws(StoreError) -> Int64 {
        try access { state, database in
            try state.prepare(database)
            return try state.unindexed(database)
        }
    }
}
