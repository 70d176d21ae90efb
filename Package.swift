// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")

let package = Package(
    name: "footfall",
    products: [.executable(name: "footfall", targets: ["footfall"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    // In the order a line goes through them. Who may import whom is written here and nowhere else:
    // `scripts/check-imports` builds with undeclared imports as errors.
    targets: [
        // C that Swift cannot see by itself: PCRE2, the unpackers (zlib, liblzma, libzstd, libbz2), and what Glibc's
        // module hides (recvmmsg and friends).
        .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
        .systemLibrary(
            name: "CCompression",
            pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev", "liblzma-dev", "libzstd-dev", "libbz2-dev"])]
        ),
        .target(name: "CFootfall"),

        // The values that travel between the stages; imports nothing.
        .target(name: "FootfallModel", swiftSettings: settings),
        // Bytes in, batches of lines out: files, standard input, syslog by UDP, TCP, TLS and a local socket.
        .target(
            name: "FootfallSources",
            dependencies: ["FootfallModel", "CFootfall", "CCompression", nioCore, nioPosix, nioTLS, nioSSL],
            swiftSettings: settings
        ),
        // Lines in, headers out: who logged, when, and where the message begins.
        .target(name: "FootfallParsing", dependencies: ["FootfallModel"], swiftSettings: settings),
        // Files that people write, read with the places of what is wrong in them; the only one that knows Yams.
        .target(name: "FootfallYAML", dependencies: ["FootfallModel", yams], swiftSettings: settings),
        // Headers and messages in, events out: packs, PCRE2, the matcher. (Parsing, for stamps inside records.)
        .target(
            name: "FootfallPatterns",
            dependencies: ["FootfallModel", "FootfallParsing", "FootfallYAML", "CPCRE2"],
            swiftSettings: settings,
            plugins: ["EmbedFilesPlugin"]
        ),
        // Text in, a question out.
        .target(name: "FootfallQuery", dependencies: ["FootfallModel"], swiftSettings: settings),
        // Batches of events in, answers out: the SQLite file.
        .target(
            name: "FootfallStore",
            dependencies: ["FootfallModel", "FootfallQuery", grdb, grdbSQLite],
            swiftSettings: settings
        ),
        // Answers in, something to read out.
        .target(
            name: "FootfallReports",
            dependencies: ["FootfallModel", "FootfallQuery", "FootfallStore"],
            swiftSettings: settings
        ),
        // Sources, parser and store put together and kept running.
        .target(
            name: "FootfallCollector",
            dependencies: [
                "FootfallModel", "CFootfall", "FootfallSources", "FootfallParsing", "FootfallYAML", "FootfallPatterns",
                "FootfallQuery", "FootfallStore",
            ],
            swiftSettings: settings
        ),
        // What is on a host, how Footfall is set up there, and what is wrong with that.
        .target(
            name: "FootfallHost",
            dependencies: [
                "FootfallModel", "CFootfall", "FootfallSources", "FootfallParsing", "FootfallYAML", "FootfallPatterns",
                "FootfallQuery", "FootfallStore", "FootfallReports", "FootfallCollector",
            ],
            swiftSettings: settings,
            plugins: ["EmbedFilesPlugin"]
        ),
        // Requests in, pages and JSON out; only its `Server/` knows Hummingbird.
        .target(
            name: "FootfallWeb",
            dependencies: [
                "FootfallModel", "FootfallQuery", "FootfallPatterns", "FootfallStore", "FootfallReports", hummingbird,
                hummingbirdCore, hummingbirdTLS, nioSSL, serviceLifecycle, unixSignals, httpTypes, logging, mustache,
                crypto, cryptoExtras, nioCore,
                "CCompression",
            ],
            exclude: ["Assets"],
            swiftSettings: settings,
            plugins: ["EmbedFilesPlugin"]
        ),
        // The program.
        .executableTarget(
            name: "footfall",
            dependencies: [
                "FootfallModel", "FootfallSources", "FootfallParsing", "FootfallPatterns", "FootfallQuery",
                "FootfallStore", "FootfallReports", "FootfallCollector", "FootfallHost", "FootfallWeb", argumentParser,
            ],
            swiftSettings: settings,
            plugins: ["EmbedFilesPlugin"]
        ),
        // How fast all that is.
        .executableTarget(
            name: "footfall-bench",
            dependencies: [
                "FootfallModel", "FootfallSources", "FootfallParsing", "FootfallPatterns", "FootfallQuery",
                "FootfallStore", "FootfallReports", "FootfallCollector", argumentParser,
            ],
            swiftSettings: settings
        ),

        // Puts the packs, the web page's files and the units into the program, so that a copied binary still has them; and
        // commit and compiler.
        .executableTarget(name: "EmbedFiles", swiftSettings: settings),
        .plugin(
            name: "EmbedFilesPlugin",
            capability: .buildTool(),
            dependencies: ["EmbedFiles"],
            path: "Sources/EmbedFilesPlugin"
        ),

        // Tests, in the same shape.
        .target(name: "FootfallTesting", dependencies: ["FootfallModel"], swiftSettings: settings),
        .testTarget(
            name: "FootfallModelTests",
            dependencies: ["FootfallModel", "FootfallTesting"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "FootfallSourcesTests",
            dependencies: ["FootfallModel", "FootfallSources", "FootfallTesting"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "FootfallParsingTests",
            dependencies: ["FootfallModel", "FootfallParsing", "FootfallTesting"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "FootfallYAMLTests",
            dependencies: ["FootfallModel", "FootfallYAML", "FootfallTesting"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "FootfallPatternsTests",
            dependencies: ["FootfallModel", "FootfallParsing", "FootfallYAML", "FootfallPatterns", "FootfallTesting"],
            exclude: ["BadPacks"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "FootfallQueryTests",
            dependencies: ["FootfallModel", "FootfallQuery", "FootfallTesting"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "FootfallStoreTests",
            dependencies: ["FootfallModel", "FootfallQuery", "FootfallStore", "FootfallTesting", grdb],
            swiftSettings: settings
        ),
        .testTarget(
            name: "FootfallReportsTests",
            dependencies: [
                "FootfallModel", "FootfallQuery", "FootfallPatterns", "FootfallStore", "FootfallReports",
                "FootfallTesting",
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "FootfallCollectorTests",
            dependencies: [
                "FootfallModel", "FootfallSources", "FootfallParsing", "FootfallPatterns", "FootfallQuery",
                "FootfallStore", "FootfallCollector", "FootfallTesting", grdb,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "FootfallHostTests",
            dependencies: [
                "FootfallModel", "FootfallSources", "FootfallPatterns", "FootfallStore", "FootfallCollector",
                "FootfallHost", "FootfallTesting",
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "FootfallWebTests",
            dependencies: [
                "FootfallModel", "FootfallQuery", "FootfallStore", "FootfallWeb", "FootfallTesting",
            ],
            swiftSettings: settings
        ),
        // The built program, as a user runs it.
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["footfall", "footfall-bench", "FootfallTesting"],
            swiftSettings: settings
        ),
        // What the README and docs say is true.
        .testTarget(
            name: "DocumentationTests",
            dependencies: ["footfall", "FootfallTesting"],
            swiftSettings: settings
        ),
    ],
    swiftLanguageModes: [.v6]
)
