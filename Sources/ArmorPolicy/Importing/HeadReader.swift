import ArmorGlob
import ArmorSource

/// Reads the head of a profile, a child or a hat: what stands before its opening brace.
struct HeadReader {
    let context: ImportContext

    /// What a head says.
    struct Head {
        var name: Located<String>
        var isHat = false
        var settings = ProfileSettings()
    }

    /// Whether a block is a profile: `profile NAME {`, or at the top also `/path {`.
    func isProfile(_ head: ProfileTokens, atTop: Bool) -> Bool {
        guard let first = head.tokens.first else { return false }
        let text = context.text(first)
        if first.kind == .word, text == "profile" { return head.tokens.count > 1 }
        if first.kind == .word, text == "hat" || text.hasPrefix("^") { return !atTop }
        return atTop && first.isValue && (text.hasPrefix("/") || text.hasPrefix("@{") || text.hasPrefix("{/"))
    }

    /// The head; none, with an error, if it has no name.
    func read(_ head: ProfileTokens, isChild: Bool) -> Head? {
        var rest = head.tokens[...]
        var isHat = false
        if let first = rest.first, first.kind == .word {
            let text = context.text(first)
            isHat = text == "hat" || text.hasPrefix("^")
            if text == "hat" || text == "profile" || text == "^" { rest.removeFirst() }
        }
        guard let token = rest.popFirst(), token.isValue else {
            context.report(.error, "import-syntax", "this profile has no name", at: head.range)
            return nil
        }
        var name = context.text(token)
        if name.hasPrefix("^"), isHat { name.removeFirst() }
        var result = Head(name: context.located(name, token.range), isHat: isHat)
        if name.hasPrefix("/") { attach(token, &result.settings) }
        checkName(name, token, isChild: isChild)
        if let attachment = rest.first, attachment.isValue, rest.dropFirst().first?.kind != .equals,
            !["flags", "xattrs"].contains(context.text(attachment))
        {
            rest.removeFirst()
            attach(attachment, &result.settings)
        }
        conditions(rest, head.range, &result.settings)
        return result
    }

    private func attach(_ token: ProfileToken, _ settings: inout ProfileSettings) {
        if let glob = context.glob(token, .path) {
            settings.attach = context.located(RuleText.word(glob), token.range)
        } else {
            context.leaveOut("the attachment \(context.quoted(token))", at: token.range)
        }
    }

    /// Refuses names as the reader of policies does, and says one that would do.
    private func checkName(_ name: String, _ token: ProfileToken, isChild: Bool) {
        let derived = isChild ? ProfileName.derivedChild(from: name) : ProfileName.derived(from: name)
        let help = "call it \"\(derived)\""
        if ProfileName.isValid(name) {
            guard !isChild, let reason = ProfileName.reservation(name) else { return }
            let message = "the name \(context.quoted(token)) \(reason)"
            return context.report(.error, "reserved-name", message, at: token.range, help: help)
        }
        context.report(
            .error,
            "bad-name",
            "\(context.quoted(token)) cannot name a profile",
            at: token.range,
            help: "\(help): \(ProfileName.rule)"
        )
    }

    // MARK: Flags

    private func conditions(_ tokens: ArraySlice<ProfileToken>, _ range: ByteRange, _ settings: inout ProfileSettings) {
        var rest = tokens
        while let token = rest.popFirst() {
            if token.kind == .opening {
                flags(&rest, &settings)
            } else if token.kind == .word, context.text(token) == "flags" {
                if rest.first?.kind == .equals { rest.removeFirst() }
                guard rest.popFirst()?.kind == .opening else {
                    return context.report(.error, "import-syntax", "flags stand in parentheses", at: token.range)
                }
                flags(&rest, &settings)
            } else {
                return context.leaveOut(
                    "\(context.quoted(token)) of the profile's head",
                    at: token.range.lowerBound..<range.upperBound
                )
            }
        }
    }

    /// Flags up to the closing parenthesis, each a word or `key=value`.
    private func flags(_ rest: inout ArraySlice<ProfileToken>, _ settings: inout ProfileSettings) {
        while let token = rest.popFirst(), token.kind != .closing {
            if token.kind == .separator { continue }
            var end = token.range.upperBound
            var text = context.text(token)
            if rest.first?.kind == .equals {
                rest.removeFirst()
                if let value = rest.popFirst() {
                    text += "=" + context.text(value)
                    end = value.range.upperBound
                }
            }
            let range = token.range.lowerBound..<end
            if let mode = ProfileSettings.Mode(rawValue: text) {
                settings.mode = context.located(mode, range)
            } else if let flag = ProfileFlag(text) {
                settings.flags.append(context.located(flag, range))
            } else {
                context.leaveOut("the flag \(context.quoted(token))", at: range)
            }
        }
    }
}
