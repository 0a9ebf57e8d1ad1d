import ArmorPolicy
import ArmorProfile
import FuzzSupport

/// What holds of every profile, whatever its policy says.
struct ProfilePromises {
    private let includes: Set<String>
    private let blocks: Int

    init(_ policy: Policy) {
        let settings = [policy.main.settings] + policy.main.children.map(\.body.settings)
        let named = settings.flatMap(\.includes).map { "include <\($0.value.path)>" }
        // Abstractions need the variables of this file, so it comes with them.
        includes = Set(named).union(named.isEmpty ? [] : ["include <tunables/global>"])
        blocks = 1 + policy.main.children.count
    }

    func check(_ profile: RenderedProfile) {
        let lines = profile.text.split(separator: "\n", omittingEmptySubsequences: false).map { trimmed($0.utf8) }
        require(lines.last?.isEmpty == true, "the last line has no end")
        require(profile.origins.count == lines.count - 1, "lines and origins differ in number")
        checkVariables(profile.text)
        var opened = 0
        var closed = 0
        for line in lines {
            require(line.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "not printable: \(line.debugDescription)")
            // A comment is `# `; without the blank it could be an include.
            if line.hasPrefix("# ") || line == "#" { continue }
            let bare = outsideQuotes(line)
            require(!bare.contains("#"), "a comment or include within a line: \(line)")
            if line.hasPrefix("include") { require(includes.contains(line), "an include of its own: \(line)") }
            // They define variables, which apparmor_parser takes before a profile alone.
            require(opened == 0 || !line.hasPrefix("include <tunables/"), "tunables inside a profile: \(line)")
            if line.hasSuffix("{") { opened += 1 }
            if line == "}" { closed += 1 }
            if line.hasSuffix("{") {
                require(
                    line.hasPrefix("profile \"") || line.hasPrefix("hat \""),
                    "a block that is no profile: \(line)"
                )
            } else if !line.isEmpty, line != "}", !line.hasPrefix("include <"),
                !line.hasPrefix("@{") || bare.hasSuffix(",")
            {
                require(bare.hasSuffix(","), "a rule without its comma: \(line)")
                require(!bare.contains(" {") && !bare.contains("} "), "a block within a line: \(line)")
            }
        }
        require(opened == blocks, "\(opened) blocks are opened where there are \(blocks): \(profile.text)")
        require(closed == blocks, "\(closed) blocks are closed where there are \(blocks): \(profile.text)")
    }

    /// apparmor_parser refuses a variable that nothing defines: what is used is defined above, or an included file that
    /// defines the common ones is there.
    private func checkVariables(_ text: String) {
        guard !text.contains("include <tunables/global>") else { return }
        for part in text.split(separator: "@{").dropFirst() {
            let name = String(part.prefix { $0 != "}" })
            require(text.contains("\n@{\(name)} = "), "the variable \(name) is nowhere defined: \(text)")
        }
    }

    private func trimmed(_ line: Substring.UTF8View) -> String {
        String(decoding: line.drop { $0 == UInt8(ascii: " ") }, as: UTF8.self)
    }

    /// The line with what stands in quotes left out; a quote that is not closed breaks the promise.
    private func outsideQuotes(_ line: String) -> String {
        let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
        require(parts.count % 2 == 1, "a quote is not closed: \(line)")
        return parts.enumerated().filter { $0.offset % 2 == 0 }.map { String($0.element) }.joined(separator: "\"\"")
    }
}
