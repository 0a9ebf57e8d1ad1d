import ArmorSource

extension ArrayEditor {
    /// The changes of elements, by their numbers; lines that go as a whole are added to `removed`.
    func changing(_ kinds: [Int: DocumentChange.Kind], _ removed: inout Removal) throws(DocumentEditError)
        -> [Replacement]
    {
        var values: [Int: New] = [:]
        for (index, kind) in kinds where elements.indices.contains(index) {
            values[index] = try new(elements[index], kind)
        }
        guard bytes[range].contains(Byte.newline) else { return [rewritten(values)] }
        return values.sorted { $0.key < $1.key }.flatMap { index, new in
            new.texts.isEmpty ? removal(elements[index], &removed) : replacement(elements[index], new)
        }
    }

    /// What comes in an element's place; nothing where it goes.
    private struct New {
        var texts: [String]
        var comments: [String] = []
    }

    private func new(_ element: TOMLValue, _ kind: DocumentChange.Kind) throws(DocumentEditError) -> New {
        switch kind {
        case .remove: return New(texts: [])
        case .replace(let texts, let comments): return New(texts: texts, comments: comments)
        case .set(let values, let comments):
            guard case .table(let table) = element.kind else {
                throw DocumentEditError(message: "an element is no table to change keys of")
            }
            let start = element.range.lowerBound
            let changed = try table.replacements(values).map { one in
                Replacement(range: one.range.lowerBound - start..<one.range.upperBound - start, text: one.text)
            }
            let bytes = Replacement.apply(changed, to: Array(bytes[element.range]))
            return New(texts: [String(decoding: bytes, as: UTF8.self)], comments: comments)
        }
    }

    /// An array of one line, anew: on one line again, unless there is more to be shown than a value for a value.
    private func rewritten(_ values: [Int: New]) -> Replacement {
        func text(_ index: Int) -> String { String(decoding: bytes[elements[index].range], as: UTF8.self) }
        let isTall = values.values.contains { $0.texts.count > 1 || !$0.comments.isEmpty }
        guard isTall else {
            let kept = elements.indices.flatMap { values[$0]?.texts ?? [text($0)] }
            let first = elements.first?.range.lowerBound ?? range.upperBound - 1
            let last = elements.last?.range.upperBound ?? first
            let lead = String(decoding: bytes[range.lowerBound..<first], as: UTF8.self)
            let tail = String(decoding: bytes[last..<range.upperBound], as: UTF8.self)
            // A comma behind the last stays, unless nothing is before it.
            let end = kept.isEmpty ? tail.filter { $0 != "," } : tail
            return Replacement(range: range, text: lead + kept.joined(separator: ", ") + end)
        }
        let base = lines.indent(of: range.lowerBound)
        var result = "[" + lines.ending
        for index in elements.indices {
            let new = values[index] ?? New(texts: [text(index)])
            result += new.comments.map { "\(base)    # \($0)\(lines.ending)" }.joined()
            result += new.texts.map { "\(base)    \($0),\(lines.ending)" }.joined()
        }
        return Replacement(range: range, text: "\(result)\(base)]")
    }

    /// Whether an element and its comma have their lines to themselves, but for a comment beside them.
    private func ownsItsLines(_ element: TOMLValue) -> Bool {
        guard lines.isFirst(element.range.lowerBound) else { return false }
        let end = element.range.upperBound
        var place = comma(after: end) ?? end
        guard !bytes[end..<place].contains(Byte.newline) else { return false }
        while bytes[place] == Byte.blank || bytes[place] == Byte.tab || bytes[place] == Byte.carriageReturn {
            place += 1
        }
        return bytes[place] == Byte.newline || bytes[place] == Byte.hash
    }

    private func removal(_ element: TOMLValue, _ removed: inout Removal) -> [Replacement] {
        let end = element.range.upperBound
        let comma = comma(after: end)
        if ownsItsLines(element) {
            removed.lines(of: element.range.lowerBound..<(comma ?? end))
            return []
        }
        var rest = comma ?? end
        // The blanks between this and what stands behind it on the same line.
        while bytes[rest] == Byte.blank || bytes[rest] == Byte.tab { rest += 1 }
        guard let comma else { return [Replacement(range: element.range, text: "")] }
        // Comments may stand between an element and its comma.
        return [Replacement(range: element.range, text: ""), Replacement(range: comma - 1..<rest, text: "")]
    }

    private func replacement(_ element: TOMLValue, _ new: New) -> [Replacement] {
        guard ownsItsLines(element), let first = new.texts.first else {
            return [Replacement(range: element.range, text: new.texts.joined(separator: ", "))]
        }
        let indent = lines.indent(of: element.range.lowerBound)
        let start = lines.start(of: element.range.lowerBound)
        let comma = comma(after: element.range.upperBound)
        let next = lines.after(comma ?? element.range.upperBound)
        let above = new.comments.map { "\(indent)# \($0)\(lines.ending)" }.joined()
        let below = new.texts.dropFirst().map { "\(indent)\($0),\(lines.ending)" }.joined()
        let needsComma = comma == nil && !below.isEmpty
        return [
            Replacement(range: start..<start, text: above),
            Replacement(range: element.range, text: first + (needsComma ? "," : "")),
            Replacement(range: next..<next, text: below),
        ]
    }
}
