import ArmorGlob
import ArmorPolicy

/// The variables of a profile's preamble.
enum Variables {
    /// Definitions of variables and of those that their values name, in alphabetical order.
    ///
    /// Where an included file defines the common ones, only the policy's own are needed: `ownAlone`.
    static func lines(_ names: Set<String>, of table: VariableTable, ownAlone: Bool) -> [String] {
        var needed: Set<String> = []
        var pending = Array(names)
        while let name = pending.popLast() {
            guard name != VariableTable.profileName, !ownAlone || table.own[name] != nil,
                let values = table.lookup(name),
                needed.insert(name).inserted
            else { continue }
            pending += values.flatMap(VariableTable.names)
        }
        return needed.sorted().compactMap { name in table.lookup(name).map { line(name, $0) } }
    }

    private static func line(_ name: String, _ values: [String]) -> String {
        let words = values.compactMap { value -> String? in
            if value.isEmpty { return "\"\"" }
            // The values of variables inside stay apart, as apparmor_parser multiplies them out.
            let glob = try? Glob.parse(Array(value.utf8), kind: .name, variables: { _ in ["x"] })
            return glob.map(RuleText.word)
        }
        return "@{\(name)} = \(words.sorted().joined(separator: " "))"
    }

    /// The names in `@{…}` of a rule's text; a literal `@` or brace is written in octal and never looks like one.
    static func references(_ text: String) -> [String] {
        guard mayRefer(text) else { return [] }
        return text.utf8.split(separator: UInt8(ascii: "@")).dropFirst(text.utf8.first == UInt8(ascii: "@") ? 0 : 1)
            .compactMap { part in
                guard part.first == UInt8(ascii: "{"), let end = part.firstIndex(of: UInt8(ascii: "}")) else {
                    return nil
                }
                return String(decoding: part[part.index(after: part.startIndex)..<end], as: UTF8.self)
            }
    }

    /// Replaces `@{profile_name}` by the profile's own name, as a literal: apparmor_parser takes that variable for the name
    /// itself too, also where the name is a glob. A policy's own name has no such byte; the name of an imported profile may.
    static func replace(_ text: String, name: String) -> String {
        guard mayRefer(text) else { return text }
        let reference = Array("@{\(VariableTable.profileName)}".utf8)
        var rest = Array(text.utf8)[...]
        var result: [UInt8] = []
        while let byte = rest.first {
            if byte == reference.first, rest.starts(with: reference) {
                result += literal(name)
                rest = rest.dropFirst(reference.count)
            } else {
                result.append(byte)
                rest = rest.dropFirst()
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// A name in which bytes that mean something in a glob are written in octal.
    private static func literal(_ name: String) -> [UInt8] {
        name.utf8.flatMap { byte -> [UInt8] in
            guard "{}[]*?^,\\\"".utf8.contains(byte) else { return [byte] }
            let digits = [byte >> 6, byte >> 3 & 7, byte & 7].map { UInt8(ascii: "0") &+ $0 }
            return [UInt8(ascii: "\\")] + digits
        }
    }

    /// A test of bytes, since nearly all rules fail it and searching strings by characters is slow.
    private static func mayRefer(_ text: String) -> Bool { text.utf8.contains(UInt8(ascii: "@")) }
}
