import ArmorGlob
import ArmorSource

/// Reads the head of a profile, a child or a hat: what precedes its opening brace.
struct HeadReader {
    let context: ImportContext

    /// What a head says.
    struct Head {
        /// The policy's name for it.
        var name: Located<String>
        /// The name as the profile has it.
        var original: String
        var isHat = false
        var settings = ProfileSettings()
    }

    /// Whether a block is a profile: `profile NAME {`, `hat NAME {`, or at the top also `/path {`.
    func isProfile(_ head: ProfileTokens, atTop: Bool) -> Bool {
        guard let first = head.tokens.first else { return false }
        let text = context.text(first)
        if first.kind == .word, ["profile", "hat"].contains(text) { return head.tokens.count > 1 }
        if first.kind == .word, text.hasPrefix("^") { return true }
        return atTop && first.isValue && ["/", "@{", "{/", ":"].contains { text.hasPrefix($0) }
    }

    /// The name token of a head and the tokens after it; `nil` where it has no name.
    func name(_ head: ProfileTokens) -> (
        token: ProfileToken, name: String, isHat: Bool, rest: ArraySlice<ProfileToken>
    )? {
        var rest = head.tokens[...]
        var isHat = false
        if let first = rest.first, first.kind == .word {
            let text = context.text(first)
            isHat = text == "hat" || text.hasPrefix("^")
            if text == "hat" || text == "profile" || text == "^" { rest.removeFirst() }
        }
        guard let token = rest.popFirst(), token.isValue else { return nil }
        var name = context.text(token)
        if name.hasPrefix("^"), isHat { name.removeFirst() }
        return name.isEmpty ? nil : (token, name, isHat, rest)
    }

    /// The head; `nil`, with an error, if it has no name or a policy cannot hold it.
    func read(_ head: ProfileTokens, isChild: Bool) -> Head? {
        guard let (token, name, isHat, tokens) = name(head) else {
            context.error("this profile has no name", at: head.range)
            return nil
        }
        if name.hasPrefix(":") {
            let message = "a policy cannot name the namespace of \(context.quoted(token))"
            context.report(.error, "import-namespace", message, at: token.range, help: "import the profile without it")
            return nil
        }
        guard let own = policyName(name, token, isChild: isChild, isHat: isHat) else { return nil }
        var result = Head(name: context.located(own, token.range), original: name, isHat: isHat)
        var rest = tokens
        context.checkVariables(head.tokens)
        if let attachment = rest.first, attachment.isValue, rest.dropFirst().first?.kind != .equals {
            rest.removeFirst()
            let text = context.text(attachment)
            guard text.hasPrefix("/") || text.hasPrefix("@{") || text.hasPrefix("{/") else {
                context.error("an attachment begins with \"/\" or a variable", at: attachment.range)
                return nil
            }
            attach(attachment, &result.settings)
        } else if !isHat, name.hasPrefix("/") || name.hasPrefix("@{") || name.hasPrefix("{/"), !(isChild && own == name)
        {
            attach(token, &result.settings)
        }
        conditions(rest, &result)
        return result
    }

    private func attach(_ token: ProfileToken, _ settings: inout ProfileSettings) {
        let text = ProfileEscapes.glob(context.slice(token.inside)).map(context.variables.renaming) ?? []
        let any = text.first == ProfileByte.at ? "/x" : "x"
        if let glob = try? Glob.parse(text, kind: .path, variables: { context.variables.lookup($0) ?? [any] }) {
            settings.attach = context.located(RuleText.word(glob), token.range)
        } else {
            let message = "a policy cannot attach to \(context.quoted(token))"
            context.report(.error, "import-attachment", message, at: token.range)
        }
    }

    /// The policy's name for a profile; another than its own, with a note, where a policy cannot have that.
    private func policyName(_ name: String, _ token: ProfileToken, isChild: Bool, isHat: Bool) -> String? {
        guard let other = context.renamed(name) else {
            if !isHat || ProfileName.isValidChild(name) { return name }
            // Programs enter a hat by the name that they know.
            let message = "a policy cannot call a hat \(context.quoted(token))"
            context.report(.error, "bad-name", message, at: token.range, help: ProfileName.rule)
            return nil
        }
        var message = "the profile \(context.quoted(token)) is called \"\(other)\" in the policy"
        if !isChild, let reason = ProfileName.reservation(name) { message += ": the name \(reason)" }
        let help = "other profiles and programs that name it must use the new name"
        context.report(.note, "import-name", message, at: token.range, help: isChild ? nil : help)
        return other
    }

    // MARK: Extended attributes and flags

    /// `xattrs=(…)`, then `flags=(…)` or `(…)`, each at most once.
    private func conditions(_ tokens: ArraySlice<ProfileToken>, _ head: inout Head) {
        var rest = tokens
        if let token = rest.first, context.text(token) == "xattrs", token.kind == .word {
            rest.removeFirst()
            guard rest.popFirst()?.kind == .equals, rest.popFirst()?.kind == .opening else {
                return context.error("extended attributes are xattrs=(NAME=\"VALUE\")", at: token.range)
            }
            if head.isHat { context.error("a hat has no extended attributes", at: token.range) }
            attributes(&rest, &head.settings)
        }
        guard let token = rest.popFirst() else { return }
        if token.kind == .word, context.text(token) == "flags" {
            guard rest.popFirst()?.kind == .equals, rest.popFirst()?.kind == .opening else {
                return context.error("flags are written flags=(FLAG, FLAG)", at: token.range)
            }
        } else if token.kind != .opening {
            return context.error("\(context.quoted(token)) is not expected in the head of a profile", at: token.range)
        }
        flags(&rest, token.range, &head.settings)
        if let more = rest.first {
            context.error("\(context.quoted(more)) is not expected after the flags of a profile", at: more.range)
        }
    }

    private func attributes(_ rest: inout ArraySlice<ProfileToken>, _ settings: inout ProfileSettings) {
        while let token = rest.popFirst(), token.kind != .closing {
            if token.kind == .separator { continue }
            guard token.isValue, rest.first?.kind == .equals, let value = rest.dropFirst().first, value.isValue,
                let glob = context.glob(value, .name),
                let attribute = ExtendedAttribute(name: context.text(token), value: RuleText.word(glob))
            else {
                let message = "a policy cannot name the extended attribute \(context.quoted(token))"
                context.report(.error, "import-widens", message, at: token.range, help: "write NAME=\"VALUE\"")
                continue
            }
            rest.removeFirst(2)
            settings.extendedAttributes.append(context.located(attribute, token.range))
        }
    }

    /// Flags up to the closing parenthesis, each a word or `key=value`.
    private func flags(_ rest: inout ArraySlice<ProfileToken>, _ start: ByteRange, _ settings: inout ProfileSettings) {
        var isEmpty = true
        while let token = rest.popFirst(), token.kind != .closing {
            if token.kind == .separator { continue }
            isEmpty = false
            var end = token.range.upperBound
            var text = context.text(token)
            if rest.first?.kind == .equals {
                rest.removeFirst()
                if let value = rest.popFirst() {
                    text += "=" + context.text(value)
                    end = value.range.upperBound
                }
            }
            flag(text, token.range.lowerBound..<end, &settings)
        }
        if isEmpty { context.error("these parentheses hold no flag", at: start) }
    }

    private func flag(_ text: String, _ range: ByteRange, _ settings: inout ProfileSettings) {
        if let mode = ProfileSettings.Mode(rawValue: text) {
            if let before = settings.mode, before.value != mode {
                return context.error("a profile has one mode, and this has \"\(before.value)\" already", at: range)
            }
            settings.mode = context.located(mode, range)
            return
        }
        let plain = plain(text)
        guard let flag = ProfileFlag(plain) else {
            return context.error("unknown flag \"\(plain.prefix(80))\"", at: range, help: ProfileFlag.valueHelp(plain))
        }
        let excluded = Self.opposites.filter { $0.contains(flag.text) }.joined().filter { $0 != flag.text }
        if let other = settings.flags.first(where: { excluded.contains($0.value.text) }) {
            return context.error("the flags \"\(other.value.text)\" and \"\(flag.text)\" exclude each other", at: range)
        }
        settings.flags.append(context.located(flag, range))
    }

    /// Flags of which a profile has at most one.
    private static let opposites = [
        ["attach_disconnected", "no_attach_disconnected"], ["chroot_relative", "namespace_relative"],
        ["mediate_deleted", "delegate_deleted"], ["chroot_attach", "chroot_no_attach"],
    ]

    /// The flag with the values of variables in place of those that have one value and need no include.
    private func plain(_ text: String) -> String {
        var plain = String(decoding: context.variables.renaming(Array(text.utf8)), as: UTF8.self)
        for name in VariableTable.names(in: plain) {
            guard let values = context.variables.lookup(name), values.count == 1, let value = values.first,
                value.hasPrefix("/"), VariableTable.names(in: value).isEmpty,
                let place = plain.firstPlace(of: "@{\(name)}")
            else { continue }
            plain.replaceSubrange(place, with: value)
        }
        return plain
    }
}
