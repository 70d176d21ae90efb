/// Looks again and again whether something holds; false if it still does not when the time is over.
///
/// Where all threads are busy it may be minutes from one look to the next: it gives up after many of them only.
/// The first looks follow each other quickly, later ones are rarer, since a look may start a program.
package func eventually(
    within limit: Duration = .seconds(180),
    _ condition: () async throws -> Bool
) async throws -> Bool {
    let deadline = ContinuousClock.now + limit
    var pause = Duration.milliseconds(2)
    var looks = 0
    while try await !condition() {
        looks += 1
        if looks > 50, ContinuousClock.now > deadline { return false }
        try await Task.sleep(for: pause)
        pause = min(pause * 2, .milliseconds(100))
    }
    return true
}
