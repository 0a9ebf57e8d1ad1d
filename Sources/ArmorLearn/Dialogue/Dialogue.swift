import ArmorSource

/// A walk through proposed changes, one after the other, by letters that a person types.
///
/// A pure value: an answer goes in, a text comes out, and what was decided stays. It knows nothing of policies, terminals and
/// files. Each line that is shown is printable ASCII or was made printable by ``printable(_:)``.
package struct Dialogue: Sendable {
    /// One change that is asked about.
    package struct Item: Sendable {
        /// What "all of a kind" means: a permission or a kind of rule, such as `read` or `capabilities`.
        package let kind: String
        /// What it rests on, and what speaks against it.
        package let lines: [String]
        /// Its forms, from the narrowest to the widest.
        package let variants: [String]
        /// Which of them is proposed.
        package let proposed: Int
        /// Codes of risks, each of which must be typed in full to accept it.
        package let codes: [String]
        /// Whether it can be denied instead.
        package let canDeny: Bool

        package init(
            kind: String,
            lines: [String],
            variants: [String],
            proposed: Int,
            codes: [String] = [],
            canDeny: Bool = true
        ) {
            (self.kind, self.lines, self.variants, self.proposed) = (kind, lines, variants, proposed)
            (self.codes, self.canDeny) = (codes, canDeny)
        }
    }

    package enum Choice: Sendable, Hashable {
        /// The variant of that number.
        case accept(Int)
        /// The same, to be denied.
        case deny(Int)
        case skip
    }

    package enum State: Sendable, Hashable {
        case asking
        /// What is not decided is skipped.
        case finished
        /// Nothing is to be done.
        case quit
    }

    package let items: [Item]
    package private(set) var state = State.asking
    /// One for each item that was decided.
    package private(set) var choices: [Choice?]
    /// The item that is asked about; behind the last one the end.
    private var place = 0
    /// The variants that are shown.
    private var shown: [Int]

    package init(_ items: [Item]) {
        self.items = items
        choices = items.map { _ in nil }
        shown = items.map(\.proposed)
    }

    /// What was decided of each; skipped what was not.
    package var decisions: [Choice] { choices.map { $0 ?? .skip } }

    // MARK: Text

    /// The question: an item, or the end.
    package var question: String {
        guard items.indices.contains(place) else { return end }
        let item = items[place]
        var lines = ["", "[\(place + 1)/\(items.count)] \(item.kind): \(printable(text(of: place)))"]
        lines += item.lines.map { "  \(printable($0))" }
        if let choice = choices[place] { lines.append("  so far: \(word(choice))") }
        if !item.codes.isEmpty {
            lines.append("  to accept it, type in full: \(printable(code(item)))")
        }
        return (lines + [keys(item)]).joined(separator: "\n") + "\n> "
    }

    private var end: String {
        let accepted = choices.count { if case .accept? = $0 { true } else { false } }
        let denied = choices.count { if case .deny? = $0 { true } else { false } }
        let skipped = choices.count - accepted - denied
        return
            "\n\(items.count) \(items.count == 1 ? "entry" : "entries"): \(accepted) accepted, \(denied) denied, \(skipped) skipped\n"
            + "f finish, b back, q quit: nothing is written\n> "
    }

    private func keys(_ item: Item) -> String {
        var keys = item.codes.isEmpty ? ["a accept"] : []
        if shown[place] > 0 || item.variants.count > 1 { keys.append("n narrow") }
        if shown[place] + 1 < item.variants.count { keys.append("w widen") }
        if item.canDeny { keys.append("d deny") }
        keys += ["s skip", "A accept all of \(item.kind)", "S skip all of \(item.kind)"]
        if place > 0 { keys.append("b back") }
        return "  " + (keys + ["f finish", "q quit"]).joined(separator: ", ")
    }

    private func text(of index: Int) -> String {
        let item = items[index]
        return item.variants.indices.contains(shown[index]) ? item.variants[shown[index]] : ""
    }

    private func code(_ item: Item) -> String { item.codes.joined(separator: " ") }

    private func word(_ choice: Choice) -> String {
        switch choice {
        case .accept: "accepted"
        case .deny: "denied"
        case .skip: "skipped"
        }
    }

    // MARK: Answers

    /// Takes a line that was typed, without its line end; answers what there is to say about it, which may be nothing.
    package mutating func answer(_ line: String) -> String {
        let typed = line.split { $0 == " " || $0 == "\t" || $0 == "\r" }.joined(separator: " ")
        switch typed {
        case "q": state = .quit
        case "f": state = .finished
        case "b":
            guard place > 0 else { return "this is the first\n" }
            place -= 1
        default:
            guard items.indices.contains(place) else { return "type f, b or q\n" }
            return answer(typed, items[place])
        }
        return ""
    }

    private mutating func answer(_ typed: String, _ item: Item) -> String {
        switch typed {
        case "a" where item.codes.isEmpty: decide(.accept(shown[place]))
        case "a": return "type \(printable(code(item))) to accept it with its risk\n"
        case _ where !item.codes.isEmpty && typed == code(item): decide(.accept(shown[place]))
        case "n":
            guard item.variants.count > 1 else { return "there is nothing narrower\n" }
            // From the narrowest round to what was proposed.
            shown[place] = shown[place] > 0 ? shown[place] - 1 : item.proposed
        case "w":
            guard shown[place] + 1 < item.variants.count else { return "there is nothing wider within the bounds\n" }
            shown[place] += 1
        case "d" where item.canDeny: decide(.deny(shown[place]))
        case "s": decide(.skip)
        case "A": return decideAll(of: item.kind) { $0.codes.isEmpty ? .accept($1) : nil }
        case "S": return decideAll(of: item.kind) { _, _ in .skip }
        default: return "type one of the letters, and Enter\n"
        }
        return ""
    }

    private mutating func decide(_ choice: Choice) {
        choices[place] = choice
        place += 1
    }

    /// Decides this and the undecided of its kind; those that `choice` gives none for are asked about still.
    private mutating func decideAll(of kind: String, _ choice: (Item, Int) -> Choice?) -> String {
        var count = 0
        for index in place..<items.count where items[index].kind == kind && choices[index] == nil {
            guard let decided = choice(items[index], shown[index]) else { continue }
            choices[index] = decided
            count += 1
        }
        while place < items.count, choices[place] != nil { place += 1 }
        return "\(count) of \(kind) decided\n"
    }
}
