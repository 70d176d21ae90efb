/// Takes things in at one end and gives them out at the other.
struct FirstInFirstOut<Element> {
    private var elements: [Element] = []
    private var start = 0

    var count: Int { elements.count - start }
    var first: Element? { start < elements.count ? elements[start] : nil }

    /// Counted from the first.
    @inline(__always)
    subscript(place: Int) -> Element {
        get { elements[start &+ place] }
        _modify { yield &elements[start &+ place] }
    }

    mutating func append(_ element: Element) { elements.append(element) }

    mutating func removeFirst() {
        start += 1
        guard start >= 64, start * 2 > elements.count else { return }
        elements.removeSubrange(..<start)
        start = 0
    }

    mutating func removeAll(where isUseless: (Element) -> Bool) {
        elements.removeSubrange(..<start)
        start = 0
        elements.removeAll(where: isUseless)
    }
}
