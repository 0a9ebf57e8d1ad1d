import ArmorCompiled
import ArmorGlob
package import ArmorPolicy

/// Why a text asks nothing.
package struct BadQuestion: Error, Sendable {
    package let message: String
    package let help: String?

    init(_ message: String, help: String? = nil) {
        self.message = message
        self.help = help
    }

    static func unknown(_ what: String, _ word: String, _ known: [String]) -> BadQuestion {
        let near = nearestWord(to: word, in: known).map { "did you mean \"\($0)\"?" }
        return BadQuestion(
            "unknown \(what) \"\(word)\"",
            help: near ?? (known.count <= 24 ? "known: \(known.joined(separator: ", "))" : nil)
        )
    }
}

/// Makes questions of what a test, or the command line, says.
///
/// A string is a path, a word, or, for the kinds that have keys, those keys as `key=value` with blanks between them. What is
/// left out stands for all: a test holds only if it holds for each of them.
package struct QuestionReader {
    let query: PolicyTest.Query
    /// The name of the profile that is asked, of which children are named.
    let profile: String
    private let lookup: (String) -> [String]?

    /// `lookup` knows the values of variables, `profile_name` among them.
    package init(_ query: PolicyTest.Query, of profile: String, _ lookup: @escaping (String) -> [String]?) {
        (self.query, self.profile, self.lookup) = (query, profile, lookup)
    }

    package func questions(_ subject: PolicyTest.Subject) throws(BadQuestion) -> [Question] {
        switch subject {
        case .text(let text): return try questions(text.value)
        case .fields(let fields, _): return try questions(fields)
        }
    }

    /// The questions of a string.
    package func questions(_ text: String) throws(BadQuestion) -> [Question] {
        switch query {
        case .read: return [try file(text, .read)]
        case .write: return [try file(text, .write)]
        case .append: return [try file(text, .append)]
        case .execute where !text.hasPrefix("path="): return [try file(text, .execute)]
        case .map: return [try file(text, .mapExecutable)]
        case .lock: return [try file(text, .lock)]
        case .link: return [try file(text, .link)]
        case .capability: return try capabilities(text)
        case .rlimit: return [try limit(text)]
        case .userns:
            guard text == "user" || text == "create" else { throw .unknown("namespace", text, ["user"]) }
            return [Question("create a user namespace", .userns)]
        case .umount:
            return [
                Question("umount \"\(text)\"", .umounts(try glob(text, .path))) { .umount($0[0]) }
            ]
        case .network where !text.contains("="): return try sockets(words: text)
        case .changeProfile where !text.contains("="): return try questions(["profile": [text]])
        case .execute, .ptrace, .signal, .network, .unix, .mount, .pivotRoot, .mqueue, .ioUring, .dbus,
            .changeProfile:
            return try questions(pairs(text))
        }
    }

    /// `key=value` words, a value's elements divided by commas.
    private func pairs(_ text: String) throws(BadQuestion) -> [String: [String]] {
        var fields: [String: [String]] = [:]
        for word in text.split(separator: " ") {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw BadQuestion(
                    "\"\(word)\" is no key=value",
                    help: "keys: \(query.fields.joined(separator: ", "))"
                )
            }
            guard query.fields.contains(parts[0]) else { throw .unknown("key", parts[0], query.fields) }
            let isList = ["access", "set", "options"].contains(parts[0])
            fields[parts[0]] = isList ? parts[1].split(separator: ",").map(String.init) : [parts[1]]
        }
        return fields
    }

    private func questions(_ fields: [String: [String]]) throws(BadQuestion) -> [Question] {
        let keys = FieldReader(fields: fields, reader: self)
        switch query {
        case .link: return try links(keys)
        case .execute: return [try execution(keys)]
        case .network: return try sockets(keys)
        case .unix: return try UnixQuestions(keys).questions()
        case .signal: return try signals(keys)
        case .ptrace: return try ptraces(keys)
        case .mount: return [try mount(keys)]
        case .pivotRoot:
            let set = AccessSet.pivotRoots(new: try keys.glob("newroot", .path), old: try keys.glob("oldroot", .path))
            return [Question("pivot_root \(keys.text)", set) { .pivotRoot(new: $0[0], old: $0[1]) }]
        case .mqueue: return try mqueues(keys)
        case .ioUring: return try ioUrings(keys)
        case .dbus: return try buses(keys)
        case .changeProfile: return [try changeProfile(keys)]
        case .read, .write, .append, .map, .lock, .capability, .umount, .userns, .rlimit:
            throw BadQuestion("\"\(query.rawValue)\" takes a string")
        }
    }

    func glob(_ text: String, _ kind: GlobKind) throws(BadQuestion) -> Glob {
        do {
            return try Glob.parse(text, kind: kind, variables: lookup)
        } catch { throw BadQuestion("\(error.message) in \"\(text)\"", help: error.help) }
    }
}
