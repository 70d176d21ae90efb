import Testing

@testable import FootfallSources

struct TailDecisionTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var name: String
        var size: Int64 = 100
        var links = 1
        var position: Int64 = 100
        var path: FileIdentity? = TailDecisionTests.own
        var decision: TailDecision
        var testDescription: String { name }
    }

    static let own = FileIdentity(device: 1, inode: 7)
    static let other = FileIdentity(device: 1, inode: 8)
    static let elsewhere = FileIdentity(device: 2, inode: 7)

    static let cases: [Case] = [
        Case(name: "nothing new", decision: .wait),
        Case(name: "grown", size: 101, decision: .read),
        Case(name: "shrunk", size: 99, decision: .truncated),
        Case(name: "emptied", size: 0, decision: .truncated),
        Case(name: "empty from the start", size: 0, position: 0, decision: .wait),
        Case(name: "renamed, a new file at the path", path: other, decision: .rotated),
        Case(name: "the same inode on another device", path: elsewhere, decision: .rotated),
        Case(name: "renamed, nothing at the path", path: nil, decision: .rotated),
        Case(name: "renamed with more to read", size: 150, path: other, decision: .rotated),
        Case(name: "deleted", links: 0, path: nil, decision: .removed),
        Case(name: "deleted and replaced", links: 0, path: other, decision: .removed),
        Case(name: "shrunk and renamed", size: 10, path: other, decision: .truncated),
    ]

    @Test(arguments: cases)
    func `the decision follows from sizes, names and links`(testCase: Case) {
        let decision = TailDecision(
            identity: Self.own,
            size: testCase.size,
            links: testCase.links,
            position: testCase.position,
            pathIdentity: testCase.path
        )
        #expect(decision == testCase.decision)
    }
}
