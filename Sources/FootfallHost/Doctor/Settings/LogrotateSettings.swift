/// How logrotate treats some files, as far as it matters to who follows them.
struct LogrotateSettings: Sendable, Equatable {
    var copiesAndTruncates = false
    /// Predecessors kept; logrotate's own default keeps none.
    var kept = 0
    var compresses = false
    var delaysCompression = false
    var shreds = false
    /// Predecessors older than so many days are removed.
    var maximumAgeDays: Int?
    /// Where predecessors go, where that is not the file's own folder.
    var oldFolder: String?
    /// The mode, owner and group of the new file, where they are named.
    var created: (mode: UInt32, owner: String?, group: String?)?
    /// A script that has the program open its new file.
    var hasScript = false

    static func == (one: LogrotateSettings, other: LogrotateSettings) -> Bool {
        one.copiesAndTruncates == other.copiesAndTruncates && one.kept == other.kept
            && one.compresses == other.compresses && one.delaysCompression == other.delaysCompression
            && one.shreds == other.shreds && one.maximumAgeDays == other.maximumAgeDays
            && one.oldFolder == other.oldFolder && one.hasScript == other.hasScript
            && one.created?.mode == other.created?.mode && one.created?.owner == other.created?.owner
            && one.created?.group == other.created?.group
    }

    /// Takes up a directive; others are of no interest here.
    mutating func apply(_ words: [String]) {
        switch words.first ?? "" {
        case "copytruncate": copiesAndTruncates = true
        case "nocopytruncate": copiesAndTruncates = false
        case "rotate": kept = words.dropFirst().first.flatMap { Int($0) } ?? kept
        case "compress": compresses = true
        case "nocompress": compresses = false
        case "delaycompress": delaysCompression = true
        case "nodelaycompress": delaysCompression = false
        case "shred": shreds = true
        case "noshred": shreds = false
        case "maxage": maximumAgeDays = words.dropFirst().first.flatMap { Int($0) }
        case "olddir": oldFolder = words.dropFirst().first
        case "noolddir": oldFolder = nil
        case "nocreate": created = nil
        case "create":
            let rest = Array(words.dropFirst())
            created = rest.first.flatMap { UInt32($0, radix: 8) }.map { mode in
                (mode, rest.count > 1 ? rest[1] : nil, rest.count > 2 ? rest[2] : nil)
            }
        case "postrotate", "lastaction": hasScript = true
        default: break
        }
    }
}

/// What logrotate's configuration says of which files.
struct LogrotateConfiguration: Sendable {
    struct Rule: Sendable {
        /// The file in which it stands.
        var file: String
        var patterns: [String]
        var settings: LogrotateSettings
    }

    private(set) var rules: [Rule] = []
    private var defaults = LogrotateSettings()
    private var depth = 0

    /// Endings that logrotate passes over in folders.
    private static let taboo = [
        "~", ",v", ".bak", ".disabled", ".dpkg-bak", ".dpkg-del", ".dpkg-dist", ".dpkg-new", ".dpkg-old", ".dpkg-tmp",
        ".rpmorig", ".rpmnew", ".rpmsave", ".swp", ".ucf-dist", ".ucf-new", ".ucf-old",
    ]
    private static let scripts: Set<String> = ["prerotate", "postrotate", "firstaction", "lastaction", "preremove"]

    /// - Parameters:
    ///   - read: the text of a file; `nil` where there is none.
    ///   - list: the paths of the files in a folder; none where it is no folder.
    init(_ path: String, read: (String) -> String?, list: (String) -> [String]) {
        take(path, read, list)
    }

    /// The rule for a file; of several, logrotate takes the first.
    func rule(for path: String, matches: (_ pattern: String, _ path: String) -> Bool) -> Rule? {
        rules.first { $0.patterns.contains { matches($0, path) } }
    }

    private mutating func take(_ path: String, _ read: (String) -> String?, _ list: (String) -> [String]) {
        depth += 1
        defer { depth -= 1 }
        guard depth < 8, let text = read(path) else { return }
        var names: [String] = []
        var settings: LogrotateSettings?
        var isScript = false
        for line in text.split(separator: "\n") {
            var words = LogrotateConfiguration.words(of: line)
            guard let first = words.first else { continue }
            if isScript {
                isScript = first != "endscript"
                continue
            }
            if var inside = settings {
                if let end = words.firstIndex(of: "}") {
                    inside.apply(Array(words[..<end]))
                    rules.append(Rule(file: path, patterns: names, settings: inside))
                    (names, settings) = ([], nil)
                    continue
                }
                inside.apply(words)
                settings = inside
                isScript = LogrotateConfiguration.scripts.contains(first)
                continue
            }
            if first == "include", words.count > 1 {
                let folder = list(words[1])
                let files = folder.isEmpty ? [words[1]] : folder
                for file in files where !LogrotateConfiguration.taboo.contains(where: file.hasSuffix) {
                    take(file, read, list)
                }
            } else if first.hasPrefix("/") || first == "{" || !names.isEmpty {
                if let begin = words.firstIndex(of: "{") {
                    let rest = words[(begin + 1)...]
                    words = Array(words[..<begin])
                    var inside = defaults
                    inside.apply(rest.filter { $0 != "}" })
                    settings = inside
                }
                names += words
                if line.contains("}"), let inside = settings {
                    rules.append(Rule(file: path, patterns: names, settings: inside))
                    (names, settings) = ([], nil)
                }
            } else {
                defaults.apply(words)
            }
        }
    }

    /// The words of a line, quotation marks taken off, braces by themselves; nothing of a comment.
    private static func words(of line: Substring) -> [String] {
        var words: [String] = []
        var word = ""
        var quote: Character?
        func end() {
            if !word.isEmpty { words.append(word) }
            word = ""
        }
        for character in line {
            if let open = quote {
                if character == open { quote = nil } else { word.append(character) }
            } else if character == "#", word.isEmpty {
                break
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character.isWhitespace || character == "=" {
                end()
            } else if character == "{" || character == "}" {
                end()
                words.append(String(character))
            } else {
                word.append(character)
            }
        }
        end()
        return words
    }
}
