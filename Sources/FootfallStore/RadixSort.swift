/// Sorts numbers by counting, eleven bits a pass; what has the same key keeps its order.
struct RadixSort {
    private var scratch: [UInt64] = []
    private var starts = [Int](repeating: 0, count: 2048)

    /// Sorts by the bits from `lowest` up.
    mutating func sort(_ items: inout [UInt64], from lowest: UInt64) {
        guard items.count > 1 else { return }
        if scratch.count < items.count { scratch = [UInt64](repeating: 0, count: items.count) }
        var all: UInt64 = 0
        for item in items { all |= item }
        var shift = lowest
        while shift < 64, all >> shift != 0 {
            pass(&items, shift)
            shift += 11
        }
    }

    private mutating func pass(_ items: inout [UInt64], _ shift: UInt64) {
        let count = items.count
        for index in starts.indices { starts[index] = 0 }
        for item in items { starts[Int(item >> shift & 2047)] &+= 1 }
        var next = 0
        for index in starts.indices {
            let here = starts[index]
            // One digit for all: the pass would move nothing.
            if here == count { return }
            starts[index] = next
            next &+= here
        }
        for item in items {
            let digit = Int(item >> shift & 2047)
            scratch[starts[digit]] = item
            starts[digit] &+= 1
        }
        for index in 0..<count { items[index] = scratch[index] }
    }
}
